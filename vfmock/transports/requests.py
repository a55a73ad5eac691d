"""What faults do to an HTTP request of any kind."""

from __future__ import annotations

import asyncio
import os
import socket as sockets
import struct
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from aiohttp import web

from vfmock.core.faults.base import WriteShape
from vfmock.core.faults.connect_outcome import ConnectOutcome, Delay, NoAnswer, Reset, Respond
from vfmock.runtime.clock import Clock

CUT = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
"""The ``SO_LINGER`` value that turns a close into a reset. Windows has shorter numbers in it."""

GOING = Respond(503, "the server is going away")
"""What a new client is told while the server drains."""


async def carry_out(
    outcomes: Iterable[ConnectOutcome],
    request: web.Request,
    clock: Clock,
    answer: Callable[[Respond], web.Response],
) -> web.StreamResponse | None:
    """Carry out the outcome of an attempt to connect. Return the answer, or ``None`` to go on.

    ``answer`` makes the response that an outcome wants.
    """
    for outcome in outcomes:
        match outcome:
            case Delay():
                await clock.sleep(outcome.seconds)
            case NoAnswer():
                await never()
            case Respond():
                return answer(outcome)
            case Reset():
                reset(request)
                return web.Response(status=503)
    return None


def plain(outcome: Respond, headers: Mapping[str, str]) -> web.Response:
    """The response of an outcome as a text, with these headers too."""
    whole = dict(outcome.headers) | dict(headers)
    return web.Response(status=outcome.status, text=outcome.text, headers=whole)


class UnreadableBody(Exception):
    """A request whose body can't be read. ``status`` is the HTTP status of the answer."""

    def __init__(self, status: int, problem: str) -> None:
        super().__init__(problem)
        self.status = status


async def read(request: web.Request, largest: int | None = None) -> bytes:
    """The whole body of a request. ``largest`` is its limit in bytes, if it has one of its own.

    Raises:
        UnreadableBody: it is too large, or is not what its headers say.
    """
    try:
        return await (request.read() if largest is None else _up_to(largest, request))
    except web.HTTPRequestEntityTooLarge as error:
        raise UnreadableBody(413, f"the body is too large: {error.text}") from None
    except web.RequestPayloadError as error:
        # aiohttp would go on reading for the next request of the connection, fail, and log it.
        request.content.feed_eof()
        request.protocol.close()
        encoding = request.headers.get("Content-Encoding")
        hint = "" if encoding is None else f" (Content-Encoding: {encoding})"
        raise UnreadableBody(400, f"the body can't be read{hint}: {error}") from None


async def _up_to(largest: int, request: web.Request) -> bytes:
    """The body, read only as far as it may be long.

    Raises:
        UnreadableBody: it is longer.
    """
    body = bytearray()
    async for part in request.content.iter_any():
        body += part
        if len(body) > largest:
            raise UnreadableBody(413, f"the body is too large: it has more than {largest} bytes")
    return bytes(body)


async def skip(request: web.Request) -> None:
    """Read a body that nobody needs. Otherwise aiohttp reads it, and logs what is wrong with it."""
    with suppress(UnreadableBody):
        await read(request)


async def never() -> None:
    """Wait until the client or the server is gone. Both cancel the handler of a request."""
    await asyncio.Event().wait()


def reset(request: web.Request) -> None:
    """Cut the TCP connection of a request, with a reset."""
    if request.transport is not None:
        connection = request.transport.get_extra_info("socket")
        connection.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, CUT)
        request.transport.abort()


def hang_up(request: web.Request) -> None:
    """Close the TCP connection of a request, after everything written."""
    if request.transport is not None:
        request.transport.close()


async def pour(
    request: web.Request, response: web.Response, shape: WriteShape, clock: Clock
) -> web.StreamResponse:
    """Write a response in the shape of the wire."""
    body = response.body if isinstance(response.body, bytes) else b""
    headers = {k: v for k, v in response.headers.items() if k.lower() != "content-length"}
    poured = web.StreamResponse(status=response.status, headers=headers)
    await poured.prepare(request)
    with suppress(ConnectionError):  # the client may leave meanwhile
        await write(poured, body, shape, clock)
        await poured.write_eof()
    return poured


async def write(
    response: web.StreamResponse, data: bytes, shape: WriteShape | None, clock: Clock
) -> None:
    """Write a part of a response in the shape of the wire; ``None``: at once."""
    if shape is None:
        await response.write(data)
        return
    size = shape.pieces or max(1, len(data))
    for start in range(0, len(data), size):
        await response.write(data[start : start + size])
        await clock.sleep(shape.every)
