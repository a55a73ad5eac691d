"""Later verification: ``server.verify.action(type="text", payload="order", times=1)``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from vfmock.core.actions import Action
from vfmock.core.handshake import ANY, WantedHandshake
from vfmock.core.matchers import Matcher
from vfmock.core.matchers.base import AllMatcher
from vfmock.core.matchers.kinds import AnythingMatcher, TypeMatcher
from vfmock.core.matchers.payload import PayloadMatcher
from vfmock.core.matchers.who import UserMatcher
from vfmock.core.verification import (
    AnyExpectation,
    ConnectionExpectation,
    Expectation,
    WebhookExpectation,
)
from vfmock.core.webhooks import WantedWebhook
from vfmock.durations import duration_of
from vfmock.errors import ScenarioError, ServerError, suggest
from vfmock.server.matcher_methods import VerifyMethods
from vfmock.server.rules import as_matcher
from vfmock.types import JSON, WEBHOOK_TYPES, DurationLike

_ABSENT: Any = object()


class Verify(VerifyMethods):
    """Checks what clients did. Each call returns, or raises ``VerificationError``.

    Every matcher is a method too: ``verify.text("order", times=1)``.
    """

    def __init__(self, check: Callable[[AnyExpectation, float], None]) -> None:
        self._check = check

    def __call__(
        self,
        wanted: Matcher | Callable[[Action], object],
        *,
        times: int | None = None,
        within: DurationLike = 0.0,
    ) -> None:
        """Check that ``times`` actions match (``None``: one or more).

        ``wanted`` is a matcher, or a function that gets the action and says whether it matches.
        ``within`` is how long to wait for this, in real time; 0 means no wait. Use it if the client
        sends and does not wait for an answer.
        """
        self._hold(as_matcher(wanted), times, within)

    def action(
        self,
        *,
        type: str | None = None,  # noqa: A002 - the protocol's word
        payload: JSON = _ABSENT,
        user: str | None = None,
        times: int | None = None,
        within: DurationLike = 0.0,
    ) -> None:
        """Check that this action came ``times`` times (``None``: once or more)."""
        parts: list[Matcher] = []
        if type is not None:
            parts.append(TypeMatcher(type))
        if payload is not _ABSENT:
            parts.append(PayloadMatcher(payload))
        if user is not None:
            parts.append(UserMatcher(user))
        whole = AllMatcher(tuple(parts)) if len(parts) > 1 else next(iter(parts), AnythingMatcher())
        self(whole, times=times, within=within)

    def connection(
        self,
        *,
        auth: JSON = ANY,
        query: Mapping[str, str | list[str] | None] | None = None,
        headers: Mapping[str, str | list[str] | None] | None = None,
        transport: Literal["websocket", "polling"] | None = None,
        address: str | None = None,
        times: int | None = None,
        within: DurationLike = 0.0,
    ) -> None:
        """Check that a client connected ``times`` times with this handshake (``None``: once or
        more). Only the given parts count.

        ``auth`` is the whole ``auth`` option of the client; ``None``: it sent none. ``query`` and
        ``headers`` are names and values of its first request; others may come too, and ``None`` as
        a value: it did not come. ``transport`` is the first one, before an upgrade. ``address`` is
        the client's IP address. Give secrets as they are: the journal has placeholders, and the
        check compares those.

        Raises:
            ScenarioError: a part has the wrong type.
        """
        wanted = WantedHandshake(
            transport=transport,
            address=address,
            query=query or {},
            headers=headers or {},
            auth=auth,
        )
        seconds = duration_of("within", within, ServerError)
        self._check(ConnectionExpectation(wanted, times), seconds)

    def webhook(
        self,
        type: str,  # noqa: A002 - the word of webhooks
        *,
        user: str | None = None,
        data: Mapping[str, JSON] | None = None,
        times: int | None = None,
        within: DurationLike = 0.0,
    ) -> None:
        """Check that a lifecycle webhook of this ``type`` was sent ``times`` times (``None``: once
        or more), such as ``runtime.session.end``.

        ``user`` is the user of its session. ``data`` are values of its data; others may be there
        too. It counts once however often it is tried.

        Raises:
            ScenarioError: there are no webhooks of this type.
        """
        if type not in WEBHOOK_TYPES:
            raise ScenarioError(f"no webhook {type!r}{suggest(type, WEBHOOK_TYPES)}")
        wanted = WantedWebhook(type=type, user=user, data=data)
        seconds = duration_of("within", within, ServerError)
        self._check(WebhookExpectation(wanted, times), seconds)

    def no_actions(self) -> None:
        """Check that no client did anything."""
        self(AnythingMatcher(), times=0)

    def _hold(self, matcher: Matcher, times: int | None, within: DurationLike) -> None:
        seconds = duration_of("within", within, ServerError)
        self._check(Expectation(matcher, times), seconds)
