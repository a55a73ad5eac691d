"""Patterns mean what they mean in ``re``, and none takes longer than its text is worth."""

from __future__ import annotations

import re
import warnings
from math import inf
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from vfmock.core.regex import AFFORDABLE, CHEAP, Regex
from vfmock.core.regex.cost import LONGEST, SHORTEST, Cost, _part
from vfmock.core.regex.linear import Linear, Untranslatable
from vfmock.errors import ScenarioError

ATOMS = ["a", "b", "é", "1", " ", ".", r"\d", r"\w", r"\s", r"\W", r"\D", r"\S", "[ab]", "[^a]"]
ATOMS += [r"[\w-]", "[a-f]", "[^\\d\\s]", "K", "ſ", "ß", "I", "-", "\n"]
PLACES = [r"\b", r"\B", "^", "$", r"\A", r"\Z", ""]
TIMES = ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{0,2}?", "{2,}"]
FLAGS = ["", "", "(?i)", "(?m)", "(?s)", "(?a)", "(?im)"]


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return (
        st.tuples(inner, inner).map("".join)
        | st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})")
        | st.tuples(inner, st.sampled_from(TIMES)).map(lambda two: f"(?:{two[0]}){two[1]}")
        | inner.map(lambda one: f"(?P<NAME>{one})")
        | inner.map(lambda one: f"({one})")
        | st.tuples(st.sampled_from(["(?i:", "(?s:", "(?-i:"]), inner).map(
            lambda two: f"{two[0]}{two[1]})"
        )
        | st.tuples(st.sampled_from(PLACES), inner, st.sampled_from(PLACES)).map("".join)
    )


BODIES = st.recursive(st.sampled_from(ATOMS), _grown, max_leaves=8)
TEXTS = st.text(st.sampled_from("aabb1é -KkſsSßIiıİ\nx_"), min_size=1, max_size=9)


def _numbered(body: str) -> str:
    """The body, with a name for each of its named groups."""
    parts = body.split("NAME")
    return "".join(f"{part}g{number}" for number, part in enumerate(parts[:-1])) + parts[-1]


def _linear(pattern: re.Pattern[str]) -> Linear:
    found = Regex(pattern.pattern)._compiled
    assert isinstance(found, Linear)
    return found


