"""Delivers lifecycle webhooks: in order, again if it fails, and without an effect on sessions."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeAlias

from vfmock.core.journal import Entry, Journal
from vfmock.core.session_data import SessionData
from vfmock.core.webhooks import (
    CALL_END,
    CALL_START,
    REASONS,
    SESSION_END,
    SESSION_START,
    Webhook,
    WebhookAttempt,
    data_of,
    signature,
)
from vfmock.runtime.clock import Clock, Timer
from vfmock.runtime.faults import Faults
from vfmock.runtime.notes import Notes
from vfmock.types import (
    OPTIONAL_FIELDS,
    WEBHOOK_TYPES,
    JSONObject,
    Platform,
    Version,
    WebhookSessions,
)

Post: TypeAlias = Callable[[str, bytes, Mapping[str, str]], Awaitable[int]]
"""Posts a body with headers to a URL, and returns the status. It raises ``OSError`` if it fails."""


async def no_post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Post nothing, because nobody has said how."""
    raise OSError("this world has no way out")


TIMEOUT = 10.0
"""The seconds that a receiver may take."""

AGAIN = (1.0, 5.0)
"""The seconds to the second and the third attempt."""

MOMENT = 0.25
"""The real seconds that a receiver has in any case: a test may move the clock while it answers."""

PATIENCE = 1.0
"""The real seconds that ``stop`` waits for what is under way."""

