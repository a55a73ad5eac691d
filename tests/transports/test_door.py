"""The door looks at the first bytes of a connection, and hands everything on."""

from __future__ import annotations

import asyncio

import pytest

from vfmock.transports.door import Door
from vfmock.transports.refusals import TLS


class Server(asyncio.Protocol):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[object] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.told.append("made")

    def data_received(self, data: bytes) -> None:
        self.told.append(data)

    def eof_received(self) -> bool | None:
        self.told.append("eof")
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        self.told.append(exc)

    def pause_writing(self) -> None:
        self.told.append("pause")

    def resume_writing(self) -> None:
        self.told.append("resume")


class Transport(asyncio.Transport):
    """Keeps its protocol."""

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.protocol = protocol


def open_door() -> tuple[Door, Server, Transport, list[str]]:
    explained: list[str] = []
    server, transport = Server(), Transport()
    door = Door(server, explained.append)
    door.connection_made(transport)
    return door, server, transport, explained


def test_a_request_is_handed_on_and_the_door_steps_aside() -> None:
    door, server, transport, explained = open_door()
    door.data_received(b"GET / HTTP/1.1\r\n")
    assert server.told == ["made", b"GET / HTTP/1.1\r\n"]
    assert transport.protocol is server
    assert explained == []


@pytest.mark.parametrize("data", [b"\x16", b"\x16\x03\x01\x02\x00\x01"])
def test_a_tls_handshake_is_explained_and_handed_on(data: bytes) -> None:
    door, server, _, explained = open_door()
    door.data_received(data)
    assert explained == [TLS]
    assert server.told == ["made", data]


def test_what_happens_before_the_first_bytes_is_handed_on() -> None:
    door, server, _, _ = open_door()
    error = ConnectionResetError()
    door.pause_writing()
    door.resume_writing()
    assert door.eof_received() is True
    door.connection_lost(error)
    assert server.told == ["made", "pause", "resume", "eof", error]
