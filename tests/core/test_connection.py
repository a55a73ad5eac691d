"""The connection machine: the protocol page, "Initialization sequence", and what goes wrong."""

from __future__ import annotations

import pytest

from tests.core.builders import say
from vfmock.core.asks import PushAction
from vfmock.core.connection import Connection, Judge, State
from vfmock.core.effects import (
    ActionCancelled,
    AnswerQuery,
    CallState,
    CancelActions,
    ClientStarted,
    Effect,
    GeneralError,
    JoinSession,
    LeaveSession,
    Note,
    NoteActivity,
    OpenSession,
    PutState,
    RejectAction,
    ReplaySince,
    ResumeSession,
    SessionCreated,
    SubmitAction,
)
from vfmock.core.events import (
    ActionCancel,
    ActionSend,
    ClientConfig,
    ClientQuery,
    ClientStart,
    Event,
    InvalidPayload,
    KeepAlive,
    SessionCreate,
    SessionJoin,
    SessionResume,
    StateCall,
    UnknownEvent,
)
from vfmock.core.outcomes import NoEntry
from vfmock.core.session_keys import Claims, KeyVerdict

START = ClientStart(user_id="u", project_id="p", session_key="k", authorization="VF.DM.good")
SEND = ActionSend(action=say("hi"), message_id="m1")
CLAIMS = Claims(
    user_id="u",
    project_id="p",
    environment_id=None,
    session_id="s1",
    issued=0,
    expires=None,
    key_id="k1",
)

GOOD = (KeyVerdict.GOOD, CLAIMS)
NEW = ClientStarted(to="c1", new_session_required=True)
KNOWN = ClientStarted(to="c1", new_session_required=False)
NOT_STARTED = GeneralError(
    to="c1",
    code="client_not_started",
    error="wanted client.start first: nothing else is known of this client",
)
NO_SESSION = RejectAction(to="c1", reason="session_not_found", message_id="m1")


def authorize(start: ClientStart) -> NoEntry | None:
    """Take keys that are good, and none."""
    is_bad = start.authorization == "VF.DM.bad"
    return NoEntry("unauthorized", "no such key") if is_bad else None


def connection(
    state: State = State.CONNECTED,
    verdict: KeyVerdict = KeyVerdict.ABSENT,
    claims: Claims | None = None,
    judge: Judge | None = None,
) -> Connection:
    """Connection ``c1`` in a state; every session key gets this verdict, or that of ``judge``."""
    judge = judge or (lambda event: (verdict, claims))
    made = Connection("c1", judge=judge, authorize=authorize)
    if state is State.AWAITED:
        made.receive(SessionCreate(may_wait=True))
    elif state is not State.CONNECTED:
        made.receive(ClientStart(user_id="u", project_id="p"))
    if state is State.READY:
        made.bound()
    assert made.state is state
    return made


# The handshake.


@pytest.mark.parametrize("state", [State.CONNECTED, State.STARTED])
def test_a_new_session_is_required_without_a_key(state: State) -> None:
    machine = connection(state)
    assert machine.receive(START) == [NEW]
    assert machine.state is State.STARTED
    assert machine.client == START


def test_a_good_key_resumes_its_session() -> None:
    machine = connection(State.CONNECTED, KeyVerdict.GOOD, CLAIMS)
    assert machine.receive(START) == [ResumeSession(claims=CLAIMS), KNOWN]


BAD = [verdict for verdict in KeyVerdict if verdict not in (KeyVerdict.GOOD, KeyVerdict.ABSENT)]


@pytest.mark.parametrize("verdict", BAD)
def test_the_problem_of_a_key_is_noted_and_not_sent(verdict: KeyVerdict) -> None:
    machine = connection(State.CONNECTED, verdict, CLAIMS)
    note, answer = machine.receive(START)
    assert note == Note(kind="session_key", text=verdict.value)
    assert answer == NEW


