"""The observer: which points the events themselves meet or break."""

from __future__ import annotations

import pytest

from tests.checks.lifecycle.tape import PARTS
from vfmock.checks.conformance import Ledger, Observer
from vfmock.checks.conformance.observer import MANY
from vfmock.contract import load_contract
from vfmock.types import JSON, JSONObject


class Talk:
    """A connection whose session has begun."""

    def __init__(self, **config: bool) -> None:
        self.ledger = Ledger()
        self.observer = Observer(load_contract(), self.ledger)
        self.observer.note("c1", "connect")
        start = {"userID": "u", "projectID": "p", "config": config}
        self.observer.sent("c1", "client.start", start)
        self.came("client.started", {"newSessionRequired": True})
        self.observer.sent("c1", "session.create", {})
        self.came("session.created", {"sessionKey": "k"})

    def came(self, name: str, payload: JSON) -> None:
        self.observer.came("c1", name, payload)

    def act(self) -> None:
        self.observer.sent("c1", "action.send", {"action": {"type": "text", "payload": "x"}})
        self.came("action.status", {"status": "accepted", "messageID": "m"})

    def trace(self, kind: str, payload: JSONObject) -> None:
        self.came("action.trace", {"trace": {"type": kind, "payload": payload}, "messageID": "m"})

    def outcome(self, point: str) -> tuple[str, str]:
        (found,) = (one for one in self.ledger.verdicts() if one.point == point)
        return (found.outcome, found.detail)


def test_a_valid_event_meets_its_point() -> None:
    talk = Talk()
    assert talk.outcome("client.started") == ("met", "")
    assert talk.outcome("session.created") == ("met", "")
    assert talk.outcome("action.status")[0] == "not tried"


def test_an_invalid_event_breaks_its_point() -> None:
    talk = Talk()
    talk.came("session.ended", {"reason": 7})
    assert talk.outcome("session.ended") == ("not met", "wanted a string at /reason, got number 7")
    assert talk.outcome("rule.end")[0] == "not tried"


def test_an_event_out_of_order_breaks_the_point_of_its_rule() -> None:
    talk = Talk()
    talk.act()
    talk.came("action.status", {"status": "completed", "messageID": "m"})
    talk.trace("text", {"message": "x"})
    outcome, detail = talk.outcome("rule.action.4")
    assert outcome == "not met"
    assert detail.startswith("after 'completed' come no more traces: got a 'text' trace")
    assert " on line " not in detail
    assert talk.outcome("action.trace") == ("met", "")


def test_an_event_of_the_client_breaks_nothing() -> None:
    talk = Talk()
    talk.observer.sent("c1", "session.create", {})
    talk.observer.sent("c1", "nonsense", 7)
    assert "not met" not in {one.outcome for one in talk.ledger.verdicts()}
    assert talk.observer.odd == []


@pytest.mark.parametrize(
    ("kind", "flag", "point"),
    [
        ("completion", "completionEvents", "rule.completions"),
        ("audio", "audioEvents", "rule.audio"),
    ],
)
def test_streams_meet_their_points(kind: str, flag: str, point: str) -> None:
    parts = list(PARTS.values())
    asked, unasked, cut = Talk(**{flag: True}), Talk(), Talk(**{flag: True})
    for talk, sent in ((asked, parts), (unasked, parts), (cut, parts[:2])):
        talk.act()
        for part in sent:
            talk.trace(kind, part)
        talk.came("action.status", {"status": "completed", "messageID": "m"})
    assert asked.outcome(point) == ("met", "")
    assert unasked.outcome(point)[0] == "not met"
    assert cut.outcome(point)[0] == "not met"


def test_ends_and_errors_meet_their_points() -> None:
    talk = Talk()
    talk.came("error", {"error": "x"})
    assert talk.outcome("rule.error") == ("met", "")
    talk.came("session.ended", {"reason": "end_of_diagram"})
    assert talk.outcome("rule.end") == ("met", "")
    assert talk.outcome("rule.end.timeout")[0] == "not tried"
    late = Talk()
    late.came("session.ended", {"reason": "inactivity_timeout"})
    assert late.outcome("rule.end.timeout") == ("met", "")


def test_unknown_events_are_warnings_of_a_limited_number() -> None:
    talk = Talk()
    for number in range(3 * MANY):
        talk.came(f"news.{number}", {})
        talk.came("news.0", {})
    assert len(talk.observer.odd) == MANY
    first = talk.observer.odd[0]
    assert (first.rule, first.level) == ("event.known", "warning")
    assert first.message.startswith("an event is one of the protocol: got 'news.0'")
    assert "not met" not in {one.outcome for one in talk.ledger.verdicts()}


def test_a_malformed_packet_is_a_warning() -> None:
    talk = Talk()
    talk.observer.malformed(ValueError("x"))
    talk.observer.malformed(ValueError("y"))
    (odd,) = talk.observer.odd
    assert str(odd) == (
        "warning: a packet came that is no Socket.IO (ValueError) [packet.malformed, server]"
    )
