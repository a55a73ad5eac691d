"""The journal: all entries in order, or only the newest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.core.builders import NOW
from vfmock.core.effects import Note
from vfmock.core.events import SessionCreate
from vfmock.core.journal import Direction, Entry, Journal
from vfmock.core.size import size_of


def entry(direction: Direction, name: str, payload: Any = None) -> Entry:
    """An entry of no connection."""
    return Entry(at=NOW, direction=direction, name=name, payload=payload)


IN, OUT, NOTE = entry("in", "a"), entry("out", "a"), entry("note", "a")
OTHERS = [entry("in", "b"), entry("out", "b"), entry("note", "b")]


@pytest.fixture
def journal() -> Journal:
    """A journal with something of each kind."""
    journal = Journal()
    for one in [IN, OUT, NOTE, *OTHERS]:
        journal.add(one)
    return journal


def test_entries_are_kept_in_order(journal: Journal) -> None:
    assert list(journal) == [IN, OUT, NOTE, *OTHERS]
    assert len(journal) == 6


def test_entries_are_found_by_direction_and_name(journal: Journal) -> None:
    assert journal.received("a") == [IN]
    assert journal.sent("a") == [OUT]
    assert journal.notes("a") == [NOTE]
    assert journal.notes("c") == []


def test_a_limit_keeps_the_newest() -> None:
    journal = Journal(limit=2)
    for one in OTHERS:
        journal.add(one)
    assert list(journal) == OTHERS[1:]


def test_the_room_keeps_the_newest_whose_payloads_fit() -> None:
    journal = Journal(room=10_000)
    for number in range(30):
        journal.add(entry("in", str(number), "x" * 1000))
    assert [one.name for one in journal] == [str(number) for number in range(24, 30)]
    assert journal.size <= 10_000
    assert (journal.written, journal.dropped) == (30, 24)


def test_an_entry_that_is_larger_than_the_room_is_kept_alone() -> None:
    journal = Journal(room=10_000)
    large = entry("in", "a", "x" * 20_000)
    for one in (IN, large):
        journal.add(one)
    assert list(journal) == [large]
    journal.add(OUT)
    assert list(journal) == [OUT]


def test_a_journal_without_limits_drops_nothing(journal: Journal) -> None:
    for _ in range(20_000):
        journal.add(IN)
    assert (len(journal), journal.dropped) == (20_006, 0)


def test_a_cleared_journal_has_dropped_nothing_and_counts_on() -> None:
    journal = Journal(limit=1)
    for one in (IN, OUT):
        journal.add(one)
    assert journal.dropped == 1
    journal.clear()
    assert (journal.dropped, journal.size, journal.written) == (0, 0, 2)
    journal.add(NOTE)
    assert journal.since(0) == [(3, NOTE)]


def test_the_entries_after_a_number_have_their_numbers() -> None:
    journal = Journal(limit=3)
    for name in "abcde":
        journal.add(entry("in", name))
    numbered = [(number, one.name) for number, one in journal.since(0)]
    assert numbered == [(3, "c"), (4, "d"), (5, "e")]
    assert [number for number, _ in journal.since(3)] == [4, 5]
    assert journal.since(5) == []
    assert journal.since(99) == []


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [
        (None, 1, 10),
        ("x" * 1000, 1000, 1010),
        ("é" * 1000, 2000, 2010),
        ({"a": [letter * 500 for letter in "bcde"]}, 2000, 2100),
        (10**500, 200, 250),
        ("\ud800", 3, 20),
        (object(), 1000, 1000),
    ],
)
def test_a_size_is_about_what_would_be_written(value: Any, least: int, most: int) -> None:
    assert least <= size_of(value) <= most


def test_the_journal_can_be_cleared(journal: Journal) -> None:
    journal.clear()
    assert list(journal) == []
    journal.add(IN)
    assert list(journal) == [IN]


def test_entries_may_be_added_while_the_journal_is_read(journal: Journal) -> None:
    for one in journal:
        journal.add(one)
    assert len(journal) == 12


def test_a_watcher_that_fails_is_noted_and_not_called_again(journal: Journal) -> None:
    seen: list[str] = []
    error = SystemExit(3)

    def fails(one: Entry) -> None:
        seen.append("failing")
        raise error

    journal.watch(fails)
    journal.watch(lambda one: seen.append(one.name))
    before = len(journal)
    journal.add(entry("in", "first"))
    journal.add(entry("in", "second"))
    (note,) = journal.notes("scenario_error")
    assert note.payload == "fails raised SystemExit: 3"
    assert isinstance(note.item, Note)
    assert note.item.error is error
    assert seen == ["failing", "scenario_error", "first", "second"]
    assert len(journal) == before + 3


def test_an_interrupt_of_the_program_goes_through_a_watcher(journal: Journal) -> None:
    def interrupted(one: Entry) -> None:
        raise KeyboardInterrupt

    journal.watch(interrupted)
    with pytest.raises(KeyboardInterrupt):
        journal.add(IN)


def test_a_watcher_sees_each_entry_after_it_is_added(journal: Journal) -> None:
    seen: list[tuple[str, Entry, int]] = []
    journal.watch(lambda one: seen.append(("first", one, len(journal))))
    journal.watch(lambda one: seen.append(("second", one, len(journal))))
    journal.add(IN)
    assert seen == [("first", IN, 7), ("second", IN, 7)]


def test_a_watcher_sees_only_the_entries_that_it_wants() -> None:
    journal, seen = Journal(), list[Entry]()
    journal.watch(seen.append, lambda direction, name, item: direction == "note" and name == "a")
    for one in [IN, OUT, NOTE, *OTHERS]:
        journal.add(one)
    assert seen == [NOTE]


def test_a_bell_rings_after_each_entry() -> None:
    journal, rung = Journal(), list[int]()
    journal.on_change(lambda: rung.append(len(journal)))
    for one in OTHERS:
        journal.add(one)
    assert rung == [1, 2, 3]


def test_the_payload_of_a_record_is_made_when_it_is_read() -> None:
    journal, made, note = Journal(), list[Any](), Note(kind="k", text="t")

    def payload(item: Any) -> Any:
        made.append(item)
        return {"text": item.text}

    journal.record((NOW, "out", "a", None, "c1", "s1", "u1", "", "wire", note, payload), 100)
    assert (made, journal.size) == ([], 600)
    (read,) = journal
    assert made == [note]
    assert read == Entry(
        at=NOW,
        direction="out",
        name="a",
        payload={"text": "t"},
        connection="c1",
        session="s1",
        user="u1",
        wire="wire",
        item=note,
    )


def test_an_entry_is_one_json_object() -> None:
    whole = Entry(
        at=NOW,
        direction="in",
        name="session.create",
        payload={},
        connection="c1",
        session="s1",
        user="u1",
        item=SessionCreate(),
    )
    assert json.loads(json.dumps(whole.to_json())) == {
        "at": NOW,
        "direction": "in",
        "name": "session.create",
        "payload": {},
        "connection": "c1",
        "session": "s1",
        "user": "u1",
    }
