"""The checked dialects: their events are those of the mock's dialects, with their schemas."""

from __future__ import annotations

import pytest

from tests.checks.lifecycle.tape import Tape, on
from tests.checks.transcripts import check, rules
from vfmock.checks.lifecycle.dialects import CHECKED_DIALECTS
from vfmock.checks.lifecycle.dialects.documented import DOCUMENTED
from vfmock.checks.lifecycle.dialects.webchat import WEBCHAT
from vfmock.contract import load_contract
from vfmock.dialects import DIALECTS

CONTRACT = load_contract()


@pytest.mark.parametrize("name", CHECKED_DIALECTS)
def test_a_checked_dialect_has_the_events_of_the_mock(name: str) -> None:
    checked, spoken = CHECKED_DIALECTS[name], DIALECTS[name]
    assert set(checked.events("in")) == set(spoken.client_events)
    assert set(checked.events("out")) == {one.name for one in spoken.server_events.values()}


def test_no_two_dialects_have_an_event_in_common() -> None:
    events = [event for one in CHECKED_DIALECTS.values() for event in one.handlers]
    assert len(events) == len(set(events))


def test_a_payload_is_checked_with_the_schema_of_its_event() -> None:
    start = {"userID": "u", "projectID": "p"}
    assert DOCUMENTED.check_payload(CONTRACT, "in", "client.start", start) is None
    assert WEBCHAT.check_payload(CONTRACT, "in", "start", start) is None
    ended = {"reason": "end"}
    assert DOCUMENTED.check_payload(CONTRACT, "out", "session.ended", ended) is None


def test_the_problem_is_reported_in_each_direction() -> None:
    sent = DOCUMENTED.check_payload(CONTRACT, "in", "client.start", {"userID": "u"})
    assert sent is not None
    assert (sent.event, sent.pointer, sent.got) == ("client.start", "/projectID", "nothing")
    came = WEBCHAT.check_payload(CONTRACT, "out", "action", {"status": "done"})
    assert came is not None
    assert (came.event, came.pointer, came.got) == ("action", "/status", "string 'done'")


def test_an_event_without_a_schema_has_no_payload() -> None:
    assert WEBCHAT.check_payload(CONTRACT, "in", "cancel", None) is None
    wrong = WEBCHAT.check_payload(CONTRACT, "in", "cancel", {})
    assert wrong is not None
    assert (wrong.wanted, wrong.pointer) == ("no payload", "")


def started() -> Tape:
    """A connection that shows its dialect."""
    tape = on().line("start", "in", "start", {"userID": "u", "projectID": "p"})
    return tape.line("started", "out", "start", {"versionID": "v", "newSessionRequired": True})


def test_a_connection_stays_with_the_dialect_that_it_has_shown() -> None:
    tape = started().line("x", "in", "session.create", {})
    (finding,) = check(tape.entries).findings
    assert finding.rule == "event.known"
    assert "got 'session.create'" in str(finding)


def test_each_connection_has_its_own_dialect() -> None:
    tape = started()
    tape.on = "c2"
    tape.start("hello", new=True)
    assert rules(tape.entries) == []


def test_the_journal_names_events_neutrally_and_by_their_name_on_the_wire() -> None:
    tape = on().line("x", "in", "client.start", {"userID": "u", "projectID": "p"}, wire="start")
    new = {"versionID": "v", "newSessionRequired": True}
    tape.line("y", "out", "client.started", new, wire="start")
    assert rules(tape.entries) == []


def test_an_event_of_an_unknown_dialect_is_read_by_its_neutral_name() -> None:
    tape = on().line("x", "in", "client.start", {"userID": "u", "projectID": "p"}, wire="hello")
    tape.line("y", "out", "client.started", {"newSessionRequired": True}, wire="welcome")
    assert rules(tape.entries) == []
