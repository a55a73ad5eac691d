"""Transcripts: which lines they have, and which of them a filter wants."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.builders import say
from vfmock.core.effects import ActionTrace, Effect, Note
from vfmock.core.events import ActionSend, Event
from vfmock.core.faults.base import Altered
from vfmock.core.journal import PUSHED, Direction, Entry
from vfmock.core.transcripts import (
    OPERATIONS,
    Transcript,
    is_wanted,
    last_times,
    log_of,
    problem_with,
    replay_of,
)

HELLO = ActionTrace(trace={"type": "text", "payload": {"message": "Hello"}}, message_id="m1")
HI = ActionSend(action=say("hi"), message_id="m1")


def transcript(**given: Any) -> Transcript:
    """A transcript of session ``s1`` from the first entry on."""
    known: dict[str, Any] = {
        "id": "s1",
        "session": "s1",
        "name": "s1",
        "user": "u",
        "project": "p",
        "environment": None,
        "version": None,
        "created_at": 1.0,
        "first": 1,
    }
    return Transcript(**known | given)


def entry(item: Event | Effect, direction: Direction = "out", session: str = "s1") -> Entry:
    """An entry of the journal."""
    return Entry(at=2.0, direction=direction, name="n", payload=None, session=session, item=item)


def kinds(transcript: Transcript, *entries: Entry) -> list[tuple[str, Any]]:
    """The lines of a transcript: their type and their data."""
    return [(line.type, line.data) for line in log_of(transcript, enumerate(entries, 1))]


def test_a_transcript_has_the_actions_and_the_traces_of_its_session() -> None:
    lines = kinds(transcript(), entry(HI, "in"), entry(HELLO), entry(HELLO, session="s2"))
    assert lines == [("action", HI.action.raw), ("trace", HELLO.trace)]


def test_a_trace_that_several_sockets_got_is_one_line() -> None:
    assert kinds(transcript(), entry(HELLO), entry(HELLO), entry(HELLO, "note")) == [
        ("trace", HELLO.trace)
    ]


def test_a_trace_that_a_fault_has_altered_is_as_the_agent_said_it() -> None:
    altered = Altered(of=HELLO, change=lambda payload: None)
    assert kinds(transcript(), entry(altered)) == [("trace", HELLO.trace)]


@pytest.mark.parametrize(
    ("first", "last", "count"), [(1, None, 3), (2, None, 2), (1, 2, 2), (2, 2, 1), (4, None, 0)]
)
def test_a_transcript_has_only_its_part(first: int, last: int | None, count: int) -> None:
    part = transcript(first=first, last=last)
    assert len(kinds(part, entry(HI, "in"), entry(HELLO), entry(HI, "in"))) == count


def timed(time: Any) -> ActionTrace:
    """A trace with this time."""
    return ActionTrace(trace={**HELLO.trace, "time": time}, message_id="m1")


def at(seconds: float) -> ActionTrace:
    """A trace of this moment."""
    return timed(int(seconds * 1000))


def replayed(since: float, *entries: Entry) -> list[tuple[float, Any]]:
    """What is replayed in session ``s1``: the time of each line, and its data."""
    return [(line.at, line.data) for line in replay_of(enumerate(entries), "s1", since)]


def test_a_client_is_told_of_the_traces_that_came_later() -> None:
    old, late = at(1.5), at(1.501)
    entries = [entry(old), entry(late), entry(late), entry(at(9), session="s2")]
    assert replayed(1.5, *entries) == [(1.501, late.trace)]
    assert replayed(1.5009, *entries) == [(1.501, late.trace)]
    assert replayed(1.501, *entries) == []


def test_what_a_client_did_is_not_replayed_and_what_was_pushed_is() -> None:
    pushed = Note(kind=PUSHED, text="m2", action=say("help"))
    entries = [entry(HI, "in"), entry(pushed, "note"), entry(Note(kind="x", text="y"), "note")]
    assert replayed(0, *entries) == [(2.0, say("help").raw)]


@pytest.mark.parametrize("time", ["soon", None, True, -1, 1e300])
def test_a_trace_without_a_time_came_when_it_went_out(time: Any) -> None:
    trace = timed(time)
    assert replayed(1, entry(trace)) == [(2.0, trace.trace)]


def test_an_action_from_outside_is_a_line() -> None:
    pushed = Note(kind=PUSHED, text="m1", action=say("news"))
    log = log_of(transcript(), [(1, entry(pushed, "note")), (2, entry(HELLO))])
    assert [(line.type, line.data, line.turn) for line in log] == [
        ("action", say("news").raw, "m1"),
        ("trace", HELLO.trace, "m1"),
    ]
    other = Note(kind="mismatch", text="no rule")
    assert kinds(transcript(), entry(other, "note")) == []


def test_the_last_times_are_those_of_the_last_lines() -> None:
    parts = [
        transcript(last=1),
        transcript(id="part", first=2, last=2),
        transcript(id="empty", session=""),
        transcript(id="ended", first=9, created_at=3.0, ended_at=4.0),
        transcript(id="other", session="s2"),
    ]
    entries = [
        (1, replace(entry(HI, "in"), at=5.0)),
        (2, replace(entry(HELLO), at=6.0)),
        (3, replace(entry(HELLO, session="s2"), at=7.0)),
        (4, replace(entry(Note(kind="mismatch", text="x"), "note"), at=8.0)),
        (5, replace(entry(HELLO, session="s3"), at=9.0)),
        (6, replace(entry(HI, "in", session=""), at=9.0)),
        (7, replace(entry(HELLO), at=9.0)),
    ]
    times = {"s1": 5.0, "part": 6.0, "ended": 4.0, "other": 7.0, "empty": 1.0}
    assert last_times(parts, entries) == times
    assert last_times(parts[::-1], entries) == times


def test_a_transcript_of_no_session_has_no_actions_of_clients_without_one() -> None:
    assert kinds(transcript(session=""), entry(HI, "in", session="")) == []


def test_an_ended_transcript_says_why() -> None:
    ended = transcript(ended_at=3.0, end_reason="user_ended")
    (line,) = log_of(ended, [])
    assert (line.type, line.data, line.at) == ("end", {"reason": "user_ended"}, 3.0)


@pytest.mark.parametrize(
    ("op", "value", "fits"),
    [
        ("eq", False, True),
        ("eq", "false", True),
        ("neq", True, True),
        ("in", ["false"], True),
        ("gt", -1, False),
        ("contains", "als", True),
    ],
)
def test_a_property_that_is_true_or_false_is_a_word(op: str, value: Any, fits: bool) -> None:
    one = transcript(details={"unread": False})
    assert is_wanted(one, [{"id": "unread", "op": op, "value": value}]) is fits


@pytest.mark.parametrize(
    ("op", "value", "fits"),
    [
        ("eq", "5", True),
        ("eq", 5, True),
        ("eq", "6", False),
        ("neq", "6", True),
        ("neq", 5, False),
        ("gt", 4, True),
        ("gt", 5, False),
        ("gte", 5, True),
        ("gte", 6, False),
        ("lt", 6, True),
        ("lt", 5, False),
        ("lte", 5, True),
        ("lte", 4, False),
        ("between", [5, 6], True),
        ("between", [6, 7], False),
        ("in", ["4", 5], True),
        ("in", ["4"], False),
        ("nin", ["4"], True),
        ("nin", [5], False),
        ("contains", "5", True),
        ("contains", "6", False),
        ("exists", None, True),
        ("not_exists", None, False),
    ],
)
def test_a_filter_looks_at_a_property(op: str, value: Any, fits: bool) -> None:
    known = transcript(details={"score": "5", "name": "Ada"})
    assert is_wanted(known, [{"id": "score", "op": op, "value": value}]) is fits


def test_every_operation_is_tried() -> None:
    marks = test_a_filter_looks_at_a_property.pytestmark
    assert {row[0] for row in marks[0].args[1]} == set(OPERATIONS)


@pytest.mark.parametrize(
    ("op", "value", "problem"),
    [
        ("equals", 1, "unknown operation 'equals' of a filter"),
        ("gt", "4", "the filter 'gt' wants a number as 'value', got '4'"),
        ("gte", True, "the filter 'gte' wants a number as 'value', got True"),
        ("lt", None, "the filter 'lt' wants a number as 'value', got None"),
        ("lte", [1], "the filter 'lte' wants a number as 'value', got [1]"),
        ("between", [1], "the filter 'between' wants a list of two numbers as 'value', got [1]"),
        ("between", [1, "2"], "the filter 'between' wants a list of two numbers"),
        ("between", 1, "the filter 'between' wants a list of two numbers as 'value', got 1"),
        ("in", "abc", "the filter 'in' wants a list as 'value', got 'abc'"),
        ("nin", {}, "the filter 'nin' wants a list as 'value', got {}"),
        ("contains", 5, "the filter 'contains' wants a text as 'value', got 5"),
    ],
)
def test_a_wrong_filter_is_told(op: str, value: Any, problem: str) -> None:
    found = problem_with({"id": "score", "op": op, "value": value})
    assert found is not None
    assert found.startswith(problem)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@given(op=st.sampled_from(OPERATIONS), value=VALUES)
def test_a_filter_without_a_problem_can_be_used(op: str, value: Any) -> None:
    one = {"id": "score", "op": op, "value": value}
    if problem_with(one) is None:
        assert is_wanted(transcript(details={"score": "5"}), [one]) in (True, False)


@pytest.mark.parametrize("op", sorted(set(OPERATIONS) - {"not_exists"}))
def test_a_property_that_is_missing_fits_nothing(op: str) -> None:
    value: Any = [1, 2] if op in ("between", "in", "nin") else 1
    assert not is_wanted(transcript(), [{"id": "score", "op": op, "value": value}])


def test_a_text_fits_no_comparison_of_numbers() -> None:
    known = transcript(details={"name": "Ada"})
    for op, value in (("gt", 0), ("lt", 0), ("between", [0, 9])):
        assert not is_wanted(known, [{"id": "name", "op": op, "value": value}])


def test_all_filters_have_to_fit() -> None:
    known = transcript(details={"name": "Ada"})
    fits, fails = {"id": "name", "op": "exists"}, {"id": "name", "op": "not_exists"}
    assert is_wanted(known, [])
    assert is_wanted(known, [fits, fits])
    assert not is_wanted(known, [fits, fails])
