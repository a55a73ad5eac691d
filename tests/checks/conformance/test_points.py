"""The points: all points of the protocol page, and every rule under one of them."""

from __future__ import annotations

from tests.docs.pages import DOCS, code, rows
from vfmock.checks.conformance.points import POINTS, broken_by, is_of_the_mock
from vfmock.checks.lifecycle import RULES
from vfmock.checks.lifecycle.dialects.documented import DOCUMENTED
from vfmock.checks.lifecycle.dialects.webchat import WEBCHAT
from vfmock.checks.probe.webchat.points import WEBCHAT_POINTS

OF_CLIENTS = {"rule.options", "rule.fallback"}
"""What a client does by itself: there is nothing in it that a server could fail."""

BROKEN_BY = broken_by(POINTS)
BROKEN_IN_WEBCHAT = broken_by(WEBCHAT_POINTS)

NOT_IN_WEBCHAT = {"restart.action", "open.restart", "trace.accepted", "completed.accepted"}
"""The rules about restarts, for which the web chat's dialect has no word, and about 'accepted',
which its server may leave out."""

OF_ANY_EVENT = {"payload", "event.known", "connection.closed"}


def test_every_rule_of_the_protocol_page_is_a_point() -> None:
    page = (DOCS / "protocol.md").read_text(encoding="utf-8")
    ids = {code(cells[0])[0] for cells in rows(page)}
    rules = {name for name in ids if name.startswith("rule.")}
    points = {name for name in POINTS if name.startswith("rule.")}
    ways = {name for name in points if name.startswith("rule.transports.")}
    assert len(ways) == 3
    assert points - ways | {"rule.transports"} == rules - OF_CLIENTS


def test_every_event_of_the_server_is_a_point() -> None:
    names = {name for name in POINTS if not name.startswith("rule.")}
    assert names == set(DOCUMENTED.events("out"))


def test_every_event_of_the_server_of_a_web_chat_is_a_point() -> None:
    names = {name for name in WEBCHAT_POINTS if not name.startswith("webchat.")}
    assert names == set(WEBCHAT.events("out"))


def test_no_decision_of_the_mock_is_a_point() -> None:
    assert not [name for name in POINTS if name.startswith("decision.")]
    assert not [rule for rule in BROKEN_BY if is_of_the_mock(rule)]


def test_every_rule_that_a_server_can_break_stands_under_a_point() -> None:
    of_servers = {name for name, rule in RULES.items() if rule.who == "server"}
    decisions = {name for name in of_servers if is_of_the_mock(name)}
    assert decisions == {"started.owner", "status.sender"}
    of_webchat = {name for name in of_servers if RULES[name].section.startswith("webchat.")}
    assert of_servers - decisions - of_webchat == set(BROKEN_BY)
    assert of_servers - decisions - NOT_IN_WEBCHAT == set(BROKEN_IN_WEBCHAT)
    assert {name for name, rule in RULES.items() if rule.who is None} == OF_ANY_EVENT


def test_no_rule_stands_under_two_points() -> None:
    assert len(BROKEN_BY) == sum(len(point.breaks) for point in POINTS.values())
    breaks = [rule for point in WEBCHAT_POINTS.values() for rule in point.breaks]
    assert len(BROKEN_IN_WEBCHAT) == len(breaks)
