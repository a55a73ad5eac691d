"""A turn: one action and its whole answer."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any, NamedTuple, TypeAlias

from vfmock.core.actions import Action
from vfmock.core.effects import Effect
from vfmock.core.events import ClientConfig
from vfmock.core.knowledge import EMPTY, Knowledge
from vfmock.types import JSON, JSONObject


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing more comes out of the turn for this many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class EndOfConversation:
    """The conversation ends after this turn, for this reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Command:
    """Something outside the conversation that the runtime does: a fault, a restart."""

    effect: Effect


class Constant(NamedTuple):
    """A trace that a step sends each time, with other ids. ``trace`` is it without them.

    It saves work: what was found out of one of these traces is true of all.
    """

    trace: JSONObject
    sent: JSONObject


Output: TypeAlias = JSONObject | Constant | Wait | EndOfConversation | Command
"""What a step makes: a trace (a JSON object), or one of the above."""


NO_OUTPUTS: Iterator[Output] = iter(())


@dataclass(slots=True, eq=False)
class Turn:
    """One action under way, and what its steps may use.

    ``connection`` is where the statuses go. ``render`` renders a template string against a turn.
    ``random`` and ``new_id`` come from the session, so that a seed fixes their results. ``due`` is
    when the turn goes on. ``expires`` is when the turn ends, even if steps are left.
    ``taker`` is the rule or the fallback that answers. ``states`` are the states that the turn has
    gone through, with the one in which it began; they are empty if it stayed there. ``stopped``
    says that the client does not want the rest of the reply. ``knowledge`` is the knowledge base of
    the scenario. ``chunks`` are those of the completion that is under way.
    """

    action: Action
    message_id: str
    connection: str
    config: ClientConfig
    number: int
    random: random.Random
    new_id: Callable[[], str]
    render: Callable[[str, Turn], Any] = lambda source, turn: source
    match: Mapping[str, JSON] = field(default_factory=dict)
    outputs: Iterator[Output] = NO_OUTPUTS
    due: float = 0.0
    expires: float = inf
    end_reason: str | None = None
    taker: object = None
    states: tuple[str, ...] = ()
    stopped: bool = False
    knowledge: Knowledge = EMPTY
    chunks: list[str] = field(default_factory=list)

    def evaluate(self, source: str) -> Any:
        """Render one template string against this turn."""
        return self.render(source, self)
