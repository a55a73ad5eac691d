"""Socket.IO packets are read and written here: fast, and as strictly as the Node.js server does.

The packets of a conversation are events without attachments in the namespace ``/``: these are read
and written here. All others are python-socketio's, and are checked as Node's server checks them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
from socketio import packet

from vfmock.transports.nesting import DEEPEST, is_too_deep
from vfmock.types import JSON

RESERVED = frozenset(
    ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"]
)
"""Names that no client may emit (socket.io-parser, ``RESERVED_EVENTS``)."""

EVENTS = (str(packet.EVENT), str(packet.BINARY_EVENT))
"""How a packet with an event starts."""

_NAME = re.compile(r'\[\s*("(?:[^"\\]|\\.)*")')


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Replaces a payload that is JSON but can't be handled, and says why."""

    problem: str


def loads(text: str) -> JSON:
    """Read JSON, with lone surrogates and large integers. ``NaN`` and similar values are errors."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text, parse_constant=_no_constant)


def dumps(value: JSON) -> str:
    """Write JSON, also what orjson refuses (lone surrogates, large integers)."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return json.dumps(value, separators=(",", ":"))


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


class StrictPacket(packet.Packet):  # type: ignore[misc]
    """A packet. Its event must be a list that starts with a name that clients may use."""

    data: Any

    def decode(self, encoded_packet: Any) -> int:
        """Read a packet. A malformed packet raises ``ValueError``, and the connection is closed."""
        text = encoded_packet
        if is_too_deep(text, outside=1):  # the list of the event
            text = _flatten(text)
        attachments: int = super().decode(text)
        if self.packet_type in (packet.BINARY_EVENT, packet.BINARY_ACK) and not attachments:
            raise ValueError("a binary packet has attachments")
        if self.packet_type in (packet.EVENT, packet.BINARY_EVENT):
            self.data = checked_event(self.data)
        elif not _SHAPES[self.packet_type](self.data):
            name = packet.packet_names[self.packet_type]
            raise ValueError(f"a {name} packet has a payload of another kind")
        return attachments

    def add_attachment(self, attachment: Any) -> bool:
        """Take a binary frame. A text frame is malformed while attachments are due."""
        if not isinstance(attachment, bytes | bytearray):
            raise ValueError("a text came where a binary attachment is due")
        complete: bool = super().add_attachment(attachment)
        return complete


def checked_event(data: Any) -> list[Any]:
    """The content of an event: its name, a text or a number, and its arguments.

    Raises:
        ValueError: it is not an event that a client may emit (socket.io-parser,
            ``isPayloadValid``).
    """
    if not isinstance(data, list) or not data or not _is_name(data[0]):
        raise ValueError("an event packet is a list that starts with the event's name")
    if data[0] in RESERVED:
        raise ValueError(f"{data[0]!r} is reserved")
    if len(data) == 2 and data[1] == _TOO_DEEP:
        data[1] = Unreadable(f"a payload nests {DEEPEST} levels at the most")
    return data


def _is_name(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


_SHAPES: dict[int, Callable[[Any], bool]] = {
    packet.CONNECT: lambda data: data is None or isinstance(data, dict),
    packet.DISCONNECT: lambda data: data is None,
    packet.ACK: lambda data: isinstance(data, list),
    packet.BINARY_ACK: lambda data: isinstance(data, list),
    packet.CONNECT_ERROR: lambda data: isinstance(data, str | dict),
}
"""What the payload of each other packet may be (socket.io-parser, ``isPayloadValid``)."""


class _Json:
    """The JSON module of the packet class, with the interface that python-socketio needs."""

    @staticmethod
    def dumps(value: JSON, **_: Any) -> str:
        return dumps(value)

    @staticmethod
    def loads(text: str) -> JSON:
        return loads(text)


StrictPacket.json = _Json

_TOO_DEEP = {"__vfmock_too_deep__": True}


def _flatten(text: str) -> str:
    """Of an event that nests too deep to be read, keep the name, and put a mark as its payload.

    Another packet that nests too deep is malformed.
    """
    name = _NAME.search(text) if text.startswith(EVENTS) else None
    if name is None:  # the auth of a client
        raise ValueError(f"a payload nests {DEEPEST} levels at the most")
    return f"{text[: name.start()]}[{name[1]},{dumps(_TOO_DEEP)}]"


def read_event(text: str) -> list[Any]:
    """The name and the arguments in a packet that starts with ``2[``.

    Raises:
        ValueError: it is malformed.
    """
    if is_too_deep(text, outside=1):
        text = _flatten(text)
    return checked_event(loads(text[1:]))


def event_packet(name: str, *arguments: Any) -> bytes | None:
    """The Engine.IO packet of an event in ``/``; ``None``: it has binary data in it."""
    try:
        return b"42" + orjson.dumps((name, *arguments))
    except TypeError:
        try:
            return b"42" + dumps([name, *arguments]).encode()
        except TypeError:
            return None


def encode(kind: int, namespace: str, data: Any, ack: int | None) -> list[str | bytes]:
    """The messages of any packet: its text, and its attachments."""
    written = StrictPacket(packet_type=kind, data=data, namespace=namespace, id=ack).encode()
    return written if isinstance(written, list) else [written]
