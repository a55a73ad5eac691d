"""A Python function decides. Only from Python: a scenario file runs no code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vfmock.callers import is_interrupt
from vfmock.core.actions import Action
from vfmock.core.matchers.base import NO_NAMES, Matcher, Situation
from vfmock.errors import ScenarioError, VfmockError, failed, named
from vfmock.functions import must_be_no_promise, must_not_be_async
from vfmock.types import JSON

WANTED = "a function on an action returns whether the rule takes it"


@dataclass(frozen=True)
class WhereMatcher(Matcher):
    """``function`` gets the action and says whether it is wanted."""

    function: Callable[[Action], object]

    def __post_init__(self) -> None:
        must_not_be_async(self.function, WANTED)

    def match(self, situation: Situation) -> Mapping[str, JSON] | None:
        try:
            wanted = self.function(situation.action)
            must_be_no_promise(self.function, wanted, WANTED)
            return {} if wanted else None
        except VfmockError:
            raise
        except BaseException as error:  # whatever a test's own function raises is told, not lost
            if is_interrupt(error):
                raise
            raise ScenarioError(failed(self.function, error)) from error

    def found_names(self) -> frozenset[str]:
        return NO_NAMES

    def describe(self) -> str:
        return f"an action that {named(self.function)} takes"

    def verdict(self, action: Action) -> bool | None:
        return None  # nobody runs a test's own function but its own actions