@settings(max_examples=500)
@given(st.sampled_from(FLAGS), BODIES, st.lists(TEXTS, min_size=1, max_size=5))
def test_the_linear_engine_finds_what_re_finds(flag: str, body: str, texts: list[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python warns of "[[" and the like
        pattern = re.compile(flag + _numbered(body))
    linear = Regex(pattern.pattern)._compiled
    assume(isinstance(linear, Linear))
    assert isinstance(linear, Linear)
    for text in texts:
        expected = pattern.search(text)
        assert linear.search(text) == (None if expected is None else expected.groupdict())


@pytest.mark.parametrize(
    ("source", "text", "groups"),
    [
        (r"(?P<n>\d+) (?P<what>\w+)", "I want 2 pizzas", {"n": "2", "what": "pizzas"}),
        (r"(?P<n>\d+)", "٣", {"n": "٣"}),
        (r"(?P<w>\w+)", "naïve", {"w": "naïve"}),
        (r"\bété\b", "un été chaud", {}),
        (r"\bt", "ét", None),
        (r"a$", "a\n", {}),
        (r"a$", "a\nb", None),
        (r"(?m)a$", "a\nb", {}),
        (r"(?m)^b", "a\nb", {}),
        (r"a\Z", "a\n", None),
        (r"(?P<a>a$\n)", "a\n", {"a": "a\n"}),
        (r"(?i)straße", "STRASSE", None),
        (r"(?i)k", "\u212a", {}),
        (r"(?P<x>a)|(?P<y>b)", "b", {"x": None, "y": "b"}),
        (r"(?P<x>a+?)(?P<y>a*)", "aaa", {"x": "a", "y": "aa"}),
        (r"(?P<x>😀+)!", "a😀😀!", {"x": "😀😀"}),
        (r"[^\n]+\n\n", "a\n\n", {}),
        (r"\x00[^\x00-\x7f]", "\x00é", {}),
        (r"[^\w\W]", "anything", None),
    ],
)
def test_both_engines_mean_the_same(source: str, text: str, groups: Any) -> None:
    found = re.search(source, text)
    assert (None if found is None else found.groupdict()) == groups
    assert _linear(re.compile(source)).search(text) == groups


def test_named_groups_keep_the_order_of_the_pattern() -> None:
    found = _linear(re.compile("(?P<z>a)(?P<b>b)(?P<a>c)")).search("abc")
    assert found is not None
    assert list(found) == ["z", "b", "a"]


EVIL = [
    r"(a+)+$",
    r"(a|a)*$",
    r"(a|aa)+$",
    r"(?:a*)*$",
    r"(x+x+)+y",
    r"^(\w+\s?)*$",
    r".*foo.*bar.*baz$",
    r"(?P<user>\w+)@(?P<host>\w+(?:\.\w+)+)",
    r"(?:a?){50}a{50}$",
]


@pytest.mark.parametrize("source", EVIL)
@pytest.mark.parametrize("length", [30, 5_000, 1_000_000])
def test_a_pattern_that_backtracks_ends(source: str, length: int) -> None:
    """With ``re`` alone this runs for years. There is no clock here: it would hang."""
    regex = Regex(source)
    assert regex.limit is None
    as_short = re.search(source, "aaa!")
    assert regex.search("a" * length + "!") == (None if as_short is None else {})


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (r"(a+)+(?!b)$", "it has a lookahead or a lookbehind"),
        (r"(?<=x)(a+)+$", "it has a lookahead or a lookbehind"),
        (r"(a+)+\1$", "it has a backreference"),
        (r"(x)?(?(1)a|b)(a+)+$", "it has a condition on a group"),
        (r"(?P<g>a*)*$", "it repeats what may be empty in more than one way"),
        (r"(?:a|b|ab){2000}$", "it repeats something more than 1000 times"),
        (r"(a+)+(?a:b)$", "it sets the flag 'a' or 'u' for a part of it"),
        (r"(?m:^)(a+)+(?-m:$)", "it has '$' and '^' both with and without (?m)"),
        (r"(a+)+(?>b)", "it has an atomic group"),
        (r"(a+)+b++", "it has a possessive repetition"),
        (r"(a+)+(?!)", "it has a lookahead or a lookbehind"),
    ],
)
def test_a_pattern_that_the_linear_engine_can_not_take_has_a_limit(
    source: str, reason: str
) -> None:
    regex = Regex(source)
    assert (regex.limit, regex.reason) == (SHORTEST, reason)
    assert (regex.search("y") is None) == (re.search(source, "y") is None)
    with pytest.raises(ScenarioError) as caught:
        regex.search("a" * 1000)
    assert str(caught.value) == (
        f"the regex /{source}/ is not searched in a text of 1000 characters,"
        f" but of 20 or fewer: {reason}"
    )


@pytest.mark.parametrize(
    ("source", "limit"),
    [
        (r"^(?!stop).*$", None),
        (r"^(?=.*\d)(?=.*[a-z]).{8,}$", 7069),
        (r"(?<!no )order", None),
        (r"(\w)\1", 7070),
        (r"^((?!stop).)*$", None),
        (r"pizza", None),
        (r"(a|b|c)?(d|e)?", None),
    ],
)
def test_the_limit_is_as_long_as_the_pattern_allows(source: str, limit: int | None) -> None:
    regex = Regex(source)
    assert regex.limit == limit
    assert bool(regex.reason) == (limit is not None)
    if limit is not None:
        assert regex._cost.steps(limit) <= AFFORDABLE < regex._cost.steps(limit + 1)


def test_re_searches_where_it_can_not_take_long() -> None:
    regex = Regex(r"(?P<n>\d+) (?P<what>\w+)")
    length = 45
    assert regex._cost.steps(length) <= CHEAP < regex._cost.steps(length + 1)
    assert regex.search("2 pizzas") == {"n": "2", "what": "pizzas"}
    assert "_compiled" not in vars(regex)
    assert regex.search("x" * 100 + "2 pizzas") == {"n": "2", "what": "pizzas"}
    assert "_compiled" in vars(regex)