def test_a_wrong_api_key_is_unauthorized() -> None:
    machine = connection()
    start = ClientStart(user_id="u", project_id="p", authorization="VF.DM.bad")
    assert machine.receive(start) == [
        GeneralError(to="c1", code="unauthorized", error="no such key")
    ]
    assert machine.state is State.CONNECTED
    assert machine.receive(SessionCreate()) == [NOT_STARTED]


def test_a_second_handshake_leaves_the_session_of_the_first() -> None:
    machine = connection(State.READY)
    assert machine.receive(START) == [LeaveSession(), NEW]
    assert machine.state is State.STARTED


def test_a_failed_second_handshake_undoes_the_first() -> None:
    machine = connection(State.READY)
    start = ClientStart(user_id="v", project_id="p", authorization="VF.DM.bad")
    leave, error = machine.receive(start)
    assert leave == LeaveSession()
    assert isinstance(error, GeneralError)
    assert (machine.state, machine.client) == (State.CONNECTED, None)


def test_the_later_of_two_handshakes_counts() -> None:
    machine = connection(State.STARTED)
    later = ClientStart(user_id="v", project_id="q")
    machine.receive(later)
    assert machine.client == later


# A client without a handshake.


@pytest.mark.parametrize("state", [State.CONNECTED, State.STARTED])
def test_a_join_asks_for_the_session_of_its_user(state: State) -> None:
    machine = connection(state)
    assert machine.receive(SessionJoin(start=START)) == [JoinSession()]
    assert (machine.state, machine.client) == (State.STARTED, START)


def test_a_second_join_leaves_the_session_of_the_first() -> None:
    machine = connection(State.READY)
    assert machine.receive(SessionJoin(start=START)) == [LeaveSession(), JoinSession()]


def test_a_join_with_a_wrong_api_key_is_unauthorized() -> None:
    machine = connection()
    start = ClientStart(user_id="u", project_id="p", authorization="VF.DM.bad")
    assert machine.receive(SessionJoin(start=start)) == [
        GeneralError(to="c1", code="unauthorized", error="no such key")
    ]
    assert (machine.state, machine.client) == (State.CONNECTED, None)


@pytest.mark.parametrize("state", State)
def test_a_key_alone_says_who_comes_back(state: State) -> None:
    verdicts = [(KeyVerdict.ABSENT, None)] * (state in (State.STARTED, State.READY))
    machine = connection(state, judge=lambda event: verdicts.pop() if verdicts else GOOD)
    config = ClientConfig(user_timezone="Asia/Tokyo")
    effects = machine.receive(SessionResume(session_key="key", config=config))
    left = [LeaveSession()] if state is State.READY else []
    assert effects == [*left, ResumeSession(claims=CLAIMS)]
    assert machine.state is State.STARTED
    assert machine.client == ClientStart(user_id="u", project_id="p", config=config)


@pytest.mark.parametrize("verdict", [one for one in KeyVerdict if one is not KeyVerdict.GOOD])
def test_a_client_with_only_a_wrong_key_is_unauthorized(verdict: KeyVerdict) -> None:
    machine = connection(State.READY, verdict)
    assert machine.receive(SessionResume(session_key="key")) == [
        LeaveSession(),
        Note(kind="session_key", text=verdict.value),
        GeneralError(to="c1", code="unauthorized", error=verdict.value),
    ]
    assert (machine.state, machine.client) == (State.CONNECTED, None)


def test_a_state_is_called_only_in_a_session() -> None:
    call = StateCall(change="read")
    assert connection().receive(call) == [NOT_STARTED]
    (error,) = connection(State.STARTED).receive(call)
    assert isinstance(error, GeneralError)
    assert error.code == "session_not_found"
    assert connection(State.READY).receive(call) == [CallState(event=call)]


# Sessions and actions.


@pytest.mark.parametrize("state", [State.STARTED, State.READY])
def test_session_create_opens_a_session(state: State) -> None:
    assert connection(state).receive(SessionCreate()) == [OpenSession()]


