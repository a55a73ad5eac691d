"""Websocket frames (RFC 6455), as much of them as a load generator needs."""

WHOLE_TEXT = 0x81
"""First byte of a text frame that is not fragmented."""
CLOSE = 0x88
PING = 0x89
PONG = 0x8A


def client_frame(payload: bytes, first: int = WHOLE_TEXT) -> bytes:
    """Make a client's frame out of up to 65,535 bytes.

    A client must mask (section 5.3). The mask here is zero: servers must take it, and it leaves the
    payload as it is, so that a frame is made once and sent again and again.
    """
    size = len(payload)
    if size < 126:
        head = bytes((first, 0x80 | size))
    else:
        head = bytes((first, 0x80 | 126)) + size.to_bytes(2)
    return head + bytes(4) + payload


def split(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """Split a server's bytes into whole frames, each (first byte, payload), and the rest."""
    frames = []
    start = 0
    end = len(data)
    while end - start >= 2:
        size = data[start + 1]
        body = start + 2
        if size >= 126:
            body += 2 if size == 126 else 8
            if body > end:
                break
            size = int.from_bytes(data[start + 2 : body])
        stop = body + size
        if stop > end:
            break
        frames.append((data[start], data[body:stop]))
        start = stop
    return frames, data[start:]