def test_re_searches_within_the_limit() -> None:
    regex = Regex(r"^(?=.*\d)(?=.*[a-z]).{8,}$")
    text = "a" * 500 + "1"
    assert regex.limit is not None
    assert len(text) < regex.limit
    assert regex._cost.steps(len(text)) > CHEAP
    assert regex.search(text) == {}
    assert regex.search("a" * 500) is None


def test_an_operation_of_a_later_python_is_as_bad_as_can_be() -> None:
    assert _part("SOMETHING_NEW", None) == Cost(power=inf)


def test_without_the_package_a_pattern_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    regex = Regex("(a+)+$")
    assert (regex.limit, regex.reason) == (SHORTEST, "the package google-re2 is not installed")


def test_a_pattern_that_is_too_large_for_the_engine_is_an_error_of_the_turn() -> None:
    body = "|".join(f"[ab]{{{100 + number % 800}}}{number}" for number in range(2000))
    regex = Regex(f"(?:{body})*$")
    assert regex.limit is None
    with pytest.raises(ScenarioError) as caught:
        regex.search("x" * 5000)
    assert str(caught.value) == (
        f"the regex /(?:{body[:77]}…/ is not searched: RE2 says: pattern too large - compile failed"
    )


def test_characters_of_too_many_kinds_are_an_error_of_the_turn() -> None:
    letters = "".join(map(chr, range(0x4E00, 0x4E00 + 70)))
    regex = Regex(f"(?:{'|'.join(f'{letter}+' for letter in letters)})+$")
    with pytest.raises(ScenarioError, match="it tells too many kinds of characters apart"):
        regex.search(letters + "!")


def test_many_characters_are_not_all_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vfmock.core.regex.linear.MOST_REMEMBERED", 130)
    linear = _linear(re.compile("(?P<w>[^é]+)é"))
    assert linear.search("".join(map(chr, range(200, 400)))) == {
        "w": "".join(map(chr, range(200, 233)))
    }
    assert len(linear._symbols) == 130


@pytest.mark.parametrize("source", ["(", "*", "a{2,1}", "(?P<1>a)", "[", r"\u12"])
def test_what_is_no_pattern_is_refused(source: str) -> None:
    with pytest.raises(ScenarioError, match="is not a regular expression"):
        Regex(source)


def test_it_knows_its_groups() -> None:
    assert Regex("(?P<b>x)(y)(?P<a>z)").groups == ("b", "a")


@pytest.mark.parametrize(
    ("source", "cost"),
    [
        ("abc", Cost()),
        ("^abc", Cost(is_anchored=True)),
        ("(?m)^abc", Cost()),
        (r"\Aabc", Cost(is_anchored=True)),
        ("((^a))", Cost(is_anchored=True)),
        ("", Cost()),
        ("a*", Cost(power=1)),
        ("a*b+c*?", Cost(power=3)),
        ("a?", Cost(ways=2)),
        ("a{2,5}", Cost(ways=4)),
        ("a{3}", Cost()),
        ("(?:ab)*", Cost(power=1)),
        ("(?:ab|c*d)", Cost(ways=2, power=1)),
        ("(?:ab|cd)?", Cost(ways=3)),
        ("(?:ab|cd){2}", Cost(ways=9)),
        ("(?:a+){2}", Cost(ways=4, power=2)),
        ("(?=a+)b", Cost(depth=1)),
        ("(?=a?)(?=b?)c", Cost(checks=3)),
        ("(?>a+)b", Cost(depth=1)),
        ("a++b", Cost(depth=1)),
        ("(x)?(?(1)a)", Cost(ways=4)),
        ("(x)?(?(1)a|b?)", Cost(ways=6)),
        (r"(x)\1", Cost(depth=1)),
    ],
)
def test_the_cost_of_a_pattern(source: str, cost: Cost) -> None:
    assert Regex(source)._cost == cost


@given(st.integers(1, 4), st.integers(0, 3), st.integers(1, 10**9))
def test_the_longest_text_is_the_longest(ways: int, power: int, steps: int) -> None:
    cost = Cost(ways, power)
    longest = cost.longest(steps)
    if longest is None:
        assert cost.steps(LONGEST) <= steps
    else:
        assert longest == SHORTEST or cost.steps(longest) <= steps < cost.steps(longest + 1)


def test_the_reason_is_an_error_of_its_own() -> None:
    assert not issubclass(Untranslatable, ScenarioError)
