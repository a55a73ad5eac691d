"""Websocket frames written by hand, for faults that need frames that aiohttp can't write."""

from __future__ import annotations

import struct

TEXT = 0x1
CONTINUATION = 0x0
BAD = b"\xf3\x00"
"""A frame with reserved bits and a reserved opcode. No client may accept it (RFC 6455, 5.2)."""


def frame(payload: bytes, *, opcode: int = TEXT, final: bool = True) -> bytes:
    """One frame of a server. Servers don't mask frames (RFC 6455, section 5.2)."""
    first = (0x80 if final else 0) | opcode
    size = len(payload)
    if size < 126:
        return bytes((first, size)) + payload
    if size < 1 << 16:
        return bytes((first, 126)) + struct.pack("!H", size) + payload
    return bytes((first, 127)) + struct.pack("!Q", size) + payload


def fragments(payload: bytes, pieces: int) -> bytes:
    """One message in frames of ``pieces`` bytes each (RFC 6455, section 5.4)."""
    parts = [payload[i : i + pieces] for i in range(0, len(payload), pieces)] or [b""]
    last = len(parts) - 1
    return b"".join(
        frame(part, opcode=TEXT if n == 0 else CONTINUATION, final=n == last)
        for n, part in enumerate(parts)
    )
