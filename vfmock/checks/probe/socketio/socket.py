"""One connection of the probe, over a real Socket.IO client. Every wait has a limit."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import socketio

from vfmock.checks.conformance import Observer
from vfmock.checks.probe.plan import PATH, TRANSPORTS
from vfmock.types import JSON

LIMIT = 10_000
"""The maximum number of events on one connection, because a flooding server does not stop."""

ENDS = ("session.ended", "session-ended")
"""The end of a session, in each dialect."""

LEAVING = 1.0
"""Seconds that a disconnect may take. Then the connection is dropped."""

_LOGGER = logging.getLogger("vfmock.probe")
_LOGGER.addHandler(logging.NullHandler())
_LOGGER.propagate = False


class Missing(Exception):
    """The expected event did not come. The text says what came instead."""


class Closed(Missing):
    """The connection is over."""


class Refused(Missing):
    """The server answered ``connect`` with ``connect_error``."""


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    """What the server sent."""

    name: str
    payload: JSON


class _Client(socketio.AsyncClient):  # type: ignore[misc]
    """A client that reports a packet that is not Socket.IO. The library's own task would die with a
    traceback. The version of the library is bounded, and a test sends such packets."""

    def __init__(self, malformed: Callable[[Exception], None], **options: Any) -> None:
        super().__init__(**options)
        self._malformed = malformed

    async def _handle_eio_message(self, data: str | bytes) -> None:
        try:
            await super()._handle_eio_message(data)
        except Exception as error:  # an invalid packet can make the library raise anything
            self._malformed(error)


class ProbeSocket:
    """A connection with a ``name``. ``observer`` sees everything that passes on it.

    ``restart`` is the payload of a received ``server.restart``. ``ended`` says that
    the session has ended. ``patience`` is how many seconds each answer may take.
    """

    def __init__(self, name: str, url: str, observer: Observer, patience: float) -> None:
        self.patience = patience
        self.restart: JSON = None
        self.ended = False
        self._name = name
        self._url = url
        self._observer = observer
        self._events: asyncio.Queue[ReceivedEvent | None] = asyncio.Queue()
        self._count = 0
        self._over: str | None = None
        self._refused = ""
        self._client = _Client(
            observer.malformed,
            reconnection=False,
            handle_sigint=False,
            logger=_LOGGER,
            engineio_logger=_LOGGER,
            request_timeout=patience,
        )
        self._client.on("*", self._on_event)
        self._client.on("disconnect", self._on_disconnect)
        self._client.on("connect_error", self._on_refusal)

    async def connect(self, transport: str) -> None:
        """Connect.

        Raises:
            Missing: there is no connection. Refused: see its docstring.
        """
        self._observer.note(self._name, "connect")
        connecting = self._client.connect(
            self._url,
            transports=TRANSPORTS[transport],
            socketio_path=PATH,
            wait_timeout=self.patience,
        )
        try:
            # The library has a time limit only for some of the steps.
            async with asyncio.timeout(self.patience):
                await connecting
        except TimeoutError:
            raise Missing(f"got nothing within {self.patience:g} s") from None
        except Exception as error:  # the library passes on the errors of the libraries below it
            if self._client.failed_namespaces:
                raise Refused(f"got connect_error {self._refused}".rstrip()) from None
            raise Missing(f"got {_cause(error)}") from None

    @property
    def transport(self) -> str:
        """The transport of the connection: ``websocket`` or ``polling``."""
        return str(self._client.transport())

    async def emit(self, name: str, payload: JSON = None) -> None:
        """Send an event. ``None``: it has no payload.

        Raises:
            Closed: the connection is over.
        """
        if self._over is not None:
            raise Closed(self._over)
        self._observer.sent(self._name, name, payload)
        try:
            await self._client.emit(name, payload)
        except Exception as error:  # the connection is over, but its end is not known here yet
            raise Closed(f"the connection was lost: {str(error)!r}") from None

    async def next(self, seconds: float | None = None) -> ReceivedEvent:
        """The next event, within ``seconds``, or by default within the patience.

        Raises:
            Missing: nothing came. Closed: the connection is over.
        """
        limit = self.patience if seconds is None else max(seconds, 0)
        if self._events.empty() and self._over is not None:
            raise Closed(self._over)
        try:
            event = await asyncio.wait_for(self._events.get(), limit)
        except TimeoutError:
            raise Missing(f"got nothing within {self.patience:g} s") from None
        if event is None:
            raise Closed(str(self._over))
        return event

    def time(self) -> float:
        """The time in seconds, by the clock of the limits."""
        return asyncio.get_running_loop().time()

    async def listen(self, seconds: float) -> None:
        """Let ``seconds`` pass. The observer gets what still comes."""
        with suppress(TimeoutError, Missing):
            async with asyncio.timeout(seconds):
                while True:
                    await self.next(seconds)

    async def close(self) -> None:
        """Disconnect, or drop the connection if this takes too long. Idempotent."""
        self._finish("the probe left")
        await _within(LEAVING, self._client.disconnect())
        engine = self._client.eio
        for task in (engine.write_loop_task, engine.read_loop_task):
            if task is not None:
                task.cancel()
        if engine.http is not None:
            await _within(LEAVING, engine.http.close())

    def _on_event(self, name: str, *arguments: JSON) -> None:
        if self._over is not None:
            return
        self._count += 1
        if self._count > LIMIT:
            self._finish(f"it was left after {LIMIT} events")
            return
        payload = arguments[0] if len(arguments) == 1 else list(arguments) or None
        self._observer.came(self._name, name, payload)
        if name == "server.restart":
            self.restart = payload or {}
        self.ended = self.ended or name in ENDS
        self._events.put_nowait(ReceivedEvent(name, payload))

    def _on_disconnect(self, *reason: Any) -> None:
        self._finish(f"the connection was lost: {reason[0] if reason else 'no reason'}")

    def _on_refusal(self, *data: JSON) -> None:
        self._refused = repr(data[0]) if data else ""

    def _finish(self, how: str) -> None:
        if self._over is None:
            self._over = how
            self._observer.note(self._name, "disconnect")
            self._events.put_nowait(None)


def _cause(error: BaseException) -> str:
    """The first cause of an error, because the library's own message does not name it."""
    while (earlier := error.__cause__ or error.__context__) is not None:
        error = earlier
    status = getattr(error, "status", None)
    words = error.args[0] if error.args and isinstance(error.args[0], str) else str(error)
    return f"HTTP {status}" if status else repr(words or type(error).__name__)


async def _within(seconds: float, work: Awaitable[None]) -> None:
    """Await something within a time limit, and ignore its errors."""
    with suppress(Exception):
        async with asyncio.timeout(seconds):
            await work
