"""How matchers combine, and how combined matchers describe themselves."""

from __future__ import annotations

import pytest

from tests.core.builders import act, say, situation
from tests.each import check_each
from vfmock.core.matchers import MATCHERS, Matcher
from vfmock.core.matchers.base import AllMatcher, EitherMatcher, NotMatcher
from vfmock.core.matchers.event import EventMatcher
from vfmock.core.matchers.kinds import AnythingMatcher, LaunchMatcher, TypeMatcher
from vfmock.core.matchers.text import TextMatcher
from vfmock.core.matchers.where import WhereMatcher
from vfmock.core.matchers.who import UserMatcher, VariableMatcher
from vfmock.errors import UnknownName

HI, BYE = TextMatcher("hi"), TextMatcher("bye")
MINE = UserMatcher("u")


def test_operators_combine() -> None:
    assert AllMatcher((HI, MINE)) == HI & MINE
    assert EitherMatcher((HI, BYE)) == HI | BYE
    assert NotMatcher(HI) == ~HI


def test_all_finds_what_each_finds() -> None:
    both = TextMatcher(regex="(?P<size>small|large)") & TextMatcher(regex="(?P<what>pizza|pasta)")
    assert both.match(situation(say("a small pizza"))) == {"size": "small", "what": "pizza"}
    assert both.match(situation(say("a small soup"))) is None


def test_all_shows_the_first_difference() -> None:
    both = HI & UserMatcher("v")
    assert both.describe() == "the text 'hi' and the user 'v'"
    assert both.difference(situation(say("hi"))) == "wanted the user 'v', got the user 'u'"
    assert both.difference(situation(say("bye"))) == "wanted the text 'hi', got text 'bye'"
    assert both.difference(situation(say("hi"), user="v")) is None


def test_either_finds_what_its_first_match_finds() -> None:
    either = TextMatcher(regex="(?P<a>x)") | TextMatcher(regex="(?P<b>y)")
    assert either.match(situation(say("y"))) == {"b": "y"}
    assert either.match(situation(say("xy"))) == {"a": "x"}
    assert either.match(situation(say("z"))) is None


def test_either_names_everything_that_it_wants() -> None:
    either = HI | BYE
    assert either.difference(situation(say("hm"))) == (
        "wanted the text 'hi' or the text 'bye', got text 'hm'"
    )
    assert either.difference(situation(say("bye"))) is None


def test_not_finds_nothing_in_an_action_that_does_not_match() -> None:
    assert (~HI).match(situation(say("bye"))) == {}
    assert (~HI).match(situation(say("hi"))) is None
    assert (~HI).difference(situation(say("hi"))) == (
        "wanted anything but the text 'hi', got text 'hi'"
    )


@pytest.mark.parametrize(
    ("matcher", "types"),
    [
        (HI, {"text", "message", "file"}),
        (MINE, None),
        (~HI, None),
        (HI & MINE, {"text", "message", "file"}),
        (HI & TypeMatcher("text"), {"text"}),
        (HI & LaunchMatcher(), set()),
        (MINE & AnythingMatcher(), None),
        (HI | LaunchMatcher(), {"text", "message", "file", "launch"}),
        (HI | MINE, None),
        ((HI & LaunchMatcher()) | LaunchMatcher(), {"launch"}),
        (EitherMatcher(()), set()),
    ],
)
def test_the_types_of_a_matcher_are_those_that_can_match(
    matcher: Matcher, types: set[str] | None
) -> None:
    assert matcher.types() == types


def test_a_matcher_is_known_by_its_word() -> None:
    """The page of scenarios has every word, and its test holds the two against each other."""
    assert MATCHERS["event"] is EventMatcher
    assert list(MATCHERS) == sorted(MATCHERS)


def test_the_error_for_an_unknown_matcher_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"^unknown matcher 'txt', did you mean 'text'"):
        MATCHERS["txt"]


def test_matchers_that_say_the_same_are_equal() -> None:
    assert TextMatcher("hi") == TextMatcher(equals="hi")
    assert TextMatcher("hi") != TextMatcher(contains="hi")
    assert (HI & MINE).match(situation(act("launch"))) is None


def test_a_matcher_that_needs_more_than_the_action_gives_no_verdict() -> None:
    def check(name: str) -> None:
        cls = MATCHERS[name]
        looks = {"user_id", "variables"} & set(cls.match.__code__.co_names)
        assert bool(looks) == (cls.verdict is not Matcher.verdict)

    check_each(
        (name for name in MATCHERS if MATCHERS[name] not in (EitherMatcher, NotMatcher)), check
    )


def test_verdicts_combine() -> None:
    yes, no, perhaps = AnythingMatcher(), ~AnythingMatcher(), UserMatcher(id="u")
    action = say("hi")
    assert [one.verdict(action) for one in (yes, no, perhaps)] == [True, False, None]
    for one in (yes, no, perhaps):
        assert (one & no).verdict(action) is False
        assert (one & yes).verdict(action) is one.verdict(action)
        assert (one | yes).verdict(action) is True
        assert (one | no).verdict(action) is one.verdict(action)
        assert (~~one).verdict(action) is one.verdict(action)
    assert WhereMatcher(lambda action: True).verdict(action) is None
    assert VariableMatcher(values={"x": 1}).verdict(action) is None
