"""Python's threaded client, ``socketio.Client``, whose calls are made outside the event loop."""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import requests
import socketio  # type: ignore[import-untyped, unused-ignore]
import websocket

from .base import BOUND
from .python_async import PythonClient

MOMENT = 0.05
"""Seconds between two attempts to end the library's write loop."""


class PythonSyncClient(PythonClient):
    """``socketio.Client``; its handlers pass what they get to the event loop of the test."""

    def __init__(self) -> None:
        super().__init__()
        self._http: requests.Session | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._messages: ThreadPoolExecutor | None = None
        self._outbox = _Outbox()
        self._websockets: list[websocket.WebSocket] = []
        # The library's `emit` must not run in two threads at once.
        self._sending = asyncio.Lock()

    async def disconnect(self) -> None:
        await asyncio.to_thread(self._disconnect)

    async def close(self) -> None:
        if self._sio is not None:
            await asyncio.to_thread(self._release)

    def _disconnect(self) -> None:
        self._settle()
        self._sio.disconnect()

    def _release(self) -> None:
        self._stop_reconnecting()
        self._leave()
        # For a reconnection that the end of the first connection started.
        self._leave()
        if self._messages is not None:
            self._messages.shutdown()
        for connection in self._websockets:
            connection.shutdown()  # type: ignore[no-untyped-call]
        if self._http is not None:
            self._http.close()

    def _leave(self) -> None:
        self._settle()
        self._sio.shutdown()
        if self._sio.eio.state == "connected":
            # A reconnection was not stopped but succeeded.
            self._disconnect()
        self._wait()

    def _wait(self) -> None:
        """Wait until the library's loops have ended.

        If the server and this client end a connection at the same time, the library empties its
        queue twice. Then the write loop is never told, and waits for a packet for 25 s.
        """
        reading = self._sio.eio.read_loop_task
        while reading is not None and reading.is_alive():
            self._sio.eio.queue.put(None)
            reading.join(MOMENT)

    def _settle(self) -> None:
        # See PythonAsyncClient._settle for why.
        if self._sio.eio.state == "connected":
            self._outbox.idle.wait(BOUND)

    def _disconnected(self, raw: str) -> None:
        self._deliver(self._on_disconnect, raw)
        if self._closes_by_itself(raw):
            self._settle()

    def _make(self, options: dict[str, Any]) -> Any:
        self._loop = asyncio.get_running_loop()
        self._http = requests.Session()
        # A proxy of the environment has no business on the loopback.
        self._http.trust_env = False
        options.setdefault("websocket_extra_options", {})["class_"] = self._make_websocket
        sio = socketio.Client(handle_sigint=False, http_session=self._http, **options)
        sio.eio.queue = self._outbox = _Outbox()
        self._messages = ThreadPoolExecutor(1)
        _keep_order(sio, self._messages)
        return sio

    def _make_websocket(self, *args: Any, **kwargs: Any) -> websocket.WebSocket:
        # When the server closes first, nobody closes the socket on this side.
        connection = websocket.WebSocket(*args, **kwargs)
        self._websockets.append(connection)
        return connection

    async def _open(self, url: str, arguments: dict[str, Any]) -> None:
        await asyncio.to_thread(self._sio.connect, url, **arguments)

    async def _send(
        self, event: str, args: tuple[Any, ...], callback: Callable[..., None] | None
    ) -> None:
        async with self._sending:
            await asyncio.to_thread(self._sio.emit, event, args, callback=callback)

    def _deliver(self, function: Callable[..., None], *args: Any) -> None:
        assert self._loop is not None
        # The loop of a finished test is closed; what still comes for it interests nobody.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(function, *args)


class _Outbox(queue.Queue[Any]):
    """The library's queue of packets to send, which also tells when all are sent."""

    def __init__(self) -> None:
        super().__init__()
        self.idle = threading.Event()
        """Set while the write loop waits for a packet, and when it is told to end."""

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        with self.mutex:
            if block and self.unfinished_tasks == 0:
                self.idle.set()
        return super().get(block, timeout)

    def _put(self, item: Any) -> None:
        # `put` calls this with the mutex held; `None` is what ends the write loop.
        if item is None:
            self.idle.set()
        else:
            self.idle.clear()
        super()._put(item)


def _keep_order(sio: Any, messages: ThreadPoolExecutor) -> None:
    """Handle the messages of a client one after the other.

    The library starts a thread for every message, so that two events may change places, and a
    binary event may miss its attachment. Tests need the order of the wire.
    """
    start = sio.eio.start_background_task
    handle = sio.eio.handlers["message"]

    def start_in_order(target: Callable[..., None], *args: Any, **kwargs: Any) -> Any:
        if target == handle:
            return messages.submit(target, *args, **kwargs)
        return start(target, *args, **kwargs)

    sio.eio.start_background_task = start_in_order
