"""``button`` and ``path``."""

from __future__ import annotations

import pytest

from tests.core.builders import act, press, say, situation
from vfmock.core.matchers.button import ButtonMatcher, PathMatcher

PRESSED = press("Order", "p1")


@pytest.mark.parametrize(
    "matcher", [ButtonMatcher(), ButtonMatcher("Order"), PathMatcher("p1"), PathMatcher("path-p1")]
)
def test_button_takes_the_pressed_button(matcher: ButtonMatcher | PathMatcher) -> None:
    assert matcher.match(situation(PRESSED)) == {"label": "Order"}
    assert matcher.difference(situation(PRESSED)) is None


@pytest.mark.parametrize(
    ("matcher", "difference"),
    [
        (ButtonMatcher("Track"), "wanted the button 'Track', got path-p1 'Order'"),
        (PathMatcher("p2"), "wanted the path 'p2', got path-p1 'Order'"),
        (PathMatcher("path-p2"), "wanted the path 'p2', got path-p1 'Order'"),
    ],
)
def test_button_does_not_take_another_button(
    matcher: ButtonMatcher | PathMatcher, difference: str
) -> None:
    assert matcher.match(situation(PRESSED)) is None
    assert matcher.difference(situation(PRESSED)) == difference


@pytest.mark.parametrize(
    ("matcher", "difference"),
    [
        (ButtonMatcher(), "wanted any button, got text 'Order'"),
        (ButtonMatcher("Order"), "wanted the button 'Order', got text 'Order'"),
    ],
)
def test_button_does_not_take_a_text_with_the_same_words(
    matcher: ButtonMatcher, difference: str
) -> None:
    assert matcher.difference(situation(say("Order"))) == difference


def test_a_path_is_not_a_custom_action_of_its_name() -> None:
    assert PathMatcher("p1").match(situation(act("p1"))) is None


def test_a_path_without_a_label_is_a_button_without_one() -> None:
    assert ButtonMatcher().match(situation(act("path-p1", {}))) == {"label": None}
    assert ButtonMatcher("Order").match(situation(act("path-p1", {}))) is None


@pytest.mark.parametrize("matcher", [ButtonMatcher(), PathMatcher("p1")])
def test_button_can_only_match_paths(matcher: ButtonMatcher | PathMatcher) -> None:
    assert matcher.types() == frozenset(["path-"])
