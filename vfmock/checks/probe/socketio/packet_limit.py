"""How many packets the answer to one poll may have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from engineio.payload import Payload

PACKETS = 10_000


@contextmanager
def raised_packet_limit() -> Iterator[None]:
    """While this lasts, accept answers of up to ``PACKETS`` packets.

    The library accepts at most 16, and drops the connection otherwise. This limit is meant for what
    servers get. A server may answer a poll with everything it has, and a streamed turn has more.
    The library has the limit in a class, for the whole process.
    """
    before = Payload.max_decode_packets
    Payload.max_decode_packets = PACKETS
    try:
        yield
    finally:
        Payload.max_decode_packets = before
