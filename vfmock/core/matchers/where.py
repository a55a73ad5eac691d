"""A Python function decides. Only from Python: a scenario file runs no code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vfmock.core.actions import Action
from vfmock.core.matchers.base import Matcher, Situation
from vfmock.errors import ScenarioError, failed
from vfmock.types import JSON


@dataclass(frozen=True)
class WhereMatcher(Matcher):
    """``function`` gets the action and says whether it is wanted."""

    function: Callable[[Action], object]

    def match(self, situation: Situation) -> Mapping[str, JSON] | None:
        try:
            return {} if self.function(situation.action) else None
        except Exception as error:  # whatever a test's own function raises is told, not lost
            raise ScenarioError(failed(self.function, error)) from error

    def describe(self) -> str:
        return f"an action that {getattr(self.function, '__name__', self.function)!s} takes"

    def verdict(self, action: Action) -> bool | None:
        return None  # nobody runs a test's own function but its own actions
