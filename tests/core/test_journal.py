"""The journal: all entries in order, or only the newest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.core.builders import NOW
from vfmock.core.effects import Note
from vfmock.core.events import SessionCreate
from vfmock.core.journal import Direction, Entry, Journal


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
