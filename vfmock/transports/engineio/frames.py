"""Websocket frames (RFC 6455): written also as no library writes them, and read without a task.

Faults need frames that aiohttp can't write. And a reader that is a callback costs a connection a
tenth of the memory of a task that waits for the next frame.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

CONTINUATION = 0x0
TEXT = 0x1
BINARY = 0x2
CLOSE = 0x8
PING = 0x9
PONG = 0xA

KNOWN = frozenset([CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG])
CONTROL = 0x8
"""The bit of an opcode that marks a control frame."""

WHOLE_TEXT = 0x81
"""The first byte of a message that is one frame with a text."""

MASKED = 0x80
"""The bit of a frame that is masked, as all frames of clients are."""

LONGEST_CONTROL = 125
"""The bytes of a control frame (section 5.5)."""

PROTOCOL_ERROR = 1002
NOT_UTF8 = 1007
TOO_BIG = 1009
"""Close codes (section 7.4.1)."""

RESERVED = (1004, 1005, 1006)
"""Close codes that are in no close frame (section 7.4.1)."""

BAD = b"\xf3\x00"
"""A frame with reserved bits and a reserved opcode. No client may accept it (section 5.2)."""


_MEDIUM = struct.Struct("!BBH").pack
_LONG = struct.Struct("!BBQ").pack


class WebSocketError(Exception):
    """What came breaks RFC 6455. ``code`` is the close code of the answer."""

    def __init__(self, code: int, problem: str) -> None:
        super().__init__(problem)
        self.code = code


class Message(NamedTuple):
    """A whole message, or a control frame."""

    opcode: int
    data: bytes


# Writing.


def message_frames(messages: Iterable[tuple[int, bytes]]) -> bytes:
    """The frames of whole messages, each an opcode and its data, in one piece."""
    parts: list[bytes] = []
    for opcode, data in messages:
        size = len(data)
        if size < 126:
            parts.append(bytes((0x80 | opcode, size)))
        elif size < 1 << 16:
            parts.append(_MEDIUM(0x80 | opcode, 126, size))
        else:
            parts.append(_LONG(0x80 | opcode, 127, size))
        parts.append(data)
    return b"".join(parts)


def frame(payload: bytes, *, opcode: int = TEXT, final: bool = True) -> bytes:
    """One frame of a server. Servers don't mask frames (section 5.2)."""
    whole = message_frames(((opcode, payload),))
    return whole if final else bytes((opcode,)) + whole[1:]


def fragments(payload: bytes, pieces: int, *, opcode: int = TEXT) -> bytes:
    """One message in frames of ``pieces`` bytes each (section 5.4)."""
    parts = [payload[i : i + pieces] for i in range(0, len(payload), pieces)] or [b""]
    last = len(parts) - 1
    return b"".join(
        frame(part, opcode=opcode if n == 0 else CONTINUATION, final=n == last)
        for n, part in enumerate(parts)
    )


def close_frame(code: int | None, reason: str = "") -> bytes:
    """A close frame (section 5.5.1); ``None``: without a code. A long reason is cut."""
    if code is None:
        return frame(b"", opcode=CLOSE)
    text = reason.encode()[: LONGEST_CONTROL - 2].decode(errors="ignore").encode()
    return frame(struct.pack("!H", code) + text, opcode=CLOSE)


# Reading.


