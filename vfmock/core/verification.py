"""Verification: did the client do what the test expects? If not, what did it do?"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from vfmock.core.conversation import conversation
from vfmock.core.events import ActionSend
from vfmock.core.journal import Journal
from vfmock.core.matchers import Matcher, Situation
from vfmock.errors import ScenarioError

NEAREST = 3


@dataclass(frozen=True, slots=True)
class Expectation:
    """``matcher`` takes exactly ``times`` actions; ``None``: one or more."""

    matcher: Matcher
    times: int | None = None

    def __post_init__(self) -> None:
        times = self.times
        if times is not None and (
            not isinstance(times, int) or isinstance(times, bool) or times < 0
        ):
            raise ScenarioError(f"'times' is 0 or more, not {times!r:.40}")

    def holds(self, count: int) -> bool:
        """Whether this number of actions is right."""
        return count >= 1 if self.times is None else count == self.times

    def __str__(self) -> str:
        often = "at least once" if self.times is None else _times(self.times)
        return f"{self.matcher.describe()}, {often}"


def actions_of(journal: Journal) -> list[Situation]:
    """The actions that came in, oldest first. The variables of that time are no longer known."""
    return [
        Situation(entry.item.action, entry.user, {})
        for entry in journal
        if isinstance(entry.item, ActionSend)
    ]


def failure(expectation: Expectation, journal: Journal) -> str | None:
    """Say how an expectation was missed, and what came instead; ``None``: it was met."""
    came = actions_of(journal)
    count = sum(expectation.matcher.match(one) is not None for one in came)
    if expectation.holds(count):
        return None
    lines = [f"expected {expectation}", f"     got {_times(count)}"]
    if count == 0 and came:
        lines.append("nearest:")
        lines += [f"  {line}" for line in _nearest(expectation.matcher, came)]
    lines += ["", conversation(journal)]
    return "\n".join(lines)


def _nearest(matcher: Matcher, came: Iterable[Situation]) -> list[str]:
    wanted = matcher.describe()

    def likeness(situation: Situation) -> float:
        return difflib.SequenceMatcher(None, wanted, str(situation.action)).ratio()

    ranked = sorted(came, key=likeness, reverse=True)[:NEAREST]
    return [f"{one.action}: {matcher.difference(one)}" for one in ranked]


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")
