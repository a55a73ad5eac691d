"""Socket.IO packets are read and written here: fast, and as strictly as the Node.js server does.

python-socketio takes a packet class in its ``serializer`` argument. This class reads with orjson.
It does not look for binary data in what we send, because there is none. It refuses what Node's
server refuses.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import orjson
from engineio import packet as engine_packet
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

    def decode(self, encoded_packet: Any) -> int:
        """Read a packet. A malformed packet raises ``ValueError``, and the connection is closed."""
        text = encoded_packet
        if isinstance(text, str) and is_too_deep(text, outside=1):  # the list of the event
            text = _flatten(text)
        attachments: int = super().decode(text)
        if self.packet_type in (packet.BINARY_EVENT, packet.BINARY_ACK) and not attachments:
            raise ValueError("a binary packet has attachments")
        if self.packet_type in (packet.EVENT, packet.BINARY_EVENT):
            self._check_event()
        return attachments

    def add_attachment(self, attachment: Any) -> bool:
        """Take a binary frame. A text frame is malformed while attachments are due."""
        if not isinstance(attachment, bytes | bytearray):
            raise ValueError("a text came where a binary attachment is due")
        complete: bool = super().add_attachment(attachment)
        return complete

    def _check_event(self) -> None:
        data = self.data
        if not isinstance(data, list) or not data or not isinstance(data[0], str):
            raise ValueError("an event packet is a list that starts with the event's name")
        if data[0] in RESERVED:
            raise ValueError(f"{data[0]!r} is reserved")
        if len(data) == 2 and data[1] == _TOO_DEEP:
            data[1] = Unreadable(f"a payload nests {DEEPEST} levels at the most")

    @classmethod
    def data_is_binary(cls, data: Any) -> bool:
        """Say no at once: what the server sends is never binary."""
        return False


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


def event_frame(name: str, *payload: JSON) -> Any:
    """An Engine.IO packet with one event of the default namespace."""
    return engine_packet.Packet(engine_packet.MESSAGE, "2" + dumps([name, *payload]))
