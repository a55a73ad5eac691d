"""``event``."""

from __future__ import annotations

import pytest

from tests.core.builders import act, situation
from vfmock.core.matchers.event import EventMatcher

CAME = act("event", {"event": {"name": "event_name"}, "cart": 3})


@pytest.mark.parametrize("matcher", [EventMatcher("event_name"), EventMatcher()])
def test_event_finds_the_other_keys_of_the_payload(matcher: EventMatcher) -> None:
    assert matcher.match(situation(CAME)) == {"cart": 3}


@pytest.mark.parametrize(
    ("matcher", "difference"),
    [
        (EventMatcher("other"), "wanted the event 'other', got event 'event_name'"),
        (EventMatcher("event_name"), None),
    ],
)
def test_event_does_not_take_another_event(matcher: EventMatcher, difference: str | None) -> None:
    assert matcher.difference(situation(CAME)) == difference


def test_event_does_not_take_other_actions() -> None:
    assert EventMatcher().difference(situation(act("launch"))) == "wanted any event, got launch"
    assert EventMatcher().types() == frozenset(["event"])
