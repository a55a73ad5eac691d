"""The clock of a server, as its users see it: they read it and move it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from vfmock.durations import duration
from vfmock.errors import ServerError
from vfmock.runtime.control import Control
from vfmock.server.running import Running
from vfmock.types import DurationLike

T = TypeVar("T")


class ServerClock:
    """The time of a running server. Every method may be called from anywhere.

    On a mock clock (``clock="mock"``), no time passes by itself. On a real clock, time passes by
    itself, and the clock can be moved on as well.
    """

    def __init__(self, control: Control, live: Callable[[], Running]) -> None:
        self._control = control
        self._live = live

    def now(self) -> float:
        """The current time, in Unix seconds."""
        return self._do(lambda control: control.now())

    def advance(
        self,
        seconds: DurationLike = 0,
        *,
        minutes: float = 0,
        hours: float = 0,
        days: float = 0,
    ) -> None:
        """Let this much time pass at once. What is due on the way happens at its own time.

        ``seconds`` may be a text with a unit, such as ``"30m"``. The other parameters add to it.
        When the method returns, all results are on their way to the clients.

        Raises:
            ServerError: the time is negative or not a time, or the server does not run.
        """
        try:
            whole = duration(seconds) + 60 * minutes + 3600 * hours + 86400 * days
            self._do(lambda control: control.advance(whole))
        except (ValueError, TypeError) as error:
            raise ServerError(f"can't advance the clock: {error}") from None

    @property
    def is_mock(self) -> bool:
        """Whether the clock is a mock clock, on which no time passes by itself."""
        return self._do(lambda control: control.is_mock)

    def next_deadline(self) -> float | None:
        """The next deadline (Unix seconds), such as the end of a pause or a timeout; ``None``:
        there is none."""
        return self._do(lambda control: control.next_deadline())

    def advance_to_next(self) -> float | None:
        """Jump to the next deadline, and do what is due. Return the deadline, or ``None``."""
        return self._do(lambda control: control.advance_to_next())

    @property
    def autojump(self) -> bool:
        """Whether a mock clock jumps to the next deadline when nothing is in flight."""
        return self._do(lambda control: control.autojump)

    @autojump.setter
    def autojump(self, enabled: bool) -> None:
        def work(control: Control) -> None:
            control.autojump = enabled

        self._do(work)

    def _do(self, work: Callable[[Control], T]) -> T:
        return self._live().call(lambda: work(self._control))
