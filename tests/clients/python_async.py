"""Python's asyncio client, ``socketio.AsyncClient``, and what it shares with the threaded one."""

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final

import aiohttp
import socketio  # type: ignore[import-untyped, unused-ignore]

from .base import BOUND, PATH, ConnectError, DisconnectReason, NotReceivedError, WireClient

_CONNECT_OPTIONS: Final = frozenset({"headers", "auth", "namespaces", "wait_timeout", "retry"})

_REASONS: Final = {
    "server disconnect": DisconnectReason.SERVER,
    "client disconnect": DisconnectReason.CLIENT,
    "transport error": DisconnectReason.TRANSPORT,
}


class PythonClient(WireClient):
    """What the two clients of python-socketio have in common.

    Options of ``connect`` are those of the library's constructor and of its ``connect``.
    """

    def __init__(self) -> None:
        super().__init__()
        # The library has no types.
        self._sio: Any = None
        self._connected = False

    @property
    def transport(self) -> str | None:
        # After a disconnect the library goes on naming the last one.
        return str(self._sio.transport()) if self._connected else None

    async def connect(
        self,
        url: str,
        *,
        transports: Sequence[str] = ("websocket",),
        path: str = PATH,
        **options: Any,
    ) -> None:
        await self.close()
        arguments = {"wait_timeout": BOUND, "transports": list(transports), "socketio_path": path}
        arguments |= {key: options.pop(key) for key in _CONNECT_OPTIONS & options.keys()}
        self._sio = self._make(options)
        # The library makes it when it begins to reconnect, but `shutdown` may come before that.
        self._sio._reconnect_abort = self._sio.eio.create_event()
        self._sio.on("connect", lambda: self._deliver(self._on_connect))
        self._sio.on("disconnect", self._disconnected)
        self._sio.on("connect_error", lambda *args: self._deliver(self._on_connect_error, args))
        self._sio.on("*", lambda event, *args: self._deliver(self._journal.add_event, event, args))
        try:
            await self._open(url, arguments)
        except socketio.exceptions.ConnectionError as error:
            raise self._failure(str(error)) from error
        await self._journal.report("connect", bound=BOUND)
        self._report_upgrade(transports)

    async def call(self, event: str, *args: Any) -> list[Any]:
        answer: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()

        def answered(*values: Any) -> None:
            self._deliver(answer.set_result, list(values))

        await self._send(event, args, answered)
        try:
            async with asyncio.timeout(BOUND):
                return await answer
        except TimeoutError:
            raise NotReceivedError(f"no answer to {event} {args} within {BOUND:g} s") from None

    async def emit(self, event: str, *args: Any) -> None:
        await self._send(event, args, None)

    @abstractmethod
    def _make(self, options: dict[str, Any]) -> Any:
        """Make the library's client."""

    @abstractmethod
    async def _open(self, url: str, arguments: dict[str, Any]) -> None:
        """Call the library's ``connect``."""

    @abstractmethod
    async def _send(
        self, event: str, args: tuple[Any, ...], callback: Callable[..., None] | None
    ) -> None:
        """Call the library's ``emit``; a tuple is what it takes as several arguments."""

    @abstractmethod
    def _disconnected(self, raw: str) -> Any:
        """Handle the library's ``disconnect``."""

    @abstractmethod
    def _deliver(self, function: Callable[..., None], *args: Any) -> None:
        """Call a function in the event loop of the test."""

    def _stop_reconnecting(self) -> None:
        # A `shutdown` that comes just before the library begins to reconnect is lost, so a
        # reconnection must end by itself.
        self._sio.reconnection = False
        self._sio.reconnection_attempts = 1
        self._sio.reconnection_delay = self._sio.randomization_factor = 0

    def _closes_by_itself(self, raw: str) -> bool:
        # A disconnect by the server is told before the library closes the engine in turn. All
        # other ends are told when the engine is closing or gone.
        return raw == "server disconnect" and self._sio.eio.state == "connected"

    def _on_connect(self) -> None:
        self._connected = True
        self._journal.add_report(
            "connect", sid=self._sio.get_sid(), transport=self._sio.transport()
        )

    def _on_disconnect(self, raw: str) -> None:
        self._connected = False
        self._journal.add_report("disconnect", reason=_REASONS.get(raw, raw), raw=raw)

    def _on_connect_error(self, args: tuple[Any, ...]) -> None:
        # A refusal comes as {"message": ..., "data": ...}, a failed transport as one text.
        refusal = args[0] if args else None
        if isinstance(refusal, dict):
            message, data = refusal.get("message"), refusal.get("data")
        else:
            message, data = refusal, None
        self._journal.add_report("connect_error", message=message, data=data)

    def _failure(self, text: str) -> ConnectError:
        errors = [fields for name, fields in self.lifecycle if name == "connect_error"]
        if not errors:
            return ConnectError(text)
        return ConnectError(str(errors[-1]["message"] or text), errors[-1]["data"])

    def _report_upgrade(self, transports: Sequence[str]) -> None:
        # The library tries to upgrade inside its `connect`, and says nothing about it.
        if list(transports) == ["polling", "websocket"]:
            if self.transport == "websocket":
                self._journal.add_report("upgrade", transport="websocket")
            else:
                self._journal.add_report("upgrade_error", message="the upgrade failed")


class PythonAsyncClient(PythonClient):
    """``socketio.AsyncClient`` in the event loop of the test."""

    def __init__(self) -> None:
        super().__init__()
        self._http: aiohttp.ClientSession | None = None

    async def disconnect(self) -> None:
        await self._settle()
        await self._sio.disconnect()

    async def close(self) -> None:
        if self._sio is not None:
            self._stop_reconnecting()
            await self._leave()
            # For a reconnection that the end of the first connection started.
            await self._leave()
        if self._http is not None:
            await self._http.close()

    async def _leave(self) -> None:
        await self._settle()
        await self._sio.shutdown()
        if self._sio.eio.state == "connected":
            # A reconnection was not stopped but succeeded.
            await self.disconnect()
        if self._sio.eio.write_loop_task is not None:
            # After Engine.IO's close packet it would wait for something to send, for 30 s.
            self._sio.eio.queue.put_nowait(None)
        await self._sio.eio.wait()

    async def _settle(self) -> None:
        """Wait until all that was emitted is sent.

        A disconnect that comes while the write loop sends something ends that loop before it
        tells the server; over polling the client then hangs until the server's next ping.
        """
        if self._sio.eio.state == "connected":
            with suppress(TimeoutError):
                async with asyncio.timeout(BOUND):
                    await self._sio.eio.queue.join()

    async def _disconnected(self, raw: str) -> None:
        self._on_disconnect(raw)
        if self._closes_by_itself(raw):
            await self._settle()

    def _make(self, options: dict[str, Any]) -> Any:
        # The library forgets to close a session of its own when a websocket is refused.
        self._http = aiohttp.ClientSession()
        return socketio.AsyncClient(handle_sigint=False, http_session=self._http, **options)

    async def _open(self, url: str, arguments: dict[str, Any]) -> None:
        await self._sio.connect(url, **arguments)

    async def _send(
        self, event: str, args: tuple[Any, ...], callback: Callable[..., None] | None
    ) -> None:
        await self._sio.emit(event, args, callback=callback)

    def _deliver(self, function: Callable[..., None], *args: Any) -> None:
        function(*args)
