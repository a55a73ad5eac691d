"""Explains a wrong call of a method that stands for a matcher."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, NoReturn, ParamSpec, TypeVar

from vfmock.core.matchers import MATCHERS
from vfmock.errors import ScenarioError, UnknownMethod

P = ParamSpec("P")
T = TypeVar("T")

OF_EVERY_VERIFICATION = ("times", "within")


class TellsWrongCalls:
    """The base of classes that have a method for each matcher.

    For a wrong name, the error names the nearest method. For a wrong argument, the error names the
    known parameters.
    """

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name, method in list(vars(cls).items()):
            if isinstance(method, FunctionType) and not name.startswith("_"):
                setattr(cls, name, _telling(method))

    if not TYPE_CHECKING:  # only for its message: a type checker must report unknown names

        def __getattr__(self, name: str) -> NoReturn:
            if name.startswith("_"):
                raise AttributeError(name)
            word = name.replace("_", "-")
            if word in MATCHERS:
                whole = f"{MATCHERS[word].__name__}(…)"
                raise AttributeError(f"the matcher {word!r} has no method: give it whole, {whole}")
            raise UnknownMethod("matcher", name, methods_of(type(self)))


def methods_of(cls: type) -> list[str]:
    """The names of the public methods."""
    return [name for name in dir(cls) if not name.startswith("_")]


def _telling(method: Callable[P, T]) -> Callable[P, T]:
    """Wrap the method, so that the error of a wrong call names the known parameters."""

    @functools.wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(*args, **kwargs)
        except TypeError as error:
            signature = inspect.signature(method)
            try:
                signature.bind(*args, **kwargs)
            except TypeError:
                raise ScenarioError(_problem(method, signature, error)) from None
            raise

    return call


def _problem(method: Callable[..., object], signature: inspect.Signature, error: TypeError) -> str:
    problem = str(error).removeprefix(f"{method.__qualname__}() ")
    problem = problem.partition(". Did you mean ")[0]  # Python 3.13 adds this, older ones do not
    names = list(signature.parameters)[1:]
    known = [name for name in names if name not in OF_EVERY_VERIFICATION]
    beside = " and ".join(name for name in names if name in OF_EVERY_VERIFICATION)
    tail = f", beside {beside}" if beside else ""
    return f"{method.__name__}: {problem} (known: {', '.join(known) or 'none'}){tail}"
