"""The base of every step, traces included, and the registry of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import TypeVar

from vfmock.core.registry import Registry
from vfmock.core.spec import Part
from vfmock.core.turn import Output, Turn

STEPS: Registry[type[Step]] = Registry("step")

S = TypeVar("S", bound="type[Step]")


class Step(Part, ABC):
    """One item of a reply. A subclass is a frozen dataclass in a file of its own."""

    @abstractmethod
    def perform(self, turn: Turn) -> Iterable[Output]:
        """Make what this step puts into the conversation, in order."""


def step(name: str) -> Callable[[S], S]:
    """Register a step under the word that scenarios use for it."""
    return STEPS.register(name)
