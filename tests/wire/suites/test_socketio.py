"""Socket.IO's official suite for servers, version 5 of the protocol: all of its 32 cases.

Source: https://github.com/socketio/socket.io/tree/main/docs/socket.io-protocol/v5-test-suite.
"""

from __future__ import annotations

from tests.wire.suites.engine_cases import EndCases, HandshakeCases, HeartbeatCases, UpgradeCases
from tests.wire.suites.joining import INVALID, in_main, is_open, joined
from tests.wire.suites.served import Served
from tests.wire.suites.websocket import WebSocket

LAYER = "socketio"

TWO_PLACES = '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}'
"""Where two attachments belong."""


class TestHandshake(HandshakeCases):
    """The first request of a connection: 7 cases."""


class TestHeartbeat(HeartbeatCases):
    """Heartbeats: 4 cases."""


class TestEnd(EndCases):
    """The end of a connection: 2 cases."""


class TestUpgrade(UpgradeCases):
    """Upgrades: 3 cases."""

    async def talks(self, socket: WebSocket) -> None:
        """The server answers."""
        await is_open(socket)


class TestConnect:
    """A client joins a namespace: 7 cases."""

    async def test_lets_a_client_join_the_main_namespace(self, served: Served) -> None:
        socket = await served.connect()
        await socket.send("40")
        await joined(socket)

    async def test_takes_the_auth_of_a_client_in_the_main_namespace(self, served: Served) -> None:
        socket = await served.connect()
        await socket.send('40{"token":"123"}')
        await joined(socket, auth='{"token":"123"}')

    async def test_lets_a_client_join_another_namespace(self, served: Served) -> None:
        socket = await served.connect()
        await socket.send("40/custom,")
        await joined(socket, "/custom,")

    async def test_takes_the_auth_of_a_client_in_another_namespace(self, served: Served) -> None:
        socket = await served.connect()
        await socket.send('40/custom,{"token":"abc"}')
        await joined(socket, "/custom,", '{"token":"abc"}')

    async def test_refuses_a_client_in_an_unknown_namespace(self, served: Served) -> None:
        socket = await served.connect()
        await socket.send("40/random")
        assert await socket.receive() == INVALID

    async def test_closes_when_the_first_packet_is_none(self, served: Served) -> None:
        socket = await served.connect()
        await socket.send("4abc")
        await socket.is_closed()

    async def test_closes_when_a_client_joins_no_namespace(self, impatient: Served) -> None:
        socket = await impatient.connect()
        await socket.is_closed()


class TestDisconnect:
    """A client leaves a namespace: 2 cases."""

    async def test_lets_a_client_leave_the_main_namespace(self, served: Served) -> None:
        socket = await in_main(served)
        await socket.send("41")
        await is_open(socket)

    async def test_lets_a_client_leave_another_namespace(self, served: Served) -> None:
        socket = await in_main(served)
        await socket.send("40/custom")
        await joined(socket, "/custom,")
        await socket.send("41/custom", '42["message","to the main namespace"]')
        assert await socket.receive() == '42["message-back","to the main namespace"]'


class TestMessage:
    """Events and acknowledgements: 7 cases."""

    async def test_takes_and_sends_an_event(self, served: Served) -> None:
        socket = await in_main(served)
        await socket.send('42["message",1,"2",{"3":[true]}]')
        assert await socket.receive() == '42["message-back",1,"2",{"3":[true]}]'

    async def test_takes_and_sends_an_event_with_attachments(self, served: Served) -> None:
        socket = await in_main(served)
        await socket.send(f'452-["message",{TWO_PLACES}]', b"\1\2\3", b"\4\5\6")
        assert await socket.receive() == f'452-["message-back",{TWO_PLACES}]'
        assert await socket.receive() == b"\1\2\3"
        assert await socket.receive() == b"\4\5\6"

    async def test_acknowledges_an_event(self, served: Served) -> None:
        socket = await in_main(served)
        await socket.send('42456["message-with-ack",1,"2",{"3":[false]}]')
        assert await socket.receive() == '43456[1,"2",{"3":[false]}]'

    async def test_acknowledges_an_event_with_attachments(self, served: Served) -> None:
        socket = await in_main(served)
        await socket.send(f'452-789["message-with-ack",{TWO_PLACES}]', b"\1\2\3", b"\4\5\6")
        assert await socket.receive() == f"462-789[{TWO_PLACES}]"
        assert await socket.receive() == b"\1\2\3"
        assert await socket.receive() == b"\4\5\6"

    async def test_closes_when_the_type_of_a_packet_is_unknown(self, served: Served) -> None:
        socket = await in_main(served)
        await socket.send("4abc")
        await socket.is_closed()

    async def test_closes_when_the_payload_of_an_event_is_no_list(self, served: Served) -> None:
        socket = await in_main(served)
        await socket.send("42{}")
        await socket.is_closed()

    async def test_closes_when_the_id_of_an_acknowledgement_is_no_number(
        self, served: Served
    ) -> None:
        socket = await in_main(served)
        await socket.send('42abc["message-with-ack",1,"2",{"3":[false]}]')
        await socket.is_closed()
