"""The events of each direction, and their payloads."""

from __future__ import annotations

from vfmock.checks.lifecycle.protocol_events import check_payload, events
from vfmock.contract import load_contract

CONTRACT = load_contract()


def test_the_events_of_each_direction_are_listed() -> None:
    assert set(events(CONTRACT, "in")) == {"action.send", "client.start", "session.create"}
    assert {"action.trace", "client.started", "error"} <= set(events(CONTRACT, "out"))
    assert not set(events(CONTRACT, "in")) & set(events(CONTRACT, "out"))


def test_a_payload_is_checked_with_the_schema_of_its_event() -> None:
    start = {"userID": "u", "projectID": "p"}
    assert check_payload(CONTRACT, "in", "client.start", start) is None
    assert check_payload(CONTRACT, "out", "session.ended", {"reason": "end"}) is None


def test_the_problem_is_reported_in_each_direction() -> None:
    sent = check_payload(CONTRACT, "in", "client.start", {"userID": "u"})
    assert sent is not None
    assert (sent.event, sent.pointer, sent.got) == ("client.start", "/projectID", "nothing")
    came = check_payload(CONTRACT, "out", "session.ended", {"reason": 7})
    assert came is not None
    assert (came.event, came.pointer, came.got) == ("session.ended", "/reason", "number 7")
