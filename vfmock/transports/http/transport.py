"""The transport: HTTP clients on one side, the runtime on the other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from aiohttp import web

from vfmock.core.events import Event, InvalidPayload
from vfmock.core.faults.connect_outcome import Attempt, Respond
from vfmock.core.faults.triggers import HANDSHAKE
from vfmock.core.files import FileContent
from vfmock.endpoints import Answer, Endpoint, Framing, Request, RequestRefused, Said
from vfmock.endpoints.phrases import phrase
from vfmock.runtime.ids import derive, id_maker
from vfmock.runtime.link import Link
from vfmock.runtime.world import World
from vfmock.transports import cors, requests
from vfmock.transports.http import form_body, json_body
from vfmock.transports.http.keep_alive import kept_alive
from vfmock.transports.http.outbox import HttpOutbox, RequestEnding
from vfmock.transports.http.writing import StreamWriter, write_whole
from vfmock.transports.refusals import Refusals
from vfmock.types import JSON

_LOGGER = logging.getLogger("vfmock")


@dataclass(frozen=True, slots=True)
class EndpointCall:
    """A request to an endpoint. ``headers`` are those of every answer to it."""

    endpoint: Endpoint
    request: web.Request
    asked: Request
    headers: Mapping[str, str]

    def respond(self, answer: Answer) -> web.Response:
        """The answer as a response."""
        headers = {**self.headers, **answer.headers}
        if answer.text is not None:
            return web.Response(status=answer.status, text=answer.text, headers=headers)
        if answer.body is None:
            return web.Response(status=answer.status, headers=headers)
        return web.json_response(answer.body, status=answer.status, headers=headers)

    def instead(self, outcome: Respond) -> web.Response:
        """The response that a fault wants, in the endpoint's own words."""
        problem = outcome.text or phrase(outcome.status)
        response = self.refuse(RequestRefused(outcome.status, problem))
        response.headers.update(outcome.headers)
        return response

    def refuse(self, refused: RequestRefused) -> web.Response:
        """The response to a request that is not served."""
        return self.respond(self.endpoint.refuse(self.asked, refused))


