"""What a client can ask for without a session of its own. Each ask is answered with JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from vfmock.core.actions import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class PushAction:
    """Push an action into a session from outside. ``session`` is its key or its id.

    The session has to have an open socket, which gets the traces. Otherwise nothing happens. The
    answer is empty in both cases.
    """

    session: str
    action: Action

    def __str__(self) -> str:
        return f"push {self.action}"


NOT_FOUND = "not_found"
"""The code of the error if what a client asks for does not exist."""

Ask: TypeAlias = PushAction
