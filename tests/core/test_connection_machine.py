"""Any order of events keeps what the connection machine promises."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.core.builders import say
from vfmock.core.connection import Connection, State
from vfmock.core.effects import (
    ActionCancelled,
    CancelActions,
    ClientStarted,
    Effect,
    GeneralError,
    JoinSession,
    LeaveSession,
    Note,
    NoteActivity,
    OpenSession,
    RejectAction,
    ResumeSession,
    SessionCreated,
    SubmitAction,
)
from vfmock.core.events import (
    ActionCancel,
    ActionSend,
    ClientStart,
    Event,
    InvalidPayload,
    KeepAlive,
    SessionCreate,
    SessionJoin,
    SessionResume,
    UnknownEvent,
)
from vfmock.core.outcomes import NoEntry
from vfmock.core.session_keys import Claims, KeyVerdict

CLAIMS = Claims(
    user_id="u",
    project_id="p",
    environment_id=None,
    session_id="s1",
    issued=0,
    expires=None,
    key_id="k1",
)
MESSAGE_IDS = st.sampled_from([None, "m1", "m2"])


class ConnectionMachine(RuleBasedStateMachine):
    """A client that sends anything at any time, and a hub that binds sessions correctly."""

    def __init__(self) -> None:
        super().__init__()
        self.verdict = KeyVerdict.ABSENT
        self.authorized = True
        self.started = False
        self.bound = False
        self.awaits = False
        self.connection = Connection(
            "c1",
            judge=lambda event: (self.verdict, CLAIMS),
            authorize=lambda start: None if self.authorized else NoEntry("no", "wrong"),
        )

    def send(self, event: Event) -> list[Effect]:
        """Send an event, carry out what the hub would, and keep what is for the client."""
        answers: list[Effect] = []
        for effect in self.connection.receive(event):
            match effect:
                case LeaveSession():
                    assert self.bound
                    self.bound = False
                case ResumeSession() | OpenSession() | JoinSession():
                    assert self.connection.client is not None
                    ready = State.READY if self.bound else State.STARTED
                    assert self.connection.state is ready  # until the hub reports
                    self.bound = True
                    self.connection.bound()
                case Note():
                    pass
                case SubmitAction() | CancelActions() | NoteActivity():
                    answers.append(effect)
                case _:
                    assert effect.to == "c1"
                    answers.append(effect)
        return answers

    @rule(verdict=st.sampled_from(KeyVerdict), authorized=st.booleans())
    def start(self, verdict: KeyVerdict, authorized: bool) -> None:
        """A handshake has one answer, and ends the handshake and session before it."""
        self.verdict, self.authorized = verdict, authorized
        event = ClientStart(user_id="u", project_id="p", session_key="key")
        awaited = self.awaits
        answer, *keys = self.send(event)
        self.started = authorized
        self.awaits = awaited and not authorized
        if not authorized:
            assert isinstance(answer, GeneralError)
            assert not self.bound
            return
        assert isinstance(answer, ClientStarted)
        assert self.connection.client is event
        is_good = verdict is KeyVerdict.GOOD
        assert answer.new_session_required is not is_good
        assert self.bound is (is_good or awaited)
        key = SessionCreated(to="c1", session_key="key")
        assert keys == ([key] if is_good and awaited else [])  # else the hub tells the new key

    @rule(authorized=st.booleans())
    def join(self, authorized: bool) -> None:
        """A join has a session at once and no answer, or an error."""
        self.authorized = authorized
        client = ClientStart(user_id="u", project_id="p")
        answers = self.send(SessionJoin(start=client))
        self.started = authorized
        self.awaits = self.awaits and not authorized
        assert self.bound is authorized
        assert [type(answer) for answer in answers] == ([] if authorized else [GeneralError])
        assert self.connection.client is (client if authorized else None)

    @rule(verdict=st.sampled_from(KeyVerdict))
    def resume(self, verdict: KeyVerdict) -> None:
        """A key alone has a session at once and no answer, or an error."""
        self.verdict = verdict
        answers = self.send(SessionResume(session_key="key"))
        self.started = verdict is KeyVerdict.GOOD
        self.awaits = self.awaits and not self.started
        assert self.bound is self.started
        assert [type(answer) for answer in answers] == ([] if self.started else [GeneralError])
        assert (self.connection.client is not None) is self.started

    @rule()
    def create(self) -> None:
        """After a handshake a session can be created, before it there is an error, unless the
        client waits for a session anyway."""
        answers = self.send(SessionCreate())
        assert self.bound is self.started
        is_fine = self.started or self.awaits
        assert [type(answer) for answer in answers] == ([] if is_fine else [GeneralError])

    @rule()
    def create_early(self) -> None:
        """A client that may wait for its session never gets an error."""
        assert self.send(SessionCreate(may_wait=True)) == []
        assert self.bound is self.started
        self.awaits = not self.started

    @rule()
    def cancel(self) -> None:
        """A session is asked to cancel, or nothing runs."""
        (answer,) = self.send(ActionCancel())
        nothing = ActionCancelled(to="c1", success=False)
        assert answer == (CancelActions() if self.bound else nothing)

    @rule()
    def keep_alive(self) -> None:
        """Only a session is kept alive."""
        assert self.send(KeepAlive()) == ([NoteActivity()] if self.bound else [])

    @rule(message_id=MESSAGE_IDS)
    def act(self, message_id: str | None) -> None:
        """An action has one answer: a session's, a rejection or an error."""
        (answer,) = self.send(ActionSend(action=say("hi"), message_id=message_id))
        if self.bound:
            assert isinstance(answer, SubmitAction)
            assert answer.event.message_id == message_id
        elif self.started:
            assert isinstance(answer, RejectAction)
            assert (answer.reason, answer.message_id) == ("session_not_found", message_id)
        else:
            assert isinstance(answer, GeneralError)

    @rule(is_action=st.booleans(), message_id=MESSAGE_IDS)
    def mistake(self, is_action: bool, message_id: str | None) -> None:
        """An invalid payload has an error, and an action a rejection beside it."""
        event = InvalidPayload(
            event="e", problem="wrong", is_action=is_action, message_id=message_id
        )
        error, *rejections = self.send(event)
        assert isinstance(error, GeneralError)
        reject = RejectAction(to="c1", reason="wrong", message_id=message_id)
        assert rejections == ([reject] if is_action else [])

    @rule()
    def unknown(self) -> None:
        """An unknown event has an error."""
        (error,) = self.send(UnknownEvent(name="x", problem="unknown"))
        assert isinstance(error, GeneralError)

    @rule()
    def session_ends(self) -> None:
        """The hub lets go of the session, if there is one."""
        self.connection.unbound()
        self.bound = False

    @invariant()
    def the_state_is_what_came_of_it(self) -> None:
        """Ready with a session, started after a handshake, connected or waiting before it."""
        ready = State.READY if self.bound else State.STARTED
        early = State.AWAITED if self.awaits else State.CONNECTED
        assert self.connection.state is (ready if self.started else early)
        assert (self.connection.client is not None) is self.started


TestConnection = ConnectionMachine.TestCase
TestConnection.settings = settings(deadline=None, max_examples=200, stateful_step_count=30)
