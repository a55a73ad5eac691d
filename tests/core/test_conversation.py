"""The conversation as people read it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.builders import NOW, press, say
from vfmock.core.asks import PushAction
from vfmock.core.conversation import conversation, describe, describe_trace
from vfmock.core.effects import (
    ActionCancelled,
    ActionStatus,
    ActionTrace,
    Answered,
    ClientStarted,
    Effect,
    GeneralError,
    Note,
    Replayed,
    ServerRestart,
    SessionCreated,
    SessionEnded,
    StateShown,
)
from vfmock.core.events import (
    ActionCancel,
    ActionSend,
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
from vfmock.core.faults.base import Altered
from vfmock.core.journal import Direction, Entry
from vfmock.core.log_line import LogLine
from vfmock.core.names import EFFECT_NAMES, EVENT_NAMES
from vfmock.core.traces.text import text


def entry(direction: Direction, item: Event | Effect | None, **given: Any) -> Entry:
    """An entry of connection ``c1``, under its neutral name where it has one."""
    names: dict[type[Any], str] = {**EVENT_NAMES, **EFFECT_NAMES}
    name = names.get(type(item), "name")
    whole = {"at": NOW, "name": name, "payload": None, "connection": "c1", **given}
    return Entry(direction=direction, item=item, **whole)


def test_an_event_is_shown_by_the_name_that_its_client_uses() -> None:
    assert describe(entry("in", SessionCreate(), wire="fresh")) == "fresh"
    ended = SessionEnded(reason="over")
    assert describe(entry("out", ended, wire="bye")) == "bye over"


def test_a_conversation_is_shown_turn_by_turn() -> None:
    entries = [
        entry("note", None, name="connect", payload=""),
        entry("in", ClientStart(user_id="ada", project_id="p"), at=NOW + 0.001),
        entry("out", ClientStarted(new_session_required=True), at=NOW + 0.002),
        entry("in", SessionCreate(), at=NOW + 0.25),
        entry("out", SessionCreated(session_key="ey"), at=NOW + 0.25),
        entry("in", ActionSend(action=say("hi")), at=NOW + 1),
        entry("out", ActionStatus(status="accepted", message_id="m"), at=NOW + 1),
        entry("out", ActionTrace(trace=text("Hello").trace, message_id="m"), at=NOW + 1.5),
        entry("out", ActionStatus(status="completed", message_id="m"), at=NOW + 1.5),
        entry("in", ActionSend(action=press("Order")), at=NOW + 75),
        entry(
            "note",
            Note(kind="mismatch", text="no rule"),
            name="mismatch",
            payload="no rule",
            at=NOW + 75,
        ),
        entry("out", SessionEnded(reason="end_of_diagram"), at=NOW + 1234, connection="c12"),
    ]
    assert conversation(entries).split("\n") == [
        "conversation:",
        "    0.000s   c1 ! connect",
        "    0.001s   c1 → client.start 'ada' of project 'p'",
        "    0.002s   c1 ← client.started newSessionRequired=true",
        "    0.250s   c1 → session.create",
        "    0.250s   c1 ← session.created",
        "  turn 1",
        "    1.000s   c1 → text 'hi'",
        "    1.000s   c1 ← accepted",
        "    1.500s   c1 ← text 'Hello'",
        "    1.500s   c1 ← completed",
        "  turn 2",
        "   75.000s   c1 → path-order 'Order'",
        "   75.000s   c1 ! mismatch: no rule",
        "  1234.000s  c12 ← session.ended end_of_diagram",
    ]


def test_the_taker_and_the_way_through_the_states_are_lines_of_their_own() -> None:
    accepted = ActionStatus(status="accepted", message_id="m", taker="rule 1 at x.py:7")
    completed = ActionStatus(status="completed", message_id="m", states=("start", "menu"))
    withheld = ActionStatus(status="accepted", message_id="m", taker="rule 2")
    shown = conversation(
        [
            entry("in", ActionSend(action=say("hi"))),
            entry("out", accepted),
            entry("out", completed),
            entry("out", completed),  # a fault sends it twice
            entry("in", ActionSend(action=say("hi"))),
            entry("note", withheld, name="withheld", payload="accepted was not sent"),
            entry("out", ActionStatus(status="rejected", message_id="m", states=("b", "a", "c"))),
        ]
    )
    assert [line[16:] for line in shown.split("\n")[1:] if "turn" not in line] == [
        "→ text 'hi'",
        "· taken by rule 1 at x.py:7",
        "← accepted",
        "· state 'start' → 'menu'",
        "← completed",
        "← completed",
        "→ text 'hi'",
        "· taken by rule 2",
        "! withheld: accepted was not sent",
        "· state 'b' → 'a' → 'c'",
        "← rejected",
    ]


def test_a_long_text_about_an_action_is_cut_as_a_note_is() -> None:
    status = ActionStatus(status="accepted", message_id="m", taker="x" * 600)
    line = conversation([entry("out", status)]).split("\n")[1]
    assert len(line.partition("· ")[2]) == 500


def test_an_empty_conversation_says_that_no_client_has_connected() -> None:
    assert conversation([]) == "conversation: no client has connected"


@pytest.mark.parametrize(
    ("item", "longest"),
    [(ActionSend(action=say("x" * 1000)), 100), (None, 500)],
    ids=["of the wire", "of a note"],
)
def test_a_long_line_is_cut(item: ActionSend | None, longest: int) -> None:
    direction: Direction = "in" if item else "note"
    line = conversation([entry(direction, item, payload="x" * 1000)]).split("\n")[-1]
    shown = line.partition("→ " if item else "! ")[2]
    assert shown.endswith("x…")
    assert len(shown) == longest


def test_a_line_has_no_line_breaks() -> None:
    shown = conversation([entry("note", None, name="n", payload="a\nb")])
    assert shown.endswith("! n: a\\nb")


def test_a_line_of_the_greatest_length_is_not_cut() -> None:
    payload = "x" * 497
    assert conversation([entry("note", None, name="n", payload=payload)]).endswith(payload)
    assert conversation([entry("note", None, name="n", payload=payload + "y")]).endswith("x…")


@pytest.mark.parametrize(
    ("item", "shown"),
    [
        (ClientStart(user_id="u", project_id="p"), "client.start 'u' of project 'p'"),
        (
            ClientStart(user_id="u", project_id="p", session_key="k"),
            "client.start 'u' of project 'p' with a session key",
        ),
        (SessionCreate(), "session.create"),
        (SessionResume(session_key="k"), "session.resume"),
        (ActionCancel(), "action.cancel"),
        (KeepAlive(), "keep-alive"),
        (
            SessionJoin(start=ClientStart(user_id="u", project_id="p")),
            "session.join: user 'u' of project 'p'",
        ),
        (SessionJoin(start=ClientStart(user_id="u", project_id="")), "session.join: user 'u'"),
        (StateCall(change="merge"), "state.call: merge the state"),
        (
            ClientQuery(
                start=ClientStart(user_id="", project_id="p"),
                ask=PushAction(session="s", action=say("hi")),
            ),
            "query: push text 'hi'",
        ),
        (ActionSend(action=say("hi")), "text 'hi'"),
        (InvalidPayload(event="action.send", problem="wanted …"), "name: wanted …"),
        (UnknownEvent(name="x", problem="unknown event 'x'"), "name: unknown event 'x'"),
    ],
)
def test_a_received_event_is_one_line(item: Event, shown: str) -> None:
    assert describe(entry("in", item)) == shown


@pytest.mark.parametrize(
    ("item", "shown"),
    [
        (ClientStarted(new_session_required=False), "client.started newSessionRequired=false"),
        (SessionCreated(session_key="k"), "session.created"),
        (ActionCancelled(success=True), "action.cancelled success=true"),
        (
            Replayed(lines=(LogLine(type="trace", data={"type": "text"}, at=NOW),)),
            "replay: 1 came meanwhile",
        ),
        (StateShown(state={}), "state"),
        (Answered(value={}), "answer"),
        (SessionEnded(reason="user_ended"), "session.ended user_ended"),
        (ActionTrace(trace={"type": "block"}, message_id="m"), "block"),
        (ActionStatus(status="completed", message_id="m"), "completed"),
        (ActionStatus(status="rejected", message_id="m", reason="why"), "rejected: why"),
        (GeneralError(code="unauthorized", error="no key"), "error unauthorized: no key"),
        (GeneralError(error="no key"), "error: no key"),
        (ServerRestart(), "server.restart"),
        (ServerRestart(action=say("hi")), "server.restart text 'hi'"),
        (Altered(of=SessionEnded(reason="over"), change=lambda payload: 7), 'name {"a": 1}'),
    ],
)
def test_a_sent_event_is_one_line(item: Effect, shown: str) -> None:
    assert describe(entry("out", item, payload={"a": 1})) == shown


@pytest.mark.parametrize(
    ("payload", "shown"), [("transport close", "name: transport close"), ("", "name")]
)
def test_a_note_is_one_line(payload: str, shown: str) -> None:
    assert describe(entry("note", None, payload=payload)) == shown


@pytest.mark.parametrize(
    ("trace", "shown"),
    [
        ({"type": "end"}, "end"),
        ({"type": "end", "payload": None}, "end"),
        ({"type": "own", "payload": "x"}, "own 'x'"),
        ({"type": "own", "payload": {}}, "own {}"),
        ({"type": "own", "payload": {"a": 1}}, "own {'a': 1}"),
        ({"type": "text", "payload": {"message": "Hi", "delay": 1}}, "text 'Hi'"),
        ({"type": "text", "payload": {"message": ""}}, "text {'message': ''}"),
        (
            {"type": "completion", "payload": {"state": "content", "content": "He"}},
            "completion 'He'",
        ),
        ({"type": "completion", "payload": {"state": "start"}}, "completion 'start'"),
        ({"type": "cardV2", "payload": {"title": "Pizza", "buttons": []}}, "cardV2 'Pizza'"),
        ({"type": "visual", "payload": {"image": "u"}}, "visual 'u'"),
        ({"type": "no-reply", "payload": {"timeout": 5}}, "no-reply 5"),
        ({"type": "channel-action", "payload": {"name": "n"}}, "channel-action 'n'"),
        (
            {"type": "choice", "payload": {"buttons": [{"name": "A"}, {"name": "B"}]}},
            "choice [A, B]",
        ),
        ({"type": "choice", "payload": {"buttons": []}}, "choice []"),
        # A raw trace may be wrong on purpose.
        ({"type": "choice", "payload": {"buttons": ["A", None]}}, "choice [A, None]"),
        ({"type": "choice", "payload": {"buttons": 7}}, "choice {'buttons': 7}"),
    ],
)
def test_a_trace_is_one_line(trace: dict[str, Any], shown: str) -> None:
    assert describe_trace(trace) == shown


def test_refusals_with_the_same_text_share_a_line() -> None:
    entries = [
        Entry(at=float(at), direction="note", name="refused", payload=text)
        for at, text in enumerate(["a", "a", "a", "b", "a"])
    ]
    assert conversation(entries).splitlines()[1:] == [
        "    0.000s      ! (3 times) refused: a",
        "    3.000s      ! refused: b",
        "    4.000s      ! refused: a",
    ]
