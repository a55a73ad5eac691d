"""The state tables of the lifecycle are complete."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from tests.checks.lifecycle.tape import says
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
