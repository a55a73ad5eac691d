"""Socket.IO packets (its protocol, version 5): read as strictly as Node's server reads them.

The packets of a conversation are events without attachments in the namespace ``/``. They have their
own way in (``read_event``) and out (``event_packet``). ``Decoder`` and ``encode`` are for all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

import orjson

from vfmock.transports.nesting import DEEPEST, is_too_deep
from vfmock.types import JSON


class PacketType(IntEnum):
    """The types of packets (Socket.IO protocol, "Packet types")."""

    CONNECT = 0
    DISCONNECT = 1
    EVENT = 2
    ACK = 3
    CONNECT_ERROR = 4
    BINARY_EVENT = 5
    BINARY_ACK = 6


BINARY = {
    PacketType.EVENT: PacketType.BINARY_EVENT,
    PacketType.ACK: PacketType.BINARY_ACK,
}
"""The type of a packet that has attachments."""

PLAIN = {binary: plain for plain, binary in BINARY.items()}

RESERVED = frozenset(
    ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"]
)
"""Names that no client may emit (socket.io-parser, ``RESERVED_EVENTS``)."""

MOST_ATTACHMENTS = 10
"""The attachments that a packet may have (socket.io-parser, ``maxAttachments``)."""

_HEAD = re.compile(
    r"(?P<type>[0-6])(?:(?P<attachments>[0-9]{1,9})-)?(?:(?P<namespace>/[^,]*),?)?(?P<ack>[0-9]{1,15})?"
)
"""What is before the payload of a packet."""

_NAME = re.compile(r'\[\s*("(?:[^"\\]|\\.)*")')


class Packet(NamedTuple):
    """A packet. ``ack`` is the number that an acknowledgement repeats, if one is wanted."""

    type: PacketType
    namespace: str = "/"
    data: Any = None
    ack: int | None = None


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


class Decoder:
    """Reads the packets of one client. A packet may come in several messages."""

    __slots__ = ("_attachments", "_due", "_packet")

    def __init__(self) -> None:
        self._packet: Packet | None = None
        self._due = 0
        self._attachments: list[bytes] = []

    def feed(self, data: str | bytes) -> Packet | None:
        """Take a message. Return the packet that is complete with it, if one is.

        Raises:
            ValueError: it is malformed, so the connection is closed.
        """
        if self._packet is None:
            return self._begin(data)
        if isinstance(data, str):
            raise ValueError("a text came where a binary attachment is due")
        self._attachments.append(data)
        if len(self._attachments) < self._due:
            return None
        packet, attachments = self._packet, self._attachments
        self._packet, self._attachments = None, []
        return packet._replace(data=_with_attachments(packet.data, attachments))

    @property
    def is_waiting(self) -> bool:
        """Whether attachments are due."""
        return self._packet is not None

    def _begin(self, data: str | bytes) -> Packet | None:
        if isinstance(data, bytes):
            raise ValueError("binary data came, and no event before it announced any")
        packet, self._due = _read(data)
        if self._due:
            self._packet = packet
            return None
        return packet


def _read(text: str) -> tuple[Packet, int]:
    """Read a packet. Return it, and how many attachments follow."""
    if is_too_deep(text, outside=1):  # the list of the event
        text = _flatten(text)
    head = _HEAD.match(text)
    if head is None:
        raise ValueError(f"{text[:1]!r} is no type of a packet")
    kind = PacketType(int(head["type"]))
    due = 0 if head["attachments"] is None else int(head["attachments"])
    if (kind in PLAIN) is not (due > 0) or due > MOST_ATTACHMENTS:
        raise ValueError("only a binary packet has attachments, and it has some")
    kind = PLAIN.get(kind, kind)
    content = text[head.end() :]
    data = loads(content) if content else _EMPTY.get(kind)
    if content and kind is PacketType.EVENT:
        data = checked_event(data)
    elif content and not _SHAPES[kind](data):
        raise ValueError(f"a {kind.name} packet has a payload of another kind")
    ack = None if head["ack"] is None else int(head["ack"])
    return Packet(kind, head["namespace"] or "/", data, ack), due


def _with_attachments(value: Any, attachments: list[bytes]) -> Any:
    """Put attachments where their placeholders are."""
    if isinstance(value, list):
        return [_with_attachments(item, attachments) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("_placeholder") is not True:
        return {key: _with_attachments(item, attachments) for key, item in value.items()}
    number = value.get("num")
    if isinstance(number, int) and 0 <= number < len(attachments):
        return attachments[number]
    raise ValueError(f"there is no attachment {number!r:.20}")


def _without_attachments(value: Any, attachments: list[bytes]) -> Any:
    """Put placeholders where binary data is, and collect the data."""
    if isinstance(value, bytes):
        attachments.append(value)
        return {"_placeholder": True, "num": len(attachments) - 1}
    if isinstance(value, list | tuple):
        return [_without_attachments(item, attachments) for item in value]
    if isinstance(value, dict):
        return {key: _without_attachments(item, attachments) for key, item in value.items()}
    return value


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


_SHAPES: dict[PacketType, Callable[[Any], bool]] = {
    PacketType.CONNECT: lambda data: isinstance(data, dict),
    PacketType.DISCONNECT: lambda data: False,
    PacketType.ACK: lambda data: isinstance(data, list),
    PacketType.CONNECT_ERROR: lambda data: isinstance(data, str | dict),
}
"""What the payload of each other packet may be (socket.io-parser, ``isPayloadValid``)."""

_EMPTY: dict[PacketType, JSON] = {PacketType.EVENT: [], PacketType.ACK: []}
"""What a packet without a payload says. An event without a name is one that nobody hears."""

_EVENTS = (str(PacketType.EVENT.value), str(PacketType.BINARY_EVENT.value))

_TOO_DEEP = {"__vfmock_too_deep__": True}


def _flatten(text: str) -> str:
    """Of an event that nests too deep to be read, keep the name, and put a mark as its payload.

    Another packet that nests too deep is malformed.
    """
    name = _NAME.search(text) if text.startswith(_EVENTS) else None
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


def encode(packet: Packet) -> list[str | bytes]:
    """The messages of a packet: its text, and its attachments."""
    attachments: list[bytes] = []
    data = _without_attachments(packet.data, attachments)
    kind = BINARY[packet.type] if attachments else packet.type
    text = str(kind.value)
    if attachments:
        text += f"{len(attachments)}-"
    if packet.namespace != "/":
        text += f"{packet.namespace},"
    if packet.ack is not None:
        text += str(packet.ack)
    if data is not None:
        text += dumps(data)
    return [text, *attachments]