class FrameReader:
    """Reads the frames of a client. ``largest`` is the limit of a message in bytes."""

    __slots__ = ("_buffer", "_collected", "_largest", "_needed", "_opcode")

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._buffer = bytearray()
        self._needed = 2
        self._opcode = CONTINUATION
        self._collected = bytearray()

    def feed(self, data: bytes) -> Iterable[Message]:
        """Take bytes, and give the messages that are complete.

        Raises:
            WebSocketError: they break the protocol. Nothing more can be read.
        """
        if not self._buffer and self._opcode == CONTINUATION:
            text = self._whole_text(data)
            if text is not None:
                return (text,)
        return self._read(data)

    def _whole_text(self, data: bytes) -> Message | None:
        """The message, if the bytes are one whole frame with a text, as they nearly always are."""
        if len(data) < 6 or data[0] != WHOLE_TEXT:
            return None
        size, start = data[1] - MASKED, 2
        if size == 126:
            size, start = data[2] << 8 | data[3], 4
        if size == 127 or len(data) != start + 4 + size or not 0 <= size <= self._largest:
            return None
        return Message(TEXT, _unmasked(data[start + 4 :], data[start : start + 4]))

    def _read(self, data: bytes) -> Iterator[Message]:
        self._buffer += data
        while len(self._buffer) >= self._needed:
            message = self._next()
            if message is not None:
                yield message

    def _next(self) -> Message | None:
        """Read one frame, if it is there. Otherwise set how many bytes it needs."""
        buffer = self._buffer
        first, second = buffer[0], buffer[1]
        size, start = second & 0x7F, 2
        if size > LONGEST_CONTROL:
            start, form = (4, "!H") if size == 126 else (10, "!Q")
            if len(buffer) < start:
                self._needed = start
                return None
            (size,) = struct.unpack_from(form, buffer, 2)
        self._check(first, second, size)
        end = start + 4 + size
        if len(buffer) < end:
            self._needed = end
            return None
        payload = _unmasked(bytes(buffer[start + 4 : end]), bytes(buffer[start : start + 4]))
        del buffer[:end]
        self._needed = 2
        return self._collect(first & 0x0F, payload, final=first >= 0x80)

    def _check(self, first: int, second: int, size: int) -> None:
        opcode = first & 0x0F
        if first & 0x70:
            raise WebSocketError(PROTOCOL_ERROR, "a reserved bit is set")
        if opcode not in KNOWN:
            raise WebSocketError(PROTOCOL_ERROR, f"the opcode {opcode} is unknown")
        if not second & 0x80:
            raise WebSocketError(PROTOCOL_ERROR, "a frame of a client is masked")
        if opcode & CONTROL:
            if size > LONGEST_CONTROL or first < 0x80:
                raise WebSocketError(PROTOCOL_ERROR, "a control frame is short and whole")
        elif (opcode == CONTINUATION) is (self._opcode == CONTINUATION):
            raise WebSocketError(PROTOCOL_ERROR, "a message began within a message, or goes on")
        elif len(self._collected) + size > self._largest:
            raise WebSocketError(TOO_BIG, f"a message has more than {self._largest} bytes")

    def _collect(self, opcode: int, payload: bytes, *, final: bool) -> Message | None:
        """Put fragments together."""
        if opcode & CONTROL or (final and opcode != CONTINUATION):
            return Message(opcode, payload)
        if opcode != CONTINUATION:
            self._opcode = opcode
        self._collected += payload
        if not final:
            return None
        message = Message(self._opcode, bytes(self._collected))
        self._opcode = CONTINUATION
        self._collected = bytearray()
        return message


def _unmasked(payload: bytes, mask: bytes) -> bytes:
    """Undo the masking (section 5.3). Two large integers are faster than a loop over bytes."""
    size = len(payload)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(key, "little")).to_bytes(
        size, "little"
    )


def text_of(message: Message) -> str:
    """The text of a message.

    Raises:
        WebSocketError: it is not UTF-8.
    """
    try:
        return message.data.decode()
    except UnicodeDecodeError:
        raise WebSocketError(NOT_UTF8, "a text is UTF-8") from None


def check_close(payload: bytes) -> None:
    """Check the payload of a close frame (section 7.4).

    Raises:
        WebSocketError: its code or its reason is wrong.
    """
    if not payload:
        return
    if len(payload) == 1:
        raise WebSocketError(PROTOCOL_ERROR, "a close code has two bytes")
    (code,) = struct.unpack_from("!H", payload)
    if not ((1000 <= code <= 1014 and code not in RESERVED) or 3000 <= code <= 4999):
        raise WebSocketError(PROTOCOL_ERROR, f"the close code {code} may not be sent")
    text_of(Message(CLOSE, payload[2:]))
