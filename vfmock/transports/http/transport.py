"""The transport: HTTP clients on one side, the runtime on the other."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence

from aiohttp import web

from vfmock.core.events import Event, InvalidPayload
from vfmock.core.faults.connect_outcome import Attempt
from vfmock.core.faults.triggers import HANDSHAKE
from vfmock.endpoints import Answer, Endpoint, Request, Said
from vfmock.runtime.link import Link
from vfmock.runtime.world import World
from vfmock.transports import requests
from vfmock.transports.http.outbox import HttpOutbox, RequestEnding
from vfmock.types import JSON

_LOGGER = logging.getLogger("vfmock")


class HttpTransport:
    """Answers the requests to one instance, for the endpoints of a world."""

    def __init__(self, world: World, *, instance: int = 0) -> None:
        self._world = world
        self._instance = instance
        self._draining = False

    def drain(self) -> None:
        """Take no new request from now on. Requests under way go on."""
        self._draining = True

    async def serve(self, endpoint: Endpoint, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        world = self._world
        attempt = Attempt(trigger=HANDSHAKE, transport=HttpOutbox.transport)
        outcomes = [requests.GOING] if self._draining else world.faults.outcomes(attempt)
        refused = await requests.carry_out(outcomes, request, world.clock)
        if refused is not None:
            return refused
        try:
            text = await requests.read(request)
        except requests.UnreadableBody as error:
            return web.json_response({"error": str(error)}, status=error.status)
        outbox = HttpOutbox(endpoint.is_over)
        link = world.inbound.join(outbox, endpoint.words, self._instance)
        try:
            self._hand_in(endpoint, request, text, link, outbox)
            if endpoint.frame is None:
                return await self._answer(endpoint, request, outbox)
            return await self._stream(endpoint.frame, endpoint, request, outbox)
        except ConnectionError:
            raise
        except Exception as error:  # it must not look like the runtime's answer
            _LOGGER.exception("internal error at %s", endpoint.title)
            problem = f"{endpoint.title}: {type(error).__name__}: {error}"
            world.notes.add("internal_error", problem, link)
            return web.json_response({"error": problem}, status=500)
        finally:
            world.inbound.leave(link)

    def _hand_in(
        self,
        endpoint: Endpoint,
        request: web.Request,
        text: bytes,
        link: Link,
        outbox: HttpOutbox,
    ) -> None:
        """Hand in what a request means, or what is wrong with it, until it is answered."""
        body, events = self._read(endpoint, request, text)
        for event in events:
            if outbox.ending is None:
                self._world.inbound.hand_in(link, event, wire=endpoint.title, payload=body)

    def _read(
        self, endpoint: Endpoint, request: web.Request, text: bytes
    ) -> tuple[JSON, Sequence[Event]]:
        try:
            body = json.loads(text) if text.strip() else None
        except (ValueError, RecursionError) as error:
            problem = f"{endpoint.title}: the body is no JSON: {error}"
            return text.decode(errors="replace"), (_invalid(endpoint, problem),)
        if endpoint.request_schema is not None:
            contract = self._world.contract
            violation = contract.check_all(endpoint.request_schema, body, endpoint.title)
            if violation is not None:
                return body, (_invalid(endpoint, str(violation)),)
        asked = Request(
            path=request.match_info, query=request.query, headers=request.headers, body=body
        )
        return body, endpoint.read(asked)

    async def _answer(
        self, endpoint: Endpoint, request: web.Request, outbox: HttpOutbox
    ) -> web.StreamResponse:
        """Answer when all parts have come."""
        said = [one async for one in outbox]
        if outbox.ending is not RequestEnding.ANSWERED:
            return await _fail(outbox.ending, request)
        answer = endpoint.answer(said)
        self._check(endpoint, answer)
        response = web.json_response(
            answer.body, status=answer.status, headers=dict(answer.headers)
        )
        if outbox.shape is None:
            return response
        return await requests.pour(request, response, outbox.shape, self._world.clock)

    async def _stream(
        self,
        frame: Callable[[Said], bytes],
        endpoint: Endpoint,
        request: web.Request,
        outbox: HttpOutbox,
    ) -> web.StreamResponse:
        """Write each part as it comes."""
        response = web.StreamResponse(headers=dict(endpoint.headers))
        await response.prepare(request)
        async for said in outbox:
            await requests.write(response, frame(said), outbox.shape, self._world.clock)
        if outbox.ending is not RequestEnding.ANSWERED:
            return await _fail(outbox.ending, request)
        await response.write_eof()
        return response

    def _check(self, endpoint: Endpoint, answer: Answer) -> None:
        """Check an answer against its schema."""
        if endpoint.answer_schema is not None and answer.status < 400:
            contract = self._world.contract
            violation = contract.check_all(endpoint.answer_schema, answer.body, endpoint.title)
            if violation is not None:
                self._world.notes.add("violation", f"sent {violation}")


async def _fail(ending: RequestEnding | None, request: web.Request) -> web.StreamResponse:
    """End a request that will not be answered."""
    if ending is RequestEnding.SILENT:
        await requests.never()
    requests.reset(request)
    return web.Response(status=503)


def _invalid(endpoint: Endpoint, problem: str) -> InvalidPayload:
    return InvalidPayload(event=endpoint.title, problem=problem, is_action=True)
