"""The packets of Engine.IO (its protocol, "Packet encoding" and "Message encoding").

A packet that goes out is ``bytes``: the digit of its type, and its data. A binary message is
``Binary``: it has no digit in a websocket, and is base64 in a payload of polling.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable

OPEN = b"0"
CLOSE = b"1"
PING = b"2"
PONG = b"3"
MESSAGE = b"4"
UPGRADE = b"5"
NOOP = b"6"

PROBE = b"probe"
"""The data of the ping and the pong with which a websocket is tried before an upgrade."""

SEPARATOR = b"\x1e"
"""What is between the packets of a payload."""

BASE64 = b"b"
"""How a binary message starts in a payload."""

URL_SAFE = str.maketrans("-_", "+/")
"""Node reads the base64 of URLs too."""

PADDING = "=="
"""With it base64 is read as Node reads it: without padding too, or with too much of it."""

TYPES = frozenset("0123456")


class MalformedPacket(ValueError):
    """What came is no packet."""


class Binary(bytes):
    """The data of a binary message."""


def message(data: str | bytes) -> bytes:
    """The packet of a message."""
    if isinstance(data, str):
        return MESSAGE + data.encode("utf-8", "surrogatepass")
    return Binary(data)


def payload(packets: Iterable[bytes]) -> bytes:
    """The body of an answer to a poll."""
    return SEPARATOR.join(
        BASE64 + base64.b64encode(packet) if isinstance(packet, Binary) else packet
        for packet in packets
    )


def read_payload(body: bytes) -> list[str]:
    """The packets in the body of a POST.

    Raises:
        MalformedPacket: it is not UTF-8.
    """
    try:
        return body.decode().split("\x1e")
    except UnicodeDecodeError as error:
        raise MalformedPacket(str(error)) from None


def read_base64(packet: str) -> bytes:
    """The data of a binary message that came as base64, by polling or in a text frame.

    Raises:
        MalformedPacket: it is not base64.
    """
    try:
        return base64.b64decode(packet[1:].translate(URL_SAFE) + PADDING)
    except binascii.Error as error:
        raise MalformedPacket(str(error)) from None
