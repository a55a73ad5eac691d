"""The limits of a session: when it ends if nothing happens, and how long a client may be silent."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from vfmock.types import JSON

if TYPE_CHECKING:
    from vfmock.core.scenario import SessionOptions

TIMED_OUT = "inactivity_timeout"
TOO_LONG = "max_session_length"
KEY_EXPIRED = "session_key_expired"

NO_REPLY_GRACE = 5.0
"""Seconds beyond a ``no-reply`` trace's timeout until its answer is missed: clients count from when
they have shown the answer, and have a way to go."""


class Limits:
    """What the time does to one session; all times are Unix seconds."""

    def __init__(self, options: SessionOptions, now: float) -> None:
        self._idle = inf if options.idle_timeout is None else options.idle_timeout
        self._active_at = now
        self._ends: dict[str, float] = {}
        self._seconds = inf
        self._missed_at = inf
        if options.max_length is not None:
            self._ends[TOO_LONG] = now + options.max_length

    @property
    def end(self) -> float:
        """When the session ends whatever goes on in it."""
        return min(self._ends.values(), default=inf)

    def heard(self, now: float) -> None:
        """The client did something."""
        self.active(now)
        self._missed_at = inf

    def active(self, now: float) -> None:
        """Something of the conversation happened: the idle timeout starts anew."""
        self._active_at = max(self._active_at, now)

    def asked(self, payload: JSON, now: float) -> None:
        """The agent sent a ``no-reply`` trace: it asks the client to report silence."""
        seconds = payload.get("timeout") if isinstance(payload, dict) else None
        if isinstance(seconds, int | float):
            self._seconds, self._missed_at = seconds, now + seconds + NO_REPLY_GRACE

    def expires(self, when: float | None) -> None:
        """The session ends with its key, or outlives it (``None``)."""
        self._ends.pop(KEY_EXPIRED, None)
        if when is not None:
            self._ends[KEY_EXPIRED] = when

    def missed(self, now: float) -> str | None:
        """What to say, once, of a silence that the client did not report."""
        if now < self._missed_at:
            return None
        self._missed_at = inf
        return f"the client was asked for a no-reply after {self._seconds:g} s and sent nothing"

    def lapse(self, *, idle: bool) -> tuple[float, str]:
        """When the session ends and why; ``idle``: nothing runs in it. Never is ``inf``."""
        ends = [(when, reason) for reason, when in self._ends.items()]
        if idle:
            ends.append((self._active_at + self._idle, TIMED_OUT))
        return min(ends, default=(inf, ""))

    def deadline(self, *, idle: bool) -> float:
        """When one of them is due; ``inf`` where none is."""
        return min(self._missed_at, self.lapse(idle=idle)[0])