def test_a_session_that_was_asked_for_early_comes_with_the_handshake() -> None:
    machine = connection(State.AWAITED)
    assert machine.receive(SessionCreate(may_wait=True)) == []
    assert machine.receive(START) == [NEW, OpenSession()]
    assert machine.state is State.STARTED


def test_a_good_key_is_the_key_that_was_asked_for_early() -> None:
    machine = connection(State.AWAITED, KeyVerdict.GOOD, CLAIMS)
    assert machine.receive(START) == [
        ResumeSession(claims=CLAIMS),
        KNOWN,
        SessionCreated(to="c1", session_key="k"),
    ]


def test_a_refused_handshake_leaves_the_session_awaited() -> None:
    machine = connection(State.AWAITED)
    (error,) = machine.receive(ClientStart(user_id="u", project_id="p", authorization="VF.DM.bad"))
    assert isinstance(error, GeneralError)
    assert machine.state is State.AWAITED
    assert machine.receive(START) == [NEW, OpenSession()]


@pytest.mark.parametrize("state", [State.STARTED, State.READY])
def test_after_the_handshake_a_session_that_may_wait_does_not(state: State) -> None:
    assert connection(state).receive(SessionCreate(may_wait=True)) == [OpenSession()]


@pytest.mark.parametrize("state", [State.AWAITED, State.CONNECTED])
def test_an_action_before_the_handshake_is_an_error(state: State) -> None:
    assert connection(state).receive(SEND) == [NOT_STARTED]


def test_the_state_of_a_client_goes_into_the_first_session_that_it_gets() -> None:
    state = {"variables": {"size": "small"}}
    start = ClientStart(user_id="u", project_id="p", state=state)
    machine = connection(State.CONNECTED)
    assert machine.receive(start) == [NEW]
    assert machine.receive(SessionCreate()) == [OpenSession(), PutState(state=state)]
    assert machine.receive(SessionCreate()) == [OpenSession()]
    machine = connection(State.CONNECTED, KeyVerdict.GOOD, CLAIMS)
    assert machine.receive(start) == [
        ResumeSession(claims=CLAIMS),
        PutState(state=state),
        KNOWN,
    ]


def test_what_came_meanwhile_follows_the_answer_to_the_handshake() -> None:
    start = ClientStart(user_id="u", project_id="p", since=0.0)
    machine = connection(State.CONNECTED, KeyVerdict.GOOD, CLAIMS)
    assert machine.receive(start)[-2:] == [KNOWN, ReplaySince(since=0.0)]
    assert connection(State.CONNECTED).receive(start) == [NEW]


def test_a_client_is_told_its_environment() -> None:
    start = ClientStart(user_id="u", project_id="p", environment_id="main")
    (started,) = connection(State.CONNECTED).receive(start)
    assert started == ClientStarted(to="c1", new_session_required=True, environment_id="main")


@pytest.mark.parametrize("state", State)
def test_a_client_may_cancel_what_runs_in_its_session(state: State) -> None:
    nothing = ActionCancelled(to="c1", success=False)
    effects = connection(state).receive(ActionCancel())
    assert effects == [CancelActions() if state is State.READY else nothing]


@pytest.mark.parametrize("state", State)
def test_a_client_keeps_its_session_alive(state: State) -> None:
    machine = connection(state)
    assert machine.receive(KeepAlive()) == ([NoteActivity()] if state is State.READY else [])
    assert machine.state is state


def test_an_action_goes_to_the_session() -> None:
    assert connection(State.READY).receive(SEND) == [SubmitAction(event=SEND)]


@pytest.mark.parametrize("message_id", ["m1", None])
def test_an_action_without_a_session_is_rejected(message_id: str | None) -> None:
    send = ActionSend(action=say("hi"), message_id=message_id)
    assert connection(State.STARTED).receive(send) == [
        RejectAction(to="c1", reason="session_not_found", message_id=message_id)
    ]