class HttpTransport:
    """Answers the requests to one instance, for the endpoints of a world.

    ``max_file`` is the largest file in a form, in bytes.
    """

    def __init__(self, world: World, *, max_file: int, instance: int = 0) -> None:
        self._world = world
        self._max_file = max_file
        self._instance = instance
        self._refusals = Refusals(world.notes)
        self._new_id = id_maker(derive(world.script.seed, "requests", instance))
        self._draining = False

    def drain(self) -> None:
        """Take no new request from now on. Requests under way go on."""
        self._draining = True

    async def serve(self, endpoint: Endpoint, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        world, shared = self._world, cors.headers(request)
        asked = Request(
            path=request.match_info,
            query=request.query,
            headers=request.headers,
            at=world.clock.now(),
            id=self._new_id(),
            origin=_origin_of(request),
        )
        call = EndpointCall(endpoint, request, asked, shared)
        attempt = Attempt(trigger=HANDSHAKE, transport=HttpOutbox.transport)
        outcomes = [requests.GOING] if self._draining else world.faults.outcomes(attempt)
        refused = await requests.carry_out(outcomes, request, world.clock, call.instead)
        if refused is not None:
            return refused
        outbox = HttpOutbox(endpoint.is_over)
        link = world.inbound.join(outbox, endpoint.words, self._instance)
        try:
            return await self._serve(call, link, outbox)
        except ConnectionError:
            raise
        except Exception as error:  # it must not look like the runtime's answer
            _LOGGER.exception("internal error at %s", endpoint.title)
            problem = f"{endpoint.title}: {type(error).__name__}: {error}"
            world.notes.add("internal_error", problem, link)
            return web.json_response({"error": problem}, status=500, headers=shared)
        finally:
            world.inbound.leave(link)

    async def _serve(
        self, call: EndpointCall, link: Link, outbox: HttpOutbox
    ) -> web.StreamResponse:
        """Read a request, hand in what it means, and answer it."""
        endpoint, request = call.endpoint, call.request
        try:
            body, file, problem = await self._read_body(endpoint, request)
        except requests.UnreadableBody as error:
            self._refusals.add(f"{endpoint.title}: {error}")
            response = call.refuse(RequestRefused(error.status, str(error)))
            response.force_close()  # else the client may send its next request here
            return response
        call = replace(call, asked=replace(call.asked, body=body, file=file))
        events: Sequence[Event] = () if problem is None else (_invalid(endpoint, problem),)
        try:
            events = events or self._read(call)
            for event in events:
                if outbox.ending is None:
                    self._world.inbound.hand_in(link, event, wire=endpoint.title, payload=body)
            if file is not None:
                file.take()  # what nobody has stored must not stay in the journal
            if endpoint.stream is not None:
                return await self._stream(endpoint.stream(call.asked), call, outbox, link)
            assert endpoint.answer is not None
            make = partial(endpoint.answer, call.asked)
            return await self._answer(make, call, outbox, link)
        except RequestRefused as refused:
            return call.refuse(refused)

    def _read(self, call: EndpointCall) -> Sequence[Event]:
        """The events of a request. Note why it is refused, or what was probably meant otherwise."""
        endpoint, asked = call.endpoint, call.asked
        try:
            events = endpoint.read(asked)
        except RequestRefused as refused:
            hint = f" ({refused.hint})" if refused.hint else ""
            self._refusals.add(f"{endpoint.title}: {refused.problem}{hint}")
            raise
        doubt = endpoint.remark(asked)
        if doubt:
            self._refusals.doubt(f"{endpoint.title}: {doubt}")
        return events

    async def _read_body(
        self, endpoint: Endpoint, request: web.Request
    ) -> tuple[JSON, FileContent | None, str | None]:
        """The body of a request, the file in it, and what is wrong with it.

        Raises:
            UnreadableBody: it can't be read, or is too large.
        """
        if not endpoint.form:
            body, problem = self._body(endpoint, await requests.read(request))
            return body, None, problem
        largest = self._max_file
        try:
            text = await requests.read(request, form_body.longest(largest))
        except requests.UnreadableBody as error:
            raise form_body.too_large(largest) if error.status == 413 else error from None
        try:
            fields, file = form_body.parse(request.headers.get("Content-Type", ""), text, largest)
        except ValueError as error:
            return None, None, f"{endpoint.title}: {error}"
        return fields, file, self._problem_with(endpoint, fields)

    def _body(self, endpoint: Endpoint, text: bytes) -> tuple[JSON, str | None]:
        """The JSON of a request, and what is wrong with it."""
        try:
            body = json_body.parse(text)
        except ValueError as error:
            problem = f"{endpoint.title}: the body is no JSON: {error}"
            return text.decode(errors="replace"), problem
        return body, self._problem_with(endpoint, body)

    def _problem_with(self, endpoint: Endpoint, body: JSON) -> str | None:
        """What is wrong with a body, by its schema."""
        if endpoint.request_schema is None:
            return None
        contract = self._world.contract
        violation = contract.check_all(endpoint.request_schema, body, endpoint.title)
        return None if violation is None else str(violation)

    async def _answer(
        self,
        make: Callable[[Sequence[Said]], Answer],
        call: EndpointCall,
        outbox: HttpOutbox,
        link: Link,
    ) -> web.StreamResponse:
        """Answer when all parts have come."""
        said = [one async for one in outbox]
        if outbox.ending is not RequestEnding.ANSWERED:
            return await _fail(outbox.ending, call.request)
        answer = make(said)
        if not link.is_altered:  # a fault sends wrong things on purpose
            self._check(call.endpoint, answer)
        response = call.respond(answer)
        faults = self._world.faults.of_response(link)
        if faults is not None:
            return await write_whole(call.request, response, faults, self._world.clock)
        if outbox.shape is None:
            return response
        return await requests.pour(call.request, response, outbox.shape, self._world.clock)

    async def _stream(
        self, stream: Framing, call: EndpointCall, outbox: HttpOutbox, link: Link
    ) -> web.StreamResponse:
        """Write each part as it comes. The first part may be why nothing is streamed."""
        clock, writer = self._world.clock, None
        with kept_alive(clock, stream.keep_alive, outbox):
            async for said in outbox:
                frame = stream.frame(said)
                if writer is None:
                    problem = call.endpoint.problem_in(said)
                    if problem is not None:
                        raise problem
                    faults = self._world.faults.of_response(link)
                    writer = StreamWriter(call.request, stream, call.headers, clock, faults, outbox)
                    await writer.begin(frame, outbox.shape)
                else:
                    await writer.write(frame, outbox.shape)
                if writer.is_over:
                    break
        if writer is None or (outbox.ending is not RequestEnding.ANSWERED and not writer.is_over):
            return await _fail(outbox.ending, call.request)
        return await writer.end()

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


def _origin_of(request: web.Request) -> str:
    """The URL of the host that the client has called."""
    return f"{request.scheme}://{request.host}"


def _invalid(endpoint: Endpoint, problem: str) -> InvalidPayload:
    return InvalidPayload(event=endpoint.title, problem=problem, is_action=True)
