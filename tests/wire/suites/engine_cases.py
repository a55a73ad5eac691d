"""The cases that both official suites have: what they say of Engine.IO."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod

import aiohttp

from tests.wire.suites.held import HeldRequest
from tests.wire.suites.served import PROTOCOL, Polling, Served
from tests.wire.suites.websocket import WebSocket

TOLD = {"pingInterval": 300, "pingTimeout": 200, "maxPayload": 1_000_000}
"""What a handshake tells of the server ``hasty``."""

LATE = 5.0
"""Seconds after which three heartbeats of the server ``beating``, 0.05 s each, are late."""

WRONG_VERSIONS: tuple[dict[str, str], ...] = ({}, {"EIO": "abc"})
WRONG_TRANSPORTS: tuple[dict[str, str], ...] = ({}, {"transport": "abc"})


async def never_opens(served: Served, **query: str) -> None:
    """Check that a websocket gets no handshake of Engine.IO."""
    try:
        socket = await served.websocket(**query)
    except aiohttp.WSServerHandshakeError as error:
        status = error.status
    else:
        status = 400
        assert await socket.rest() == []
    assert status == 400


class HandshakeCases:
    """How a connection begins, and with which requests it does not."""

    async def test_answers_a_handshake_over_polling(self, hasty: Served) -> None:
        answer = await hasty.get(**PROTOCOL, transport="polling")
        assert answer.status == 200
        handshake = (await hasty.poll()).handshake
        assert answer.text.startswith("0{")
        sid = handshake.pop("sid")
        assert isinstance(sid, str)
        assert sid
        assert handshake == {"upgrades": ["websocket"], **TOLD}

    async def test_refuses_a_poll_of_another_protocol_version(self, served: Served) -> None:
        for version in WRONG_VERSIONS:
            assert (await served.get(**version, transport="polling")).status == 400

    async def test_refuses_a_poll_of_an_unknown_transport(self, served: Served) -> None:
        for transport in WRONG_TRANSPORTS:
            assert (await served.get(**PROTOCOL, **transport)).status == 400

    async def test_refuses_a_handshake_that_is_no_get(self, served: Served) -> None:
        for method in ("POST", "PUT"):
            answer = await served.request(method, {**PROTOCOL, "transport": "polling"})
            assert answer.status == 400

    async def test_answers_a_handshake_over_websocket(self, hasty: Served) -> None:
        handshake = (await hasty.connect()).handshake
        sid = handshake.pop("sid")
        assert isinstance(sid, str)
        assert sid
        assert handshake == {"upgrades": [], **TOLD}

    async def test_refuses_a_websocket_of_another_protocol_version(self, served: Served) -> None:
        for version in WRONG_VERSIONS:
            await never_opens(served, **version, transport="websocket")

    async def test_refuses_a_websocket_of_an_unknown_transport(self, served: Served) -> None:
        for transport in WRONG_TRANSPORTS:
            await never_opens(served, **PROTOCOL, **transport)


class HeartbeatCases:
    """The server asks in intervals whether the client is there."""

    async def test_sends_heartbeats_over_polling(self, beating: Served) -> None:
        polling = await beating.poll()
        async with asyncio.timeout(LATE):
            for _ in range(3):
                assert await polling.text() == "2"
                await polling.send("3")

    async def test_closes_polling_that_answers_no_heartbeat(self, hasty: Served) -> None:
        polling = await hasty.poll()
        heard = []
        while (answer := await polling.get()).status == 200:
            heard.append(answer.text)
        # The end comes to the poll that waits for it, or between two polls of a slow client.
        assert heard in (["2", "1"], ["2"])
        assert answer.status == 400

    async def test_sends_heartbeats_over_websocket(self, beating: Served) -> None:
        socket = await beating.connect()
        async with asyncio.timeout(LATE):
            for _ in range(3):
                assert await socket.receive() == "2"
                await socket.send("3")

    async def test_closes_a_websocket_that_answers_no_heartbeat(self, hasty: Served) -> None:
        socket = await hasty.connect()
        assert await socket.rest() == ["2"]


class EndCases:
    """The client ends its connection with a packet."""

    async def test_ends_polling_when_the_client_says_so(self, served: Served) -> None:
        polling = await served.poll()
        async with HeldRequest(polling, "GET") as poll:
            await polling.send("1")
            answer = await poll.answer()
        assert answer is not None
        assert (answer.status, answer.text) == (200, "6")
        await polling.is_over()

    async def test_ends_a_websocket_when_the_client_says_so(self, hasty: Served) -> None:
        socket = await hasty.connect()
        await socket.send("1")
        # Node's server ignores the packet. It closes when the client answers no heartbeat.
        assert await socket.rest() in ([], ["2"])


class UpgradeCases(ABC):
    """A connection begins with polling, and goes on over websocket."""

    @abstractmethod
    async def talks(self, socket: WebSocket) -> None:
        """Check that a websocket is the one of a connection that is open."""

    async def upgrade(self, served: Served) -> tuple[Polling, WebSocket]:
        """Connect by polling, and upgrade."""
        polling = await served.poll()
        socket = await served.probe(polling)
        await socket.send("5")
        await self.talks(socket)
        return polling, socket

    async def test_upgrades_from_polling_to_websocket(self, served: Served) -> None:
        polling = await served.poll()
        socket = await served.probe(polling)
        assert await polling.text() == "6", "the server must end the last poll"
        await socket.send("5")
        await self.talks(socket)

    async def test_refuses_polls_after_an_upgrade(self, served: Served) -> None:
        polling, socket = await self.upgrade(served)
        assert (await polling.get()).status == 400
        await self.talks(socket)

    async def test_refuses_another_websocket_after_an_upgrade(self, served: Served) -> None:
        polling, socket = await self.upgrade(served)
        await never_opens(served, **PROTOCOL, transport="websocket", sid=polling.sid)
        await self.talks(socket)
