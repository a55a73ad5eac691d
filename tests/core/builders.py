"""Makes what tests of the core need: actions, situations, turns, a simple template engine."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping
from itertools import count
from typing import Any

from vfmock.core.actions import Action
from vfmock.core.events import ClientConfig
from vfmock.core.matchers import Situation
from vfmock.core.steps import Step
from vfmock.core.turn import Constant, Output, Turn
from vfmock.types import JSON

NOW = 1_700_000_000.0
"""2023-11-14 22:13:20 UTC."""

_ABSENT: Any = object()
_NAME = re.compile(r"\{\{ ([\w.]+) \}\}")


def act(kind: str, payload: JSON = _ABSENT, **keys: JSON) -> Action:
    """An action; without ``payload`` it has none."""
    given = {} if payload is _ABSENT else {"payload": payload}
    return Action({"type": kind, **given, **keys})


def say(words: str) -> Action:
    """The user says something."""
    return act("text", words)


def press(label: str, path: str = "order") -> Action:
    """The user presses a button."""
    return act(f"path-{path}", {"label": label})


def mean(name: str, **payload: JSON) -> Action:
    """The user means something."""
    return act("intent", {"intent": {"name": name}, **payload})


def situation(action: Action, *, user: str = "u", **variables: JSON) -> Situation:
    """An action of a user whose variables these are."""
    return Situation(action, user, variables)


def ids(prefix: str = "id") -> Callable[[], str]:
    """A maker of ids that can be foretold: ``id1``, ``id2``, …."""
    numbers = count(1)
    return lambda: f"{prefix}{next(numbers)}"


def look_up(source: str, names: Mapping[str, JSON]) -> JSON:
    """The simplest of template engines: ``{{ a.b }}`` alone is a value, in a text it is text."""

    def find(match: re.Match[str]) -> JSON:
        value: JSON = names
        for name in match[1].split("."):
            value = value[name]
        return value

    whole = _NAME.fullmatch(source)
    return find(whole) if whole else _NAME.sub(lambda match: str(find(match)), source)


def make_turn(
    action: Action | None = None,
    *,
    names: Mapping[str, JSON] | None = None,
    config: ClientConfig | None = None,
) -> Turn:
    """A turn under way, whose templates see ``names``."""
    return Turn(
        action=action or say("hi"),
        message_id="m1",
        connection="c1",
        config=config or ClientConfig(),
        number=1,
        random=random.Random(0),
        new_id=ids(),
        render=lambda source, turn: look_up(source, names or {}),
    )


def perform(step: Step, turn: Turn | None = None) -> list[Output]:
    """All that a step makes."""
    made: Iterable[Output] = step.perform(turn or make_turn())
    return [one.sent if isinstance(one, Constant) else one for one in made]
