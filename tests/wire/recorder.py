"""A client that keeps every frame it gets, and moves a mock clock until its turn is over.

It goes by what the server says of itself, never by how long something takes: two runs of one script
differ only where the server does.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Literal

import aiohttp

from tests.clients.base import BOUND, PATH
from tests.transports.raw import SEPARATOR
from tests.wire.leftovers import on_loop, transports
from vfmock import MockServer
from vfmock.runtime.link import Link

Transport = Literal["websocket", "polling"]

ATTEMPTS = 6
"""How often it tries to connect."""


class Refused(Exception):
    """The server did not let the client in."""


class Recorder:
    """One user's client. ``frames`` is all that came, in order, over all of its connections."""

    def __init__(self, server: MockServer, transport: Transport, metadata: dict[str, Any]) -> None:
        self.server = server
        self.frames: list[str] = []
        self._transport = transport
        self._metadata = metadata
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=BOUND))
        self._websocket: aiohttp.ClientWebSocketResponse | None = None
        self._url = ""
        self._reading: asyncio.Task[None] | None = None
        self._begun = 0

    async def drain(self) -> None:
        """Wait until all that was sent on the last connection has come."""
        if self._reading is None:
            return
        link = self._link
        if link is None:
            await asyncio.wait_for(self._reading, BOUND)
            return
        sent = sum(e.direction == "out" and e.connection == link.id for e in self.server.journal)
        await self._until(lambda: self._events() == sent)

    def _events(self) -> int:
        """How many events have come on the last connection."""
        return sum(frame.startswith("42") for frame in self.frames[self._begun :])

    async def close(self) -> None:
        """Close the connection; what had come is kept."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        if self._websocket is not None:
            await self._websocket.close()
            self._websocket._response.close()  # which it leaves to others where it has failed
        await self._http.close()

    async def act(self, action: dict[str, Any], message_id: str | None = None) -> bool:
        """Send an action in a session, made or resumed; ``False``: there is no way in."""
        if not await self._ready():
            return False
        named = {} if message_id is None else {"messageID": message_id}
        await self._emit("action.send", {"action": action, **named})
        return True

    async def _ready(self) -> bool:
        """Connect, shake hands and make a session; begin again as often as a fault interrupts."""
        for _ in range(ATTEMPTS):
            if self._link is None and not await self._connect():
                continue
            link = self._link
            if link is not None and link.user_id == "":
                await self._emit("client.start", self._metadata | self._key())
            link = self._link
            if link is not None and link.live is None:
                await self._emit("session.create", {})
            link = self._link
            if link is not None and link.live is not None:
                return True
        return False

    @property
    def _link(self) -> Link | None:
        return on_loop(self.server, lambda: next(iter(self.server._control.links), None))

    def _key(self) -> dict[str, str]:
        """The newest key, for the handshake."""
        made = self.server.journal.sent("session.created")
        return {"sessionKey": made[-1].payload["sessionKey"]} if made else {}

    async def _connect(self) -> bool:
        if self._reading is not None:
            await asyncio.wait_for(self._reading, BOUND)
            self._reading = None
        self._begun = len(self.frames)
        connecting = asyncio.ensure_future(
            self._by_websocket() if self._transport == "websocket" else self._by_polling()
        )
        try:
            await self._until(connecting.done)
            await connecting
        except (Refused, aiohttp.ClientError) as error:
            self.frames.append(f"refused: {_said(error)}")
            return False
        await self._until(lambda: self._link is not None)
        await self._settled()
        return True

    async def _by_websocket(self) -> None:
        url = f"{self.server.url}{PATH}/?EIO=4&transport=websocket"
        self._websocket = await self._http.ws_connect(url, max_msg_size=0)
        self._keep(str((await self._websocket.receive()).data))
        await self._websocket.send_str("40")
        self._keep(str((await self._websocket.receive()).data))
        self._reading = asyncio.ensure_future(self._read(self._websocket))

    async def _read(self, websocket: aiohttp.ClientWebSocketResponse) -> None:
        while True:
            message = await websocket.receive()
            if message.type is not aiohttp.WSMsgType.TEXT:
                self.frames.append(f"{message.type.name} {message.data} {message.extra}")
                return
            self._keep(message.data)

    async def _by_polling(self) -> None:
        url = f"{self.server.url}{PATH}/?EIO=4&transport=polling"
        (packet,) = await self._poll(url)
        self._url = f"{url}&sid={json.loads(packet[1:])['sid']}"
        await self._post("40")
        await self._poll(self._url)
        self._reading = asyncio.ensure_future(self._poll_on())

    async def _poll(self, url: str) -> list[str]:
        async with self._http.get(url) as response:
            text = await response.text()
            if response.status != 200:
                raise Refused(f"{response.status} {text}")
        packets = text.split(SEPARATOR)
        for packet in packets:
            self._keep(packet)
        return packets

    async def _poll_on(self) -> None:
        """Poll until the server lets nothing more come: how it says so is not of the scenario."""
        try:
            while "1" not in await self._poll(self._url):
                pass
        except (Refused, aiohttp.ClientError):
            pass

    async def _post(self, packet: str) -> None:
        async with self._http.post(self._url, data=packet.encode()) as response:
            assert response.status == 200

    def _keep(self, packet: str) -> None:
        # Polling adds packets without content, depending on real time.
        if packet not in ("6", ""):
            self.frames.append(packet)

    async def _emit(self, name: str, payload: dict[str, Any]) -> None:
        """Send an event, and let all of its time pass."""
        came = len(self.server.journal.received(name))
        packet = "42" + json.dumps([name, payload])
        if self._transport == "websocket":
            assert self._websocket is not None
            await self._websocket.send_str(packet)
        else:
            await self._post(packet)
        await self._until(lambda: len(self.server.journal.received(name)) > came)
        await self._settled()

    async def _until(self, there: Callable[[], bool]) -> None:
        """Let time pass, deadline by deadline, until something is there."""
        end = asyncio.get_running_loop().time() + BOUND
        while not there():
            self._step()
            await asyncio.sleep(0)
            assert asyncio.get_running_loop().time() < end, f"hanging after {self.frames[-3:]}"

    async def _settled(self) -> None:
        """Let time pass until the server has nothing under way."""
        await self._until(lambda: not self._step())

    def _step(self) -> bool:
        """Go to the next deadline, unless something is on its way; return whether there is more."""

        def look() -> tuple[bool, bool]:
            world = self.server._control.world
            closing = any(
                not connection.is_open
                for one in transports(self.server)
                for connection in one.engine.connections.values()
            )
            work = world.clock.next_deadline(patient=False) is not None
            return closing or world.in_flight(), work

        busy, work = on_loop(self.server, look)
        if work and not busy:
            self.server.clock.advance_to_next()
        return busy or work


@asynccontextmanager
async def recorder(
    server: MockServer, transport: Transport, metadata: dict[str, Any]
) -> AsyncIterator[Recorder]:
    """A client that is closed at the end."""
    client = Recorder(server, transport, metadata)
    try:
        yield client
    finally:
        await client.close()


def _said(error: Exception) -> str:
    """The part of a refusal that is the same in every run."""
    if isinstance(error, aiohttp.WSServerHandshakeError):
        return str(error.status)
    return str(error) if isinstance(error, Refused) else type(error).__name__
