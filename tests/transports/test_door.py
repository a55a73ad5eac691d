"""The door looks at the first bytes of a connection, and hands everything on."""

from __future__ import annotations

import asyncio

import pytest

from vfmock.transports import door
from vfmock.transports.door import IDLE, Door, Entrance
from vfmock.transports.refusals import NO_TUNNELS, TLS

LINE = b"CONNECT api.voiceflow.com:443 HTTP/1.1\r\n"


class Server(asyncio.Protocol):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[object] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.told.append("made")

    def data_received(self, data: bytes) -> None:
        self.told.append(data)


class Transport(asyncio.Transport):
    """Keeps its protocol, and what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.protocol: asyncio.Protocol
        self.written = b""
        self.closed = asyncio.Event()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        assert isinstance(protocol, asyncio.Protocol)
        self.protocol = protocol

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def close(self) -> None:
        self.closed.set()


class Port:
    """An entrance without TLS, and a connection that has come in."""

    def __init__(self) -> None:
        self.server = Server()
        self.transport = Transport()
        self.explained: list[str] = []
        self.entrance = Entrance(lambda: self.server, self.explained.append, None)
        self.door: Door = self.entrance.door()
        self.transport.set_protocol(self.door)
        self.door.connection_made(self.transport)


async def test_a_request_is_handed_on_and_the_door_steps_aside() -> None:
    port = Port()
    assert port.server.told == []
    port.door.data_received(b"GET / HTTP/1.1\r\n")
    assert port.server.told == ["made", b"GET / HTTP/1.1\r\n"]
    assert port.transport.protocol is port.server
    assert port.explained == []
    assert port.entrance.doors == set()


@pytest.mark.parametrize("data", [b"\x16", b"\x16\x03\x01\x02\x00\x01"])
async def test_without_tls_a_tls_handshake_is_explained_and_handed_on(data: bytes) -> None:
    port = Port()
    port.door.data_received(data)
    assert port.explained == [TLS]
    assert port.server.told == ["made", data]


@pytest.mark.parametrize("data", [b"COPY / HTTP/1.1\r\n", b"CONNECTED", b"CONNECT/"])
async def test_what_only_begins_like_connect_is_handed_on_whole(data: bytes) -> None:
    port = Port()
    for number in range(len(data)):
        port.transport.protocol.data_received(data[number : number + 1])
    assert port.server.told[0] == "made"
    assert b"".join(one for one in port.server.told if isinstance(one, bytes)) == data


@pytest.mark.parametrize("end", [b"\r\n\r\n", b"\n\n", b"\r\nHost: a\r\nUser-Agent: b\r\n\r\n"])
async def test_without_tls_connect_is_refused_when_all_of_it_has_come(end: bytes) -> None:
    port = Port()
    request = LINE.rstrip() + end
    for byte in request[:-1]:
        port.door.data_received(bytes([byte]))
    assert port.transport.written == b""
    port.door.data_received(request[-1:])
    head, _, body = port.transport.written.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 501 Not Implemented\r\nContent-Type: text/plain")
    assert body.decode() == f"{NO_TUNNELS}\n"
    assert "--tls" in NO_TUNNELS
    assert port.explained == [NO_TUNNELS]
    assert port.transport.closed.is_set()
    assert port.server.told == []


async def test_a_connect_without_end_goes_to_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "LONGEST_HEAD", len(LINE) + 10)
    port = Port()
    port.door.data_received(LINE)
    port.door.data_received(b"X: 7890123")
    assert port.server.told == []
    port.door.data_received(b"4")
    assert port.server.told == ["made", LINE + b"X: 78901234"]


async def test_a_client_that_leaves_early_is_forgotten() -> None:
    port = Port()
    assert port.entrance.doors == {port.door}
    port.door.connection_lost(ConnectionResetError())
    assert port.entrance.doors == set()
    assert port.server.told == []


async def test_the_doors_are_closed() -> None:
    port = Port()
    port.entrance.close_doors()
    assert port.transport.closed.is_set()
    assert port.entrance.doors == set()


async def test_a_client_that_sends_nothing_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    assert IDLE > 60
    monkeypatch.setattr(door, "IDLE", 0.0)
    port, served = Port(), Port()
    served.door.data_received(b"GET / HTTP/1.1\r\n")
    await port.transport.closed.wait()
    assert not served.transport.closed.is_set()
