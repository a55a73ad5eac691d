"""Verification: did the client do what the test expects? If not, what did it do?"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from vfmock.core.conversation import conversation
from vfmock.core.events import ActionSend
from vfmock.core.handshake import Handshake, WantedHandshake
from vfmock.core.journal import Journal
from vfmock.core.matchers import Matcher, Situation
from vfmock.core.webhooks import WantedWebhook, WebhookAttempt
from vfmock.errors import ScenarioError
from vfmock.types import JSON

NEAREST = 3


@dataclass(frozen=True, slots=True)
class Expectation:
    """``matcher`` takes exactly ``times`` actions; ``None``: one or more."""

    matcher: Matcher
    times: int | None = None

    def __post_init__(self) -> None:
        _must_be_times(self.times)

    def holds(self, count: int) -> bool:
        """Whether this number of actions is right."""
        return _holds(self.times, count)

    def __str__(self) -> str:
        return f"{self.matcher.describe()}, {_often(self.times)}"


@dataclass(frozen=True, slots=True)
class ConnectionExpectation:
    """Exactly ``times`` clients connect with this handshake; ``None``: one or more."""

    wanted: WantedHandshake
    times: int | None = None

    def __post_init__(self) -> None:
        _must_be_times(self.times)

    def __str__(self) -> str:
        return f"{self.wanted.describe()}, {_often(self.times)}"


@dataclass(frozen=True, slots=True)
class WebhookExpectation:
    """Exactly ``times`` webhooks like this are sent; ``None``: one or more. It counts once however
    often it is tried."""

    wanted: WantedWebhook
    times: int | None = None

    def __post_init__(self) -> None:
        _must_be_times(self.times)

    def __str__(self) -> str:
        return f"{self.wanted.describe()}, {_often(self.times)}"


AnyExpectation: TypeAlias = Expectation | ConnectionExpectation | WebhookExpectation


def actions_of(journal: Journal) -> list[Situation]:
    """The actions that came in, oldest first. The variables of that time are no longer known."""
    return [
        Situation(entry.item.action, entry.user, {})
        for entry in journal
        if isinstance(entry.item, ActionSend)
    ]


def failure(expectation: AnyExpectation, journal: Journal) -> str | None:
    """Say how an expectation was missed, and what came instead; ``None``: it was met."""
    if isinstance(expectation, ConnectionExpectation):
        return _connections_missed(expectation, journal)
    if isinstance(expectation, WebhookExpectation):
        return _webhooks_missed(expectation, journal)
    came = actions_of(journal)
    count = sum(expectation.matcher.match(one) is not None for one in came)
    if expectation.holds(count):
        return None
    nearest = _nearest(expectation.matcher, came) if count == 0 else []
    return _report(expectation, count, nearest, journal)


def _connections_missed(expectation: ConnectionExpectation, journal: Journal) -> str | None:
    came = [
        (entry.connection, expectation.wanted.differences(entry.item))
        for entry in journal
        if isinstance(entry.item, Handshake)
    ]
    count = sum(not differences for _, differences in came)
    if _holds(expectation.times, count):
        return None
    ranked = sorted(came, key=lambda one: len(one[1]))[:NEAREST] if count == 0 else []
    nearest = [f"{connection}: {', '.join(differences)}" for connection, differences in ranked]
    return _report(expectation, count, nearest, journal)


def _webhooks_missed(expectation: WebhookExpectation, journal: Journal) -> str | None:
    came = [
        (entry.item.webhook.type, expectation.wanted.differences(entry.item.webhook))
        for entry in journal
        if isinstance(entry.item, WebhookAttempt) and entry.item.number == 1
    ]
    count = sum(not differences for _, differences in came)
    if _holds(expectation.times, count):
        return None
    ranked = sorted(came, key=lambda one: len(one[1]))[:NEAREST] if count == 0 else []
    nearest = [f"{type_}: {', '.join(differences)}" for type_, differences in ranked]
    return _report(expectation, count, nearest, journal)


def _report(
    expectation: AnyExpectation, count: int, nearest: Iterable[str], journal: Journal
) -> str:
    lines = [f"expected {expectation}", f"     got {_times(count)}"]
    if nearest:
        lines += ["nearest:", *(f"  {line}" for line in nearest)]
    return "\n".join([*lines, "", conversation(journal)])


def _nearest(matcher: Matcher, came: Iterable[Situation]) -> list[str]:
    wanted = matcher.describe()

    def likeness(situation: Situation) -> float:
        return difflib.SequenceMatcher(None, wanted, str(situation.action)).ratio()

    ranked = sorted(came, key=likeness, reverse=True)[:NEAREST]
    return [f"{one.action}: {matcher.difference(one)}" for one in ranked]


def _must_be_times(times: JSON) -> None:
    if times is not None and (not isinstance(times, int) or isinstance(times, bool) or times < 0):
        raise ScenarioError(f"'times' is 0 or more, not {times!r:.40}")


def _holds(times: int | None, count: int) -> bool:
    return count >= 1 if times is None else count == times


def _often(times: int | None) -> str:
    return "at least once" if times is None else _times(times)


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")
