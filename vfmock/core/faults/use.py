"""What a fault remembers while it changes the answers to one action or one handshake."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from vfmock.core.effects import Effect


@dataclass(slots=True, eq=False)
class FaultUse:
    """One use of a fault.

    ``message_id`` is the id of the action, ``None`` for a handshake. ``earlier`` is the id of the
    action before. ``traces`` counts the traces that came, with the current one. ``count`` is free
    for the fault to use. ``held`` is what the fault holds back. ``mute`` drops everything that
    still comes. ``applied`` says that the fault changed something.
    """

    message_id: str | None
    rng: random.Random
    new_id: Callable[[], str]
    earlier: str | None = None
    traces: int = 0
    count: int = 0
    held: list[Effect] = field(default_factory=list)
    mute: bool = False
    applied: bool = False

    def release(self) -> list[Effect]:
        """Release what was held."""
        held, self.held = self.held, []
        return held
