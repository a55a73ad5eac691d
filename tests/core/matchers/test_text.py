"""``text``."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.builders import act, mean, say, situation
from vfmock.core.matchers.text import Text
from vfmock.errors import ScenarioError


@pytest.mark.parametrize(
    ("matcher", "words"),
    [
        (Text("order"), "order"),
        (Text(""), ""),
        (Text("Order", ignore_case=True), "oRDER"),
        (Text("straße", ignore_case=True), "STRASSE"),
        (Text(contains="order"), "I order it"),
        (Text(contains="ORDER", ignore_case=True), "I order it"),
        (Text(regex="ord.r"), "I order it"),
        (Text(regex="ORD.R", ignore_case=True), "I order it"),
        (Text(), "anything"),
        (Text(), ""),
    ],
)
@pytest.mark.parametrize("kind", ["text", "message"])
def test_it_takes_the_words(matcher: Text, words: str, kind: str) -> None:
    assert matcher.match(situation(act(kind, words))) == {}
    assert matcher.difference(situation(act(kind, words))) is None


@pytest.mark.parametrize(
    ("matcher", "wanted"),
    [
        (Text("Order"), "the text 'Order'"),
        (Text("rder"), "the text 'rder'"),
        (Text("x", ignore_case=True), "the text 'x', in any case"),
        (Text(contains="ORDER"), "a text that contains 'ORDER'"),
        (Text(contains="x", ignore_case=True), "a text that contains 'x', in any case"),
        (Text(regex="^rder"), "a text that matches /^rder/"),
        (Text(regex="X", ignore_case=True), "a text that matches /X/, in any case"),
    ],
)
def test_it_leaves_other_words(matcher: Text, wanted: str) -> None:
    assert matcher.match(situation(say("order"))) is None
    assert matcher.difference(situation(say("order"))) == f"wanted {wanted}, got text 'order'"


def test_named_groups_are_found() -> None:
    matcher = Text(regex="(?P<size>small|large) (?P<what>pizza)?")
    assert matcher.match(situation(say("one large pizza"))) == {"size": "large", "what": "pizza"}
    assert matcher.match(situation(say("one small one"))) == {"size": "small", "what": None}


@pytest.mark.parametrize("action", [mean("order", query="hi"), act("dtmf", "1"), act("text", 7)])
def test_it_leaves_what_was_not_said_in_words(action: Any) -> None:
    assert Text().match(situation(action)) is None
    assert Text().difference(situation(action)) == f"wanted any text, got {action}"


@pytest.mark.parametrize(
    "given",
    [
        {"equals": "a", "contains": "b"},
        {"equals": "a", "regex": "b"},
        {"contains": "a", "regex": "b"},
    ],
)
def test_it_wants_one_thing(given: dict[str, str]) -> None:
    with pytest.raises(ScenarioError) as raised:
        Text(**given)  # type: ignore[arg-type]
    assert str(raised.value) == "a text matcher has one of 'equals', 'contains' and 'regex'"


def test_a_wrong_regex_is_told_when_it_is_made() -> None:
    with pytest.raises(ScenarioError) as raised:
        Text(regex="(a")
    assert str(raised.value) == (
        "'(a' is not a regular expression: missing ), unterminated subpattern at position 0"
    )


def test_it_is_for_words_alone() -> None:
    assert Text().types() == frozenset(["text", "message"])
