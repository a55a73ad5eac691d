"""``event``."""

from __future__ import annotations

import pytest

from tests.core.builders import act, situation
from vfmock.core.matchers.event import Event

CAME = act("event", {"event": {"name": "event_name"}, "cart": 3})


@pytest.mark.parametrize("matcher", [Event("event_name"), Event()])
def test_it_finds_the_other_keys_of_the_payload(matcher: Event) -> None:
    assert matcher.match(situation(CAME)) == {"cart": 3}


@pytest.mark.parametrize(
    ("matcher", "difference"),
    [
        (Event("other"), "wanted the event 'other', got event 'event_name'"),
        (Event("event_name"), None),
    ],
)
def test_it_leaves_another_event(matcher: Event, difference: str | None) -> None:
    assert matcher.difference(situation(CAME)) == difference


def test_it_leaves_what_is_no_event() -> None:
    assert Event().difference(situation(act("launch"))) == "wanted any event, got launch"
    assert Event().types() == frozenset(["event"])
