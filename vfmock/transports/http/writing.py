"""Writes the bytes of an answer, as faults want them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aiohttp import web

from vfmock.core.faults.base import WriteShape
from vfmock.endpoints import Framing
from vfmock.runtime.clock import Clock
from vfmock.runtime.response_faults import ResponseFaults
from vfmock.transports import requests
from vfmock.transports.http.outbox import HttpOutbox

GAP = b"\n\n"
"""What is between two events of a stream."""


async def write_whole(
    request: web.Request, response: web.Response, faults: ResponseFaults, clock: Clock
) -> web.StreamResponse:
    """Answer with another body or header, late, or with a part of the body alone."""
    await clock.sleep(faults.delay)
    body = response.body if isinstance(response.body, bytes) else b""
    part = faults.change(body, is_whole=True)
    faults.end()
    headers = _with_type(response.headers, faults)
    if part.end is None:
        headers["Content-Length"] = str(len(part.data))
        return web.Response(status=response.status, body=part.data, headers=headers)
    headers["Content-Length"] = str(len(body))
    cut = web.StreamResponse(status=response.status, headers=headers)
    await cut.prepare(request)
    await cut.write(part.data)
    requests.hang_up(request)
    return cut


class StreamWriter:
    """Writes the frames of one stream. ``is_over``: a fault has ended it."""

    def __init__(
        self,
        request: web.Request,
        stream: Framing,
        headers: Mapping[str, str],
        clock: Clock,
        faults: ResponseFaults | None,
        outbox: HttpOutbox,
    ) -> None:
        self._outbox = outbox
        self._request = request
        self._stream = stream
        self._headers = headers
        self._clock = clock
        self._faults = faults
        self.response = web.StreamResponse()
        self.is_over = False

    async def begin(self, frame: bytes, shape: WriteShape | None) -> None:
        """Write the headers and the first frame."""
        headers = {**self._stream.headers, **self._headers}
        if self._faults is not None:
            self._outbox.waits_for_clock = True
            await self._clock.sleep(self._faults.delay)
            self._outbox.waits_for_clock = False
            headers = _with_type(headers, self._faults)
        self.response = web.StreamResponse(headers=headers)
        await self.response.prepare(self._request)
        if self._faults is None:
            await self._put(self._stream.opening + frame, shape)
        else:
            await self._put(self._stream.opening, shape)
            await self.write(frame, shape)

    async def write(self, frame: bytes, shape: WriteShape | None) -> None:
        """Write a frame, one event after the other if faults are at work."""
        if self._faults is None:
            await self._put(frame, shape)
            return
        for event in _events(frame):
            part = self._faults.change(event, is_whole=False)
            await self._put(part.data, shape)
            if part.end is not None:
                self.is_over = True
                if part.end == "cut":
                    requests.hang_up(self._request)
                return

    async def end(self) -> web.StreamResponse:
        """End the stream."""
        if self._faults is not None:
            self._faults.end()
        if self._request.transport is not None and not self._request.transport.is_closing():
            await self.response.write_eof()
        return self.response

    async def _put(self, data: bytes, shape: WriteShape | None) -> None:
        if data:
            await requests.write(self.response, data, shape, self._clock)


def _events(frame: bytes) -> Iterator[bytes]:
    """The events of a frame."""
    return (event + GAP for event in frame.split(GAP) if event)


def _with_type(headers: Mapping[str, str], faults: ResponseFaults) -> dict[str, str]:
    """The headers, with the content type that a fault wants."""
    if faults.content_type is None:
        return dict(headers)
    kept = {name: value for name, value in headers.items() if name.lower() != "content-type"}
    return {**kept, "Content-Type": faults.content_type}
