"""How many packets the answer to one poll may have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from engineio.payload import Payload

PACKETS = 10_000


@contextmanager
def raised_packet_limit() -> Iterator[None]:
    """Take answers of up to ``PACKETS`` packets meanwhile.

    The library takes no more than 16 and drops the connection. That is a limit for what servers
    get; a server may answer a poll with all that it has, and a streamed turn is more than that. It
    has the limit in a class, for the whole process.
    """
    before = Payload.max_decode_packets
    Payload.max_decode_packets = PACKETS
    try:
        yield
    finally:
        Payload.max_decode_packets = before
