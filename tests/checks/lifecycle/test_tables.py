"""The state tables of the lifecycle are complete, and each row leads where the page says."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.lifecycle.tape import PARTS, Mutation, Tape, on, says
from tests.checks.transcripts import check, rules
from vfmock.checks.lifecycle import RULES, Lifecycle, Line
from vfmock.checks.lifecycle.tables import (
    CLIENT,
    PART,
    SERVER,
    SESSION_ENDED,
    STATUS,
    TRACE,
    ActionStage,
    HandshakePhase,
    ServerAnswer,
    StreamStage,
)
from vfmock.contract import load_contract
from vfmock.types import JSON


def test_the_tables_are_complete() -> None:
    assert set(CLIENT) == set(
        product(HandshakePhase, ["client.start", "session.create", "action.send"])
    )
    assert set(SERVER) == set(ServerAnswer)
    assert set(STATUS) == set(product(ActionStage, ["accepted", "rejected", "completed"]))
    assert set(TRACE) == set(product(ActionStage, [False, True]))
    assert set(PART) == set(product(StreamStage, ["start", "content", "end"]))


def test_every_rule_of_the_tables_exists() -> None:
    rows = [*CLIENT.values(), *STATUS.values(), *TRACE.values()]
    assert {rule for _, rule in rows if rule} <= set(RULES)


USER = {"userID": "u", "projectID": "p"}


# Where a connection is after an event.

PATHS: dict[HandshakePhase, Mutation] = {
    HandshakePhase.CONNECTED: lambda t: t,
    HandshakePhase.STARTING: lambda t: t.line("start", "in", "client.start", USER),
    HandshakePhase.STARTED: lambda t: t.start("start", new=True),
    HandshakePhase.CREATING: lambda t: asks(t.start("start", new=True)),
    HandshakePhase.READY: lambda t: t.start("start", new=True).create("create", "k1"),
    HandshakePhase.ENDED: lambda t: ends(t.start("start", new=True).create("create", "k1")),
}
"""How a connection comes to each phase."""

PHASES = pytest.mark.parametrize("phase", HandshakePhase)


def at(phase: HandshakePhase) -> Tape:
    """A connection in a phase."""
    tape = on()
    PATHS[phase](tape)
    return tape


def asks(tape: Tape) -> Tape:
    """The client asks for a session."""
    return tape.line("asks", "in", "session.create", {})


def ends(tape: Tape) -> Tape:
    """The session ends."""
    return tape.line("ends", "out", "session.ended", {"reason": "end_of_diagram"})


def after(tape: Tape) -> HandshakePhase:
    """Where a connection is: what the lifecycle says of an action that is sent now."""
    said = check(tape.send("probe", says("x"), "probe").entries).findings
    words = [one.message for one in said if one.line == len(tape.entries)]
    found = [phase for phase in HandshakePhase if any(repr(phase.value) in one for one in words)]
    assert len(found) < 2
    return found[0] if found else HandshakePhase.READY


@PHASES
def test_a_connection_comes_to_each_phase(phase: HandshakePhase) -> None:
    assert after(at(phase)) is phase


@PHASES
def test_client_start_begins_the_handshake_in_every_phase(phase: HandshakePhase) -> None:
    again = at(phase).line("again", "in", "client.start", USER)
    assert after(again) is HandshakePhase.STARTING


@PHASES
def test_an_action_leaves_the_phase_as_it_is(phase: HandshakePhase) -> None:
    assert after(at(phase).send("act", says("x"), "m1")) is phase


@PHASES
def test_session_create_is_waited_for_after_client_started(phase: HandshakePhase) -> None:
    starting = phase is HandshakePhase.STARTING
    assert after(asks(at(phase))) is (phase if starting else HandshakePhase.CREATING)


@pytest.mark.parametrize("new", [True, False])
@PHASES
def test_client_started_says_where_it_goes_on(phase: HandshakePhase, new: bool) -> None:
    again = at(phase).start("again", new=new)
    asked = phase is HandshakePhase.CREATING
    required = HandshakePhase.CREATING if asked else HandshakePhase.STARTED
    assert after(again) is (required if new else HandshakePhase.READY)


@PHASES
def test_session_created_makes_ready(phase: HandshakePhase) -> None:
    created = asks(at(phase)).line("created", "out", "session.created", {"sessionKey": "k2"})
    assert after(created) is HandshakePhase.READY


@pytest.mark.parametrize(
    ("event", "phase"),
    [("client.start", HandshakePhase.STARTING), ("session.create", HandshakePhase.CREATING)],
)
def test_the_end_of_a_session_does_not_end_the_wait_for_the_next(
    event: str, phase: HandshakePhase
) -> None:
    waits = at(HandshakePhase.READY).line("waits", "in", event, USER)
    assert after(ends(waits)) is phase


# How far an action is after a status or a trace.

STAGES: dict[ActionStage, Sequence[str]] = {
    ActionStage.SENT: (),
    ActionStage.ACCEPTED: ("accepted",),
    ActionStage.REJECTED: ("rejected",),
    ActionStage.COMPLETED: ("accepted", "completed"),
}
"""The statuses that bring an action to each stage."""

TELLING: dict[str, dict[str, ActionStage]] = {
    "completed": {
        "completed.accepted": ActionStage.SENT,
        "": ActionStage.ACCEPTED,
        "completed.rejected": ActionStage.REJECTED,
        "completed.once": ActionStage.COMPLETED,
    },
    "accepted": {
        "": ActionStage.SENT,
        "accepted.once": ActionStage.ACCEPTED,
        "status.rejected": ActionStage.REJECTED,
        "status.completed": ActionStage.COMPLETED,
    },
}
"""What the rule that a status breaks, or that it breaks none, tells of the stage before it."""


def in_stage(stage: ActionStage) -> Tape:
    """A connection with action ``m1`` in a stage."""
    tape = at(HandshakePhase.READY).send("act", says("x"), "m1")
    for status in STAGES[stage]:
        tape.status(status, status, "m1")
    return tape


def stage_after(tape: Tape, probe: str = "completed") -> ActionStage:
    """How far ``m1`` is: what the lifecycle says of a status that comes now."""
    said = check(tape.status("probe", probe, "m1").entries).findings
    told = [one.rule for one in said if one.line == len(tape.entries)]
    return TELLING[probe][told[0] if told else ""]


@pytest.mark.parametrize("status", ["accepted", "rejected", "completed"])
@pytest.mark.parametrize("stage", ActionStage)
def test_a_status_says_how_far_an_action_is_until_the_last(stage: ActionStage, status: str) -> None:
    settled = stage in (ActionStage.REJECTED, ActionStage.COMPLETED)
    probe = "accepted" if status == "completed" else "completed"  # no rule is told twice
    after_it = stage_after(in_stage(stage).status("again", status, "m1"), probe)
    assert after_it is (stage if settled else ActionStage(status))


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize("stage", ActionStage)
def test_a_trace_shows_that_a_lost_action_was_accepted(stage: ActionStage, lost: bool) -> None:
    tape = in_stage(stage)
    if lost:
        tape.note("fault", "the connection breaks", fault="transport close")
    unseen = lost and stage is ActionStage.SENT
    assert stage_after(tape.trace("text", "m1")) is (ActionStage.ACCEPTED if unseen else stage)


# How far a stream is after a part.


def completion(tape: Tape, *states: str) -> Tape:
    """Parts of a completion of ``m1``."""
    for state in states:
        tape.trace("part", "m1", "completion", PARTS[state])
    return tape


def streams() -> Tape:
    """A connection that asked for completions, with an action."""
    return (
        on()
        .start("start", new=True, config={"completionEvents": True})
        .create("create", "k1")
        .send("act", says("x"), "m1")
        .status("accepted", "accepted", "m1")
    )


@pytest.mark.parametrize(
    ("states", "broken"),
    [
        ("start content end", []),
        ("start end start content end", []),
        ("start content", ["completion.end"]),
        ("start end start", ["completion.end"]),
        ("content", ["completion.order", "completion.end"]),
        ("start start", ["completion.order", "completion.end"]),
        ("end", ["completion.order"]),
        ("start end content", ["completion.order"]),
        ("start end end", ["completion.order"]),
        ("end content", ["completion.order"]),
        ("start end content content", ["completion.order"]),
        ("start end end content", ["completion.order"]),
    ],
)
def test_a_stream_is_open_from_its_start_to_its_end(states: str, broken: list[str]) -> None:
    tape = completion(streams(), *states.split()).status("completed", "completed", "m1")
    assert rules(tape.entries) == broken


def test_whoever_comes_late_to_a_stream_sees_its_end_and_nothing_after_it() -> None:
    tape = streams()
    tape.on = "c2"
    tape.start("resume", new=False, sessionKey="k1", config={"completionEvents": True})
    assert "completion.order" not in rules(completion(tape, "content", "content", "end").entries)
    assert "completion.order" in rules(completion(tape, "content").entries)


# Any exchange.
KEYS = ["k1", "k2"]

EVENTS: list[tuple[str, str, JSON]] = [
    ("in", "client.start", USER),
    *[("in", "client.start", {**USER, "sessionKey": key}) for key in KEYS],
    ("in", "client.start", {}),
    ("in", "session.create", {}),
    ("in", "session.create", 7),
    ("in", "action.send", {"action": says("x")}),
    ("in", "action.send", {"action": says("x"), "messageID": "m1"}),
    *[("out", "client.started", {"newSessionRequired": required}) for required in (True, False)],
    *[("out", "session.created", {"sessionKey": key}) for key in KEYS],
    *[("out", "session.ended", {"reason": "end_of_diagram"})] * 2,
    *[
        ("out", "action.status", {"status": status, "messageID": "m1"})
        for status in ("accepted", "rejected", "completed")
    ],
    ("out", "action.trace", {"trace": {"type": "text"}, "messageID": "m1"}),
    ("out", "server.restart", {"action": says("x")}),
    ("out", "error", {"error": "wrong"}),
    ("note", "connect", ""),
    ("note", "disconnect", ""),
    ("note", "push", "m1"),
]
"""What can happen on a connection, in order or not."""


@given(st.lists(st.tuples(st.sampled_from(EVENTS), st.sampled_from(["c1", "c2"])), max_size=25))
def test_a_session_can_end_in_the_phases_that_have_one(
    happened: list[tuple[tuple[str, str, JSON], str]],
) -> None:
    lifecycle = Lifecycle(load_contract())
    for number, ((direction, name, payload), connection) in enumerate(happened, 1):
        lifecycle.feed(
            Line(
                number=number,
                direction=direction,  # type: ignore[arg-type]
                name=name,
                payload=payload,
                connection=connection,
            )
        )
        for one in lifecycle._exchange.connections:
            assert one.session is None or one.phase in SESSION_ENDED
            assert one.session is not None or one.phase is not HandshakePhase.READY
    lifecycle.finish()
