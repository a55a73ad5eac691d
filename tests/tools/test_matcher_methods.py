"""The methods made from matchers: every matcher of the package has one."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tools.generate.outputs.matcher_methods import method_name, module
from tools.generate.source import docstring, in_format
from vfmock.core.matchers.event import EventMatcher
from vfmock.core.matchers.kinds import LaunchMatcher
from vfmock.types import Duration


@dataclass(frozen=True)
class Slow(LaunchMatcher):
    """A launch that took long.

    ``least``: how long. ``most`` is the same.
    """

    least: Duration
    most: Duration | None = None
    others: tuple[str, ...] = ()
    note: str = field(default="", kw_only=True)


SLOW = '''\
    def slow_one(
        self,
        least: DurationLike,
        most: DurationLike | None = None,
        others: Sequence[str] = (),
        *,
        note: str = "",
    ) -> R:
        """A launch that took long.

        ``least``: how long. ``most`` is the same.
        """
        return self._make(
            Slow(
                least=duration_of("least", least, ScenarioError),
                most=None if most is None else duration_of("most", most, ScenarioError),
                others=tuple(others),
                note=note,
            )
        )
'''


def test_a_matcher_becomes_a_method() -> None:
    source = in_format(module({"slow-one": Slow}), "x.py")
    assert SLOW in source
    assert "from vfmock.durations import duration_of\n" in source
    assert "from tests.tools.test_matcher_methods import Slow\n" in source
    assert 'note: str = "", times: int | None = None' in " ".join(source.split())


@dataclass(frozen=True)
class Often(LaunchMatcher):
    """A field that every verification has."""

    times: int = 1


@dataclass(frozen=True)
class Listed(LaunchMatcher):
    """A default that is made anew."""

    names: list[str] = field(default_factory=list)


@pytest.mark.parametrize(
    ("cls", "problem"),
    [
        (Often, r"Often\.times is a keyword of every verification"),
        (Listed, r"Listed\.names has a default that is made anew"),
    ],
)
def test_a_matcher_that_cannot_be_a_method_is_an_error(
    cls: type[LaunchMatcher], problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        module({"x": cls})


def test_two_matchers_with_one_name_are_an_error() -> None:
    other: type[LaunchMatcher] = type(
        "EventMatcher", (LaunchMatcher,), {"__doc__": "Another event."}
    )
    with pytest.raises(ValueError, match="two classes are named 'EventMatcher'"):
        module({"event": EventMatcher, "other": other})


@pytest.mark.parametrize(
    ("word", "name"), [("text", "text"), ("no-reply", "no_reply"), ("not", "not_")]
)
def test_a_method_has_a_python_name(word: str, name: str) -> None:
    assert method_name(word) == name


@pytest.mark.parametrize("length", range(60, 110))
def test_a_docstring_fits_the_width(length: int) -> None:
    made = docstring("word " * (length // 5) + "x" * (length % 5 + 1), 8)
    assert max(map(len, made.splitlines())) <= 100
    assert in_format(f"def f():\n{made}", "x.py") if length % 10 == 0 else True
