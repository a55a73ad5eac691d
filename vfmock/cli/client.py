"""A client of the documented protocol, as on the protocol page, over a real Socket.IO client."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import socketio

from vfmock.cli.errors import ClientError, RejectedError
from vfmock.types import JSON, JSONObject

PATH = "/v4/interact/socket"
PATIENCE = 10.0
"""Seconds to wait for an answer of the handshake, as in the page's ``timeout``."""


@dataclass(kw_only=True)
class ChatClient:
    """Talks to a runtime at ``url``.

    ``watch`` is called with every event that passes: direction (``→`` sent, ``←`` received), name
    and payload. ``session_key`` is kept for reconnections; give one to resume a session.
    """

    url: str
    user: str = "vfmock-chat"
    project: str = "vfmock"
    environment: str | None = None
    authorization: str | None = None
    session_key: str | None = None
    config: JSONObject = field(default_factory=dict)
    transports: list[str] = field(default_factory=lambda: ["websocket", "polling"])
    watch: Callable[[str, str, JSON], None] = lambda *_: None
    ended: str | None = None

    def __post_init__(self) -> None:
        self._events: asyncio.Queue[tuple[str, JSON]] = asyncio.Queue()
        self._ids = itertools.count(1)
        self._opened = False
        self._socket = self._new_socket()

    async def open(self) -> bool:
        """Connect and do the handshake. Return whether a new session was made.

        Raises:
            ClientError: the server does not exist, or it refuses.
        """
        while not self._events.empty():  # of an earlier connection
            self._events.get_nowait()
        if self._opened:
            # The library still tidies up after the old connection, and would lose the new one's
            # HTTP session.
            self._socket = self._new_socket()
        self._opened = True
        try:
            await self._socket.connect(
                self.url, transports=self.transports, socketio_path=PATH, wait_timeout=PATIENCE
            )
        except Exception as error:  # the library passes on the errors of the libraries below it
            session = self._socket.eio.http
            if session is not None:
                await session.close()
            raise ClientError(f"can't connect to {self.url!r}: {error}") from None
        await self._emit("client.start", self._metadata())
        started = await self._answer("client.started")
        if not started["newSessionRequired"]:
            return False
        await self.create()
        return True

    @property
    def transport(self) -> str:
        """The transport of the connection: ``websocket`` or ``polling``."""
        return str(self._socket.transport())

    async def create(self) -> None:
        """Ask for a new session."""
        await self._emit("session.create", {})
        self.session_key = (await self._answer("session.created"))["sessionKey"]
        self.ended = None

    async def act(self, action: JSONObject) -> AsyncIterator[JSONObject]:
        """Send an action, and yield its traces until it is completed.

        Raises:
            ClientError: it was rejected, or the connection was lost.
        """
        message_id = f"chat-{next(self._ids)}"
        ending = False
        await self._emit("action.send", {"action": action, "messageID": message_id})
        while True:
            name, payload = await self._events.get()
            if name == "action.trace":
                trace = _trace_of(payload)
                ending = ending or (isinstance(trace, dict) and trace.get("type") == "end")
                yield trace
            elif name == "session.ended":
                self.ended = payload["reason"]
            elif name == "action.status" and payload["messageID"] == message_id:
                if payload["status"] == "completed":
                    if ending:  # the end of the session comes right after it
                        self.ended = (await self._answer("session.ended"))["reason"]
                    return
                if payload["status"] == "rejected":
                    raise RejectedError(f"rejected: {payload.get('reason', 'no reason given')}")
            self._fail_on(name, payload)

    async def overhear(self) -> JSONObject | None:
        """Wait for an event outside a turn: a trace, or the end of the session (``None``).

        Raises:
            ClientError: the connection was lost, or the server reports an error.
        """
        while True:
            name, payload = await self._events.get()
            if name == "action.trace":
                trace: JSONObject = _trace_of(payload) or {}  # None is the end of the session
                return trace
            if name == "session.ended":
                self.ended = payload["reason"]
                return None
            self._fail_on(name, payload)

    async def close(self) -> None:
        """Disconnect; the session lives on."""
        await self._socket.disconnect()

    def _new_socket(self) -> socketio.AsyncClient:
        socket = socketio.AsyncClient(reconnection=False, handle_sigint=False)
        socket.on("*", self._on_event)
        socket.on("disconnect", self._on_disconnect)
        return socket

    def _metadata(self) -> JSONObject:
        optional = {
            "environmentID": self.environment,
            "sessionKey": self.session_key,
            "authorization": self.authorization,
            "config": self.config or None,
        }
        given = {name: value for name, value in optional.items() if value is not None}
        return {"userID": self.user, "projectID": self.project, **given}

    async def _emit(self, name: str, payload: JSON) -> None:
        self.watch("→", name, payload)
        await self._socket.emit(name, payload)

    async def _answer(self, wanted: str) -> Any:
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    name, payload = await self._events.get()
                    if name == wanted:
                        return payload
                    self._fail_on(name, payload)
        except TimeoutError:
            raise ClientError(f"no {wanted} within {PATIENCE:g} s") from None

    def _fail_on(self, name: str, payload: JSON) -> None:
        if name == "error":
            raise RejectedError(f"{payload.get('code', 'error')}: {payload['error']}")
        if name == "disconnect":
            raise ClientError(f"the connection was lost: {payload}")

    async def _on_event(self, name: str, payload: JSON = None) -> None:
        self.watch("←", name, payload)
        self._events.put_nowait((name, payload))

    async def _on_disconnect(self, reason: str) -> None:
        self.watch("←", "disconnect", reason)
        self._events.put_nowait(("disconnect", reason))


def _trace_of(payload: JSON) -> JSON:
    """The trace of an ``action.trace``. What has no trace is shown whole."""
    return payload["trace"] if isinstance(payload, dict) and "trace" in payload else payload
