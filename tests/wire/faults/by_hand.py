"""What a fault puts on the wire, seen by hand-written clients."""

from __future__ import annotations

import asyncio
import json

from tests.clients.base import Event, TransportMode
from tests.transports.raw import SEPARATOR, START, Polling, say
from tests.wire.faults.raw import CLOSE, TEXT, RawConnection, RefusedError
from tests.wire.faults.reports import Report
from tests.wire.faults.words import join, words_of
from vfmock import MockServer

LAUNCH = '42["action.send",{"action":{"type":"launch"},"messageID":"m1"}]'
CREATE = '42["session.create",{}]'


async def knock(server: MockServer, way: TransportMode) -> str:
    """Try to connect; return the result in words."""
    try:
        answer = await _KNOCKS[way](server)
    except RefusedError as refused:
        return str(refused)
    return answer if answer.startswith("44") else "a connection"


async def _websocket(server: MockServer) -> str:
    async with await RawConnection.open(server) as raw:
        return await raw.connect()


async def _polling(server: MockServer) -> str:
    async with await RawConnection.open(server) as raw:
        await raw.handshake("polling")
    async with Polling(server.url) as polling:
        (packet,) = await polling.poll()
        polling.url = f"{polling.base}&sid={json.loads(packet[1:])['sid']}"
        await polling.post("40")
        (answer,) = await polling.poll()
        return answer


async def _upgrade(server: MockServer) -> str:
    async with Polling(server.url) as polling, await RawConnection.open(server) as raw:
        handshake = await polling.connect()
        await raw.handshake("websocket", sid=handshake["sid"])
        return "an upgrade"


_KNOCKS = {"websocket": _websocket, "polling": _polling, "upgrade": _upgrade}


async def listen(server: MockServer, report: Report, way: TransportMode) -> str:
    """Shake hands and send the action of a report; say what comes, up to the break or the end."""
    action = LAUNCH if report.action == "launch" else say(report.action, "m1")
    story = _Story(server)
    if way == "websocket":
        await _hear_a_websocket(story, START, CREATE, action)
    else:
        await _hear_polls(story, START, CREATE, action)
    return story.told


class _Story:
    """What is seen of an action, up to the break or to the end of the turn."""

    def __init__(self, server: MockServer) -> None:
        self.is_over = False
        self.server = server
        self._events: list[Event] = []
        self._end = ""

    @property
    def told(self) -> str:
        """Everything that was seen, without the handshake."""
        return join(words_of(self._events), self._end)

    def packet(self, packet: str) -> None:
        """Engine.IO's packet: an event, the break, or nothing of interest."""
        if packet in ("2", "6") or self.is_over:
            return
        try:
            name, payload = json.loads(packet.removeprefix("42"))
        except (ValueError, TypeError):
            self.end(f"packet {packet}")
            return
        if name in ("client.started", "session.created"):
            return
        self._events.append((name, [payload]))
        if name == "server.restart":
            self.server.clock.advance(2)
        self.is_over = payload.get("status") == "completed"

    def end(self, words: str) -> None:
        """The end has been seen."""
        self._end, self.is_over = words, True


async def _hear_a_websocket(story: _Story, *packets: str) -> None:
    async with await RawConnection.open(story.server) as raw:
        await raw.connect()
        for packet in packets:
            await raw.send(packet)
        while not story.is_over:
            frame = await raw.frame()
            if frame.opcode == TEXT:
                story.packet(frame.payload.decode())
            elif frame.opcode == CLOSE:
                code, reason = frame.payload[:2], frame.payload[2:].decode()
                story.end(f"close frame {int.from_bytes(code)} {reason}".rstrip())
            else:
                story.end("a frame with reserved bits")


async def _hear_polls(story: _Story, *packets: str) -> None:
    async with Polling(story.server.url) as polling:
        await polling.connect()
        # A poll is open when the action comes, as it is with real clients. A poll that comes long
        # after the break would meet a session that nobody knows any more.
        hearing = asyncio.create_task(_poll(polling))
        await asyncio.sleep(0)
        await polling.post(*packets)
        while not story.is_over:
            status, text = await hearing
            if status != 200:
                story.end(f"HTTP {status}")
                continue
            for packet in text.split(SEPARATOR):
                story.packet(packet)
            hearing = asyncio.create_task(_poll(polling))
        hearing.cancel()


async def _poll(polling: Polling) -> tuple[int, str]:
    async with polling.http.get(polling.url) as response:
        return response.status, await response.text()
