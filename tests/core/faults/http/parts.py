"""Parts of bodies, for the faults that change them."""

from __future__ import annotations

from vfmock.core.faults.response_part import ResponsePart

BODY = b'{"traces":[{"payload":{"message":"Hi"}}]}'
EVENT = b'event: trace\nid: 1\ndata: {"payload":{"message":"Hi"}}\n\n'


def whole(data: bytes = BODY) -> ResponsePart:
    """A whole body."""
    return ResponsePart(data=data, number=1, is_whole=True)


def event(number: int = 1, data: bytes = EVENT) -> ResponsePart:
    """An event of a stream."""
    return ResponsePart(data=data, number=number, is_whole=False)
