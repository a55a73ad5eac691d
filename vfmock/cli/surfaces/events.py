"""Server-sent events, as a client reads them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from vfmock.cli.errors import RejectedError
from vfmock.cli.surfaces.http import HttpResponse, parsed, reason_in
from vfmock.types import JSON, JSONObject


async def streamed(
    response: HttpResponse, watch: Callable[[str, str, JSON], None]
) -> AsyncIterator[JSONObject]:
    """The traces of a stream, each as soon as it is there.

    Raises:
        RejectedError: the stream says so, or it breaks off, or it is none.
    """
    async for name, data in events_of(response.content.iter_any()):
        payload = parsed(data)
        watch("←", name, payload)
        if name == "trace":
            yield payload
        elif name == "error":
            raise RejectedError(reason_in(data))
        elif name == "end":
            return
    raise RejectedError(f"the answer ({response.content_type}) stopped without an event 'end'")


async def events_of(pieces: AsyncIterator[bytes]) -> AsyncIterator[tuple[str, str]]:
    """The name and the data of each event. Its other fields, and comments, have no meaning here."""
    name, data = "", ""
    async for line in _lines(pieces):
        label, _, value = line.partition(":")
        if label == "event":
            name = value.removeprefix(" ")
        elif label == "data":
            data += value.removeprefix(" ")
        elif not line and (name or data):
            yield name, data
            name, data = "", ""


async def _lines(pieces: AsyncIterator[bytes]) -> AsyncIterator[str]:
    """Whole lines. A piece may end anywhere, also inside a character."""
    kept = b""
    async for piece in pieces:
        *whole, kept = (kept + piece).split(b"\n")
        for line in whole:
            yield line.decode(errors="replace").removesuffix("\r")
