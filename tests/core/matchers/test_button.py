"""``button`` and ``path``."""

from __future__ import annotations

import pytest

from tests.core.builders import act, press, say, situation
from vfmock.core.matchers.button import Button, Path

PRESSED = press("Order", "p1")


@pytest.mark.parametrize("matcher", [Button(), Button("Order"), Path("p1"), Path("path-p1")])
def test_it_takes_the_pressed_button(matcher: Button | Path) -> None:
    assert matcher.match(situation(PRESSED)) == {"label": "Order"}
    assert matcher.difference(situation(PRESSED)) is None


@pytest.mark.parametrize(
    ("matcher", "difference"),
    [
        (Button("Track"), "wanted the button 'Track', got path-p1 'Order'"),
        (Path("p2"), "wanted the path 'p2', got path-p1 'Order'"),
        (Path("path-p2"), "wanted the path 'p2', got path-p1 'Order'"),
    ],
)
def test_it_leaves_another_button(matcher: Button | Path, difference: str) -> None:
    assert matcher.match(situation(PRESSED)) is None
    assert matcher.difference(situation(PRESSED)) == difference


@pytest.mark.parametrize(
    ("matcher", "difference"),
    [
        (Button(), "wanted any button, got text 'Order'"),
        (Button("Order"), "wanted the button 'Order', got text 'Order'"),
    ],
)
def test_it_leaves_words_that_only_sound_like_it(matcher: Button, difference: str) -> None:
    assert matcher.difference(situation(say("Order"))) == difference


def test_a_path_is_not_a_custom_action_of_its_name() -> None:
    assert Path("p1").match(situation(act("p1"))) is None


def test_a_path_without_a_label_is_a_button_without_one() -> None:
    assert Button().match(situation(act("path-p1", {}))) == {"label": None}
    assert Button("Order").match(situation(act("path-p1", {}))) is None


@pytest.mark.parametrize("matcher", [Button(), Path("p1")])
def test_it_is_for_paths_alone(matcher: Button | Path) -> None:
    assert matcher.types() == frozenset(["path-"])
