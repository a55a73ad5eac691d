"""The limits of a session: when it ends if nothing happens, and how long a client may be silent."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from vfmock.core.effects import Effect, Note
from vfmock.core.session_data import AskedSilence, SessionData
from vfmock.types import JSON

if TYPE_CHECKING:
    from vfmock.core.scenario import SessionOptions

TIMED_OUT = "inactivity_timeout"
TOO_LONG = "max_session_length"
KEY_EXPIRED = "session_key_expired"

MISSED = "no_reply_missed"
"""The kind of note that says that a client did not report its silence."""

NO_REPLY_GRACE = 5.0
"""The seconds after a ``no-reply`` trace's timeout until a missing answer is noted. Clients begin
to count when they have shown the agent's answer, and their report needs time to arrive."""


class Limits:
    """The time limits of one session, from its data and the scenario's options.

    All times are Unix seconds; ``inf`` means never.
    """

    def __init__(self, options: SessionOptions, data: SessionData) -> None:
        self._data = data
        self._idle = inf if options.idle_timeout is None else options.idle_timeout
        self._length = inf if options.max_length is None else options.max_length

    @property
    def end(self) -> float:
        """When the session ends, even if turns are running."""
        return min(self._ends())[0]

    def lapse(self, *, idle: bool) -> tuple[float, str]:
        """When the session ends, and why. ``idle``: no turn is running."""
        ends = self._ends()
        if idle:
            ends.append((self._data.active_at + self._idle, TIMED_OUT))
        return min(ends)

    def deadline(self, *, idle: bool) -> float:
        """When the next limit is due."""
        silence = self._data.silence
        when = self.lapse(idle=idle)[0]
        return when if silence is None else min(when, silence.missed_at)

    def ask(self, connection: str, payload: JSON, now: float) -> None:
        """Remember that a ``no-reply`` trace was sent: it asks the client to report silence."""
        seconds = payload.get("timeout") if isinstance(payload, dict) else None
        if isinstance(seconds, int | float):
            self._data.silence = AskedSilence(
                connection=connection, seconds=seconds, missed_at=now + seconds + NO_REPLY_GRACE
            )

    def missed(self, now: float) -> list[Effect]:
        """Note, once, that a client did not report its silence."""
        silence = self._data.silence
        if silence is None or now < silence.missed_at:
            return []
        self._data.silence = None
        text = f"the client was asked for a no-reply after {silence.seconds:g} s and sent nothing"
        return [Note(to=silence.connection, kind=MISSED, text=text)]

    def _ends(self) -> list[tuple[float, str]]:
        key = self._data.key_expires_at
        return [
            (self._data.begun_at + self._length, TOO_LONG),
            (inf if key is None else key, KEY_EXPIRED),
        ]
