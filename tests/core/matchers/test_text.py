"""``text``."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.builders import act, mean, say, situation
from vfmock.core.actions import Action
from vfmock.core.matchers.text import TextMatcher
from vfmock.errors import ScenarioError


@pytest.mark.parametrize(
    ("matcher", "words"),
    [
        (TextMatcher("order"), "order"),
        (TextMatcher(""), ""),
        (TextMatcher("Order", ignore_case=True), "oRDER"),
        (TextMatcher("straße", ignore_case=True), "STRASSE"),
        (TextMatcher(contains="order"), "I order it"),
        (TextMatcher(contains="ORDER", ignore_case=True), "I order it"),
        (TextMatcher(regex="ord.r"), "I order it"),
        (TextMatcher(regex="ORD.R", ignore_case=True), "I order it"),
        (TextMatcher(), "anything"),
        (TextMatcher(), ""),
    ],
)
@pytest.mark.parametrize("kind", ["text", "message"])
def test_it_takes_the_words(matcher: TextMatcher, words: str, kind: str) -> None:
    assert matcher.match(situation(act(kind, words))) == {}
    assert matcher.difference(situation(act(kind, words))) is None


@pytest.mark.parametrize(
    "action",
    [
        act("message", {"message": "order"}),
        act("file", {"text": "order", "files": [{"mimeType": "image/png"}]}),
    ],
    ids=str,
)
def test_it_takes_the_words_in_an_object(action: Action) -> None:
    assert TextMatcher("order").match(situation(action)) == {}
    assert TextMatcher(regex="(?P<what>.*)").match(situation(action)) == {"what": "order"}
    assert TextMatcher("other").match(situation(action)) is None


def test_files_without_words_are_no_text() -> None:
    assert TextMatcher().match(situation(act("file", {"files": [{}]}))) is None


@pytest.mark.parametrize(
    ("matcher", "wanted"),
    [
        (TextMatcher("Order"), "the text 'Order'"),
        (TextMatcher("rder"), "the text 'rder'"),
        (TextMatcher("x", ignore_case=True), "the text 'x', in any case"),
        (TextMatcher(contains="ORDER"), "a text that contains 'ORDER'"),
        (TextMatcher(contains="x", ignore_case=True), "a text that contains 'x', in any case"),
        (TextMatcher(regex="^rder"), "a text that matches /^rder/"),
        (TextMatcher(regex="X", ignore_case=True), "a text that matches /X/, in any case"),
    ],
)
def test_text_does_not_take_other_words(matcher: TextMatcher, wanted: str) -> None:
    assert matcher.match(situation(say("order"))) is None
    assert matcher.difference(situation(say("order"))) == f"wanted {wanted}, got text 'order'"


def test_named_groups_are_found() -> None:
    matcher = TextMatcher(regex="(?P<size>small|large) (?P<what>pizza)?")
    assert matcher.match(situation(say("one large pizza"))) == {"size": "large", "what": "pizza"}
    assert matcher.match(situation(say("one small one"))) == {"size": "small", "what": None}


@pytest.mark.parametrize("action", [mean("order", query="hi"), act("dtmf", "1"), act("text", 7)])
def test_text_does_not_take_other_actions(action: Any) -> None:
    assert TextMatcher().match(situation(action)) is None
    assert TextMatcher().difference(situation(action)) == f"wanted any text, got {action}"


@pytest.mark.parametrize(
    "given",
    [
        {"equals": "a", "contains": "b"},
        {"equals": "a", "regex": "b"},
        {"contains": "a", "regex": "b"},
    ],
)
def test_text_has_at_most_one_condition(given: dict[str, str]) -> None:
    with pytest.raises(ScenarioError) as raised:
        TextMatcher(**given)  # type: ignore[arg-type]
    assert str(raised.value) == "a text matcher has one of 'equals', 'contains' and 'regex'"


def test_a_wrong_regex_is_refused_when_the_matcher_is_made() -> None:
    with pytest.raises(ScenarioError) as raised:
        TextMatcher(regex="(a")
    assert str(raised.value) == (
        "'(a' is not a regular expression: missing ), unterminated subpattern at position 0"
    )


def test_text_can_only_match_texts() -> None:
    assert TextMatcher().types() == frozenset(["text", "message", "file"])
