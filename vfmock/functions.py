"""What every function of a user has to be: one that does not wait."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, cast

from vfmock.errors import ScenarioError, named

_IS_ASYNC = (inspect.iscoroutinefunction, inspect.isasyncgenfunction)


def must_not_be_async(function: object, wanted: str) -> None:
    """Refuse an async function. A turn is synchronous, so nobody would wait for its result.

    ``wanted`` says what the function returns.

    Raises:
        ScenarioError: it is an async function.
    """
    called = cast(Callable[..., Any], function)
    if any(test(called) or test(type(called).__call__) for test in _IS_ASYNC):
        raise ScenarioError(f"{named(function)} is an async function: {wanted}")


def must_be_no_promise(function: object, made: object, wanted: str) -> None:
    """Refuse what an async function has made, although it did not look like one.

    Raises:
        ScenarioError: it is a coroutine, a future or an async generator.
    """
    if inspect.isawaitable(made) or inspect.isasyncgen(made):
        if inspect.iscoroutine(made):
            made.close()  # or else Python warns that nobody has awaited it
        raise ScenarioError(f"{named(function)} returned {type(made).__name__}: {wanted}")