NOTE = "webhook"
"""The kind of the notes about what came of a webhook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookOptions:
    """Where webhooks go, and what they tell; ``url`` is ``None`` if there are none.

    ``types`` are those that are sent, ``fields`` the optional fields of their data. ``secret``
    signs them. ``sessions`` are those that a client has created, or all. ``platform`` makes a call
    of each session.
    """

    url: str | None = None
    secret: str | None = None
    types: Collection[str] = WEBHOOK_TYPES
    fields: Collection[str] = OPTIONAL_FIELDS
    sessions: WebhookSessions = "created"
    platform: Platform | None = None


class Webhooks:
    """The webhooks of a world. ``new_id`` makes their ids."""

    def __init__(
        self,
        options: WebhookOptions,
        *,
        post: Post,
        clock: Clock,
        journal: Journal,
        notes: Notes,
        faults: Faults,
        make_new_id: Callable[[], Callable[[], str]],
    ) -> None:
        self._options = options
        self._post = post
        self._clock = clock
        self._journal = journal
        self._notes = notes
        self._faults = faults
        self._make_new_id = make_new_id
        self._told: dict[str, JSONObject] = {}
        self._held: list[Webhook] = []
        self._timers: set[Timer] = set()
        self._posting: set[asyncio.Task[None]] = set()
        self.begin()

    def begin(self) -> None:
        """Start again with the first id, as every run does."""
        self._new_id = self._make_new_id()

    @property
    def pending(self) -> bool:
        """Whether a receiver has not answered yet."""
        return bool(self._posting)

    def session_began(self, session: SessionData, version: Version | None, created: bool) -> None:
        """A session has begun. ``created``: its client has asked for it."""
        options = self._options
        if options.url is None or not (created or options.sessions == "all"):
            return
        data = data_of(session, version, options.fields)
        self._told[session.id] = data
        self._tell(SESSION_START, data)
        self._tell_call(CALL_START, data)

    def session_ended(self, session_id: str, reason: str) -> None:
        """A session is over."""
        told = self._told.pop(session_id, None)
        if told is None:
            return
        end = {
            "endTime": int(self._clock.now() * 1000),
            "endReason": REASONS.get(reason, reason),
        }
        self._tell_call(CALL_END, {**told, **end})
        self._tell(SESSION_END, {**told, **end})

    def clear(self) -> None:
        """Forget every session and webhook, also those that are under way."""
        self._drop()
        for task in self._posting:
            task.cancel()
        self._posting.clear()

    async def stop(self) -> None:
        """Wait a moment for what is under way, and drop the rest."""
        self._drop()
        if self._posting:
            await asyncio.wait(self._posting, timeout=PATIENCE)
        for task in tuple(self._posting):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def _drop(self) -> None:
        """Forget every session, and what waits for its time."""
        self._told.clear()
        self._held.clear()
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    # What is told.

    def _tell_call(self, type_: str, data: JSONObject) -> None:
        if self._options.platform is not None:
            self._tell(type_, {**data, "platform": self._options.platform, "metadata": {}})

    def _tell(self, type_: str, data: JSONObject) -> None:
        if type_ not in self._options.types:
            return
        body = {
            "type": type_,
            "data": data,
            "time": int(self._clock.now() * 1000),
            "resource": f"project-{data['projectID']}",
        }
        webhook = Webhook(
            id=f"msg_{self._new_id()}",
            type=type_,
            user=data["userID"],
            session=data["sessionID"],
            body=body,
        )
        fault = self._faults.of_webhook(webhook, is_next=bool(self._held))
        if fault is not None and fault.holds:
            self._held.append(webhook)
            return
        held, self._held = self._held, []
        for seconds in (0.0,) if fault is None else fault.copies():
            self._after(seconds, WebhookAttempt(webhook, 1))
        for late in held:
            self._after(0.0, WebhookAttempt(late, 1))

    # How it is delivered.

    def _after(self, seconds: float, attempt: WebhookAttempt) -> None:
        if seconds <= 0:
            self._deliver(attempt)
            return

        def now() -> None:
            self._timers.discard(timer)
            self._deliver(attempt)

        timer = self._clock.call_at(self._clock.now() + seconds, now)
        self._timers.add(timer)

    def _deliver(self, attempt: WebhookAttempt) -> None:
        before = tuple(self._posting)
        task = asyncio.get_running_loop().create_task(self._attempt(attempt, before))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)

    async def _attempt(
        self, attempt: WebhookAttempt, before: Collection[asyncio.Task[None]]
    ) -> None:
        """Post a webhook once, after those before it. If it fails, try again later."""
        if before:
            await asyncio.wait(before)
        webhook = attempt.webhook
        self._journal.add(
            Entry(
                at=self._clock.now(),
                direction="out",
                name=webhook.type,
                payload=webhook.body,
                session=webhook.session,
                user=webhook.user,
                item=attempt,
            )
        )
        problem = await self._problem(webhook)
        if problem is None:
            return
        rest = AGAIN[attempt.number - 1 :]
        then = f"again in {rest[0]:g} s" if rest else "given up"
        self._notes.add(NOTE, f"{webhook.type} failed, attempt {attempt.number}: {problem}; {then}")
        if rest:
            self._after(rest[0], replace(attempt, number=attempt.number + 1))

    async def _problem(self, webhook: Webhook) -> str | None:
        """Post a webhook; what is wrong with the answer, or ``None``."""
        assert self._options.url is not None
        body = json.dumps(webhook.body, ensure_ascii=False, separators=(",", ":"))
        data = body.encode("utf-8", "backslashreplace")
        headers = {"Content-Type": "application/json", **self._signed(webhook, data)}
        posting = asyncio.ensure_future(self._post(self._options.url, data, headers))
        loop = asyncio.get_running_loop()
        until = loop.time() + MOMENT
        late = False

        def give_up() -> None:
            nonlocal late
            late = True
            posting.cancel()

        timer = self._clock.call_at(
            self._clock.now() + TIMEOUT, lambda: _later(loop, until, give_up), patient=True
        )
        try:
            status = await posting
        except OSError as error:
            return str(error)
        except asyncio.CancelledError:
            if not late:
                raise
            return f"no answer within {TIMEOUT:g} s"
        finally:
            timer.cancel()
        return None if 200 <= status < 300 else f"HTTP {status}"

    def _signed(self, webhook: Webhook, data: bytes) -> Mapping[str, str]:
        """The headers of Svix. Without a secret there is no signature."""
        timestamp = int(self._clock.now())
        headers = {"svix-id": webhook.id, "svix-timestamp": str(timestamp)}
        if self._options.secret is None:
            return headers
        signed = signature(self._options.secret, webhook.id, timestamp, data)
        return {**headers, "svix-signature": signed}


def _later(loop: asyncio.AbstractEventLoop, when: float, do: Callable[[], None]) -> None:
    """Do something at a time of the loop, in the next turn of the loop if it is past."""
    loop.call_at(when, do)
