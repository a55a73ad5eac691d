"""Verification after the fact: ``server.verify.action(type="text", payload="order", times=1)``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vfmock.core.matchers import MATCHERS, Matcher
from vfmock.core.matchers.base import All
from vfmock.core.matchers.kinds import Anything, Type
from vfmock.core.matchers.payload import Payload
from vfmock.core.matchers.who import User
from vfmock.core.verification import Expectation
from vfmock.types import JSON

_ABSENT: Any = object()


class Verify:
    """Checks what clients did; each call returns or raises ``VerificationError``.

    Every matcher is a method too: ``verify.text("order", times=1)``.
    """

    def __init__(self, check: Callable[[Expectation, float], None]) -> None:
        self._check = check

    def __call__(self, matcher: Matcher, *, times: int | None = None, within: float = 0.0) -> None:
        """Check that the matcher took ``times`` actions (``None``: one or more).

        ``within``: how many real seconds to wait for it to come true; 0 asks about now. Use it
        where the client sends and does not wait for an answer.
        """
        self._check(Expectation(matcher, times), within)

    def action(
        self,
        *,
        type: str | None = None,  # noqa: A002 - the protocol's own word
        payload: JSON = _ABSENT,
        user: str | None = None,
        times: int | None = None,
        within: float = 0.0,
    ) -> None:
        """Check that such an action came ``times`` times (``None``: once or more)."""
        parts: list[Matcher] = []
        if type is not None:
            parts.append(Type(type))
        if payload is not _ABSENT:
            parts.append(Payload(payload))
        if user is not None:
            parts.append(User(user))
        whole = All(tuple(parts)) if len(parts) > 1 else next(iter(parts), Anything())
        self(whole, times=times, within=within)

    def no_actions(self) -> None:
        """Check that no client did anything."""
        self(Anything(), times=0)

    def __getattr__(self, name: str) -> Callable[..., None]:
        matcher = MATCHERS[name.replace("_", "-")]

        def verify(
            *args: Any, times: int | None = None, within: float = 0.0, **kwargs: Any
        ) -> None:
            self(matcher(*args, **kwargs), times=times, within=within)

        return verify
