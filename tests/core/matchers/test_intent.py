"""``intent``."""

from __future__ import annotations

import pytest

from tests.core.builders import mean, say, situation
from vfmock.core.matchers.intent import IntentMatcher

LARGE = [{"name": "size", "value": "large"}]
ORDER = mean("order", query="a large one", entities=LARGE, confidence=0.8)


@pytest.mark.parametrize(
    "matcher",
    [
        IntentMatcher(),
        IntentMatcher("order"),
        IntentMatcher("order", {"size": "large"}),
        IntentMatcher(entities={"size": "large"}, min_confidence=0.8),
    ],
)
def test_intent_finds_the_entities(matcher: IntentMatcher) -> None:
    assert matcher.match(situation(ORDER)) == {"size": "large"}
    assert matcher.difference(situation(ORDER)) is None


GOT = "got intent 'a large one' with {'size': 'large'} at 0.8"


@pytest.mark.parametrize(
    ("matcher", "difference"),
    [
        (IntentMatcher("track"), f"wanted the intent 'track', {GOT}"),
        (
            IntentMatcher("order", {"size": 1}),
            f"wanted the intent 'order' with {{'size': 1}}, {GOT}",
        ),
        (IntentMatcher(entities={"crust": "x"}), f"wanted any intent with {{'crust': 'x'}}, {GOT}"),
        (
            IntentMatcher("order", min_confidence=0.9),
            f"wanted the intent 'order' at a confidence of 0.9 or more, {GOT}",
        ),
    ],
)
def test_intent_does_not_take_another_intent(matcher: IntentMatcher, difference: str) -> None:
    assert matcher.match(situation(ORDER)) is None
    assert matcher.difference(situation(ORDER)) == difference


def test_an_intent_without_a_confidence_has_none() -> None:
    assert IntentMatcher(min_confidence=0.1).match(situation(mean("order"))) is None
    assert IntentMatcher(min_confidence=0).match(situation(mean("order"))) == {}


def test_intent_does_not_take_other_actions() -> None:
    assert (
        IntentMatcher().difference(situation(say("order"))) == "wanted any intent, got text 'order'"
    )
    assert IntentMatcher().types() == frozenset(["intent"])
