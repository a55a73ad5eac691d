"""Engine.IO's official suite for servers, version 4 of the protocol: all of its 25 cases.

Source: https://github.com/socketio/socket.io/tree/main/docs/engine.io-protocol/v4-test-suite.
"""

from __future__ import annotations

from tests.wire.suites.engine_cases import EndCases, HandshakeCases, HeartbeatCases, UpgradeCases
from tests.wire.suites.held import HeldRequest
from tests.wire.suites.served import Served
from tests.wire.suites.websocket import WebSocket

LAYER = "engineio"


class TestHandshake(HandshakeCases):
    """The first request of a connection: 7 cases."""


class TestPolling:
    """Messages over polling: 6 cases."""

    async def test_takes_and_sends_a_text(self, served: Served) -> None:
        polling = await served.poll()
        await polling.send("4hello")
        assert await polling.text() == "4hello"

    async def test_takes_and_sends_several_texts_at_once(self, served: Served) -> None:
        polling = await served.poll()
        await polling.send("4one\x1e4two\x1e4three")
        assert await polling.text() == "4one\x1e4two\x1e4three"

    async def test_takes_and_sends_a_text_and_binary_data_at_once(self, served: Served) -> None:
        polling = await served.poll()
        await polling.send("4hello\x1ebAQIDBA==")
        assert await polling.text() == "4hello\x1ebAQIDBA=="

    async def test_closes_when_what_comes_is_no_packet(self, served: Served) -> None:
        polling = await served.poll()
        await polling.offend("abc")
        await polling.is_over()

    async def test_closes_when_two_polls_are_open(self, served: Served) -> None:
        polling = await served.poll()
        async with HeldRequest(polling, "GET") as first:
            second = await polling.get()
            answer = await first.answer()
        assert answer is not None
        assert (answer.status, answer.text) == (200, "1")
        assert second.status in (400, 500)
        await polling.is_over()

    async def test_closes_when_a_poll_is_cut_off(self, served: Served) -> None:
        polling = await served.poll()
        async with HeldRequest(polling, "POST", size=10) as post:
            async with HeldRequest(polling, "GET") as poll:
                poll.cut()
            # Its end also ends the request that is still open.
            answer = await post.answer()
        assert answer is None or answer.status == 400
        assert (await polling.get()).status == 400


class TestWebSocket:
    """Messages over websocket: 3 cases."""

    async def test_takes_and_sends_a_text(self, served: Served) -> None:
        socket = await served.connect()
        await socket.send("4hello")
        assert await socket.receive() == "4hello"

    async def test_takes_and_sends_binary_data(self, served: Served) -> None:
        socket = await served.connect()
        await socket.send(b"\1\2\3\4")
        assert await socket.receive() == b"\1\2\3\4"

    async def test_closes_when_what_comes_is_no_packet(self, served: Served) -> None:
        socket = await served.connect()
        await socket.send("abc")
        await socket.is_closed()


class TestHeartbeat(HeartbeatCases):
    """Heartbeats: 4 cases."""


class TestEnd(EndCases):
    """The end of a connection: 2 cases."""


class TestUpgrade(UpgradeCases):
    """Upgrades: 3 cases."""

    async def talks(self, socket: WebSocket) -> None:
        """The echo answers."""
        await socket.send("4hello")
        assert await socket.receive() == "4hello"
