"""``launch``, ``no-reply``, ``end``, ``type`` and ``any``: the type alone decides."""

from __future__ import annotations

import pytest

from tests.core.builders import act, press, say, situation
from vfmock.core.matchers import Matcher
from vfmock.core.matchers.kinds import (
    AnythingMatcher,
    EndMatcher,
    LaunchMatcher,
    NoReplyMatcher,
    TypeMatcher,
)


@pytest.mark.parametrize(
    ("matcher", "kind"),
    [
        (LaunchMatcher(), "launch"),
        (NoReplyMatcher(), "no-reply"),
        (EndMatcher(), "end"),
    ],
)
def test_each_matcher_takes_its_own_type(matcher: Matcher, kind: str) -> None:
    assert matcher.match(situation(act(kind))) == {}
    assert matcher.match(situation(act(kind, {"any": "payload"}))) == {}
    assert matcher.types() == frozenset([kind])
    assert matcher.difference(situation(say("hi"))) == f"wanted '{kind}', got text 'hi'"


def test_type_takes_any_type_with_any_payload() -> None:
    custom = TypeMatcher("custom")
    assert custom.match(situation(act("custom", {"a": 1}))) == {}
    assert custom.types() == {"custom"}
    assert custom.difference(situation(act("other"))) == (
        "wanted an action of type 'custom', got other"
    )


def test_type_takes_one_path() -> None:
    assert TypeMatcher("path-order").match(situation(press("Order", "order"))) == {}
    assert TypeMatcher("path-order").match(situation(press("Track", "track"))) is None
    assert TypeMatcher("path-order").types() == {"path-"}


def test_any_takes_everything() -> None:
    assert AnythingMatcher().match(situation(say("hi"))) == {}
    assert AnythingMatcher().difference(situation(say("hi"))) is None
    assert AnythingMatcher().describe() == "any action"
    assert AnythingMatcher().types() is None