@pytest.mark.parametrize(
    "asks", [ClientStart(user_id="u", project_id="p", session_key="k"), SessionCreate()]
)
def test_a_connection_is_ready_when_the_hub_has_bound_its_session(asks: Event) -> None:
    machine = connection(State.STARTED, KeyVerdict.GOOD, CLAIMS)
    machine.receive(asks)
    assert machine.receive(SEND) == [NO_SESSION]
    machine.bound()
    assert machine.receive(SEND) == [SubmitAction(event=SEND)]


def test_a_connection_can_lose_a_session_and_get_another() -> None:
    machine = connection(State.READY)
    machine.unbound()
    assert machine.state is State.STARTED
    machine.bound()
    assert machine.receive(SEND) == [SubmitAction(event=SEND)]


@pytest.mark.parametrize("state", [State.CONNECTED, State.AWAITED, State.STARTED])
def test_losing_a_session_changes_nothing_when_there_is_none(state: State) -> None:
    machine = connection(state)
    machine.unbound()
    assert machine.state is state


def test_no_session_is_bound_before_the_handshake() -> None:
    machine = connection(State.CONNECTED)
    with pytest.raises(KeyError, match="CONNECTED"):
        machine.bound()
    assert machine.state is State.CONNECTED


# What goes wrong.


@pytest.mark.parametrize("event", [SessionCreate(), SEND])
def test_every_other_event_before_client_start_is_an_error(event: Event) -> None:
    machine = connection()
    assert machine.receive(event) == [NOT_STARTED]
    assert machine.receive(ClientStart(user_id="u", project_id="p")) == [NEW]


@pytest.mark.parametrize("state", State)
def test_an_unknown_event_is_answered_with_an_error(state: State) -> None:
    machine = connection(state)
    effects = machine.receive(UnknownEvent(name="x", problem="unknown event 'x'"))
    assert effects == [
        Note(kind="violation", text="unknown event 'x'"),
        GeneralError(to="c1", code="unknown_event", error="unknown event 'x'"),
    ]
    assert machine.state is state


INVALID: list[Effect] = [
    Note(kind="violation", text="client.start: at /userID …"),
    GeneralError(to="c1", code="invalid_payload", error="client.start: at /userID …"),
]


@pytest.mark.parametrize("state", State)
def test_an_invalid_payload_is_answered_with_an_error(state: State) -> None:
    machine = connection(state)
    event = InvalidPayload(event="client.start", problem="client.start: at /userID …")
    assert machine.receive(event) == INVALID
    assert machine.state is state


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("message_id", ["m1", None])
def test_an_invalid_action_is_rejected_too(state: State, message_id: str | None) -> None:
    event = InvalidPayload(
        event="action.send",
        problem="client.start: at /userID …",
        is_action=True,
        message_id=message_id,
    )
    assert connection(state).receive(event) == [
        *INVALID,
        RejectAction(to="c1", reason="client.start: at /userID …", message_id=message_id),
    ]


# Queries.


@pytest.mark.parametrize("state", State)
def test_a_query_needs_no_session_and_changes_nothing(state: State) -> None:
    machine = connection(state)
    query = ClientQuery(start=START, ask=PushAction(session="s1", action=say("hi")))
    before = machine.client
    assert machine.receive(query) == [AnswerQuery(query=query)]
    assert (machine.state, machine.client) == (state, before)


def test_a_query_with_a_wrong_api_key_is_unauthorized() -> None:
    start = ClientStart(user_id="", project_id="p", authorization="VF.DM.bad")
    query = ClientQuery(start=start, ask=PushAction(session="s1", action=say("hi")))
    refused = GeneralError(to="c1", code="unauthorized", error="no such key")
    assert connection(State.READY).receive(query) == [refused]


def test_a_join_says_whether_its_session_is_kept() -> None:
    join = SessionJoin(start=START, is_kept=False)
    assert connection().receive(join) == [JoinSession(is_kept=False)]
