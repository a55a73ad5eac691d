"""The base of the calls of the admin API, and the table of calls."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from vfmock.core.registry import Registry
from vfmock.durations import duration
from vfmock.errors import VfmockError, nearest, suggest
from vfmock.runtime.control import Control
from vfmock.runtime.worlds import Visitor, Worlds
from vfmock.transports.admin.access import Access
from vfmock.transports.requests import UnreadableBody, read, skip
from vfmock.types import JSON, JSONObject

PREFIX = "/__vfmock"

LONGEST = 1e12
"""The limit in seconds, some 30,000 years. More is a mistake, and more than dates can hold."""

PART = 64 * 1024
"""The size of a part of a listing, in bytes. A part is at least one item."""


class CallError(VfmockError):
    """A call of the admin API that can't be answered. ``status`` is the HTTP status."""

    def __init__(self, problem: str, status: int = 400) -> None:
        super().__init__(problem)
        self.status = status


@dataclass(frozen=True, slots=True)
class AdminRequest:
    """One call: the world's control, the body (JSON, ``None`` without a body), path and query."""

    control: Control
    body: JSON
    path: Mapping[str, str]
    query: Mapping[str, str]

    def fields(self, known: Collection[str]) -> JSONObject:
        """The body as an object that has no other keys than these.

        Raises:
            CallError: the body is not an object, or has another key.
        """
        body = {} if self.body is None else self.body
        if not isinstance(body, dict):
            raise CallError(f"wanted an object with {', '.join(known)}, got {_kind(body)}")
        for name in body:
            if name not in known:
                raise CallError(f"unknown key {name!r}{suggest(name, known)}")
        return body


@dataclass(frozen=True, slots=True)
class Listing:
    """An answer that is too long to be made at once: an object with a list in it.

    ``items`` are made and sent one after the other, under the key ``name``. ``rest`` is what else
    the object has.
    """

    name: str
    items: Iterable[JSON]
    rest: JSONObject


@dataclass(frozen=True, slots=True)
class Download:
    """An answer that is no JSON but the bytes of a file. Clients chose them, so no browser may take
    them for a page of this host."""

    content: bytes

    def response(self) -> web.Response:
        """The bytes, of no known type."""
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Disposition": "attachment",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=self.content, headers=headers)


@dataclass(frozen=True, slots=True)
class AdminCall:
    """A call: its method, its path below the prefix, and the function that answers it, with JSON
    unless it says otherwise.

    ``{name}`` in the path is a part that the call gets under this name.
    """

    method: str
    path: str
    answer: Callable[[AdminRequest], JSON | Listing | Download]


ADMIN_CALLS: Registry[AdminCall] = Registry("admin call")


def seconds_of(name: str, value: JSON) -> float:
    """Read a length of time: seconds, or a duration such as ``30m``.

    Raises:
        CallError: it is not a length of time, is negative, or is too long.
    """
    try:
        seconds = duration(value)
    except ValueError as problem:
        raise CallError(f"{name!r}: {problem}") from None
    if not 0 <= seconds < LONGEST:
        raise CallError(f"{name!r}: wanted 0 seconds or more, up to {LONGEST:g}, got {value!r}")
    return seconds


def attach(app: web.Application, worlds: Worlds, access: Access) -> None:
    """Add a route for every admin call, and one for unknown calls that lists the known ones."""
    for call in ADMIN_CALLS.values():
        handler = _guarded(access, partial(_handle, call, worlds))
        app.router.add_route(call.method, PREFIX + call.path, handler)
    app.router.add_route("*", PREFIX + "{path:.*}", _guarded(access, _unknown))


def _guarded(access: Access, handler: Handler) -> Handler:
    """The handler, for those who may call."""

    async def handle(request: web.Request) -> web.StreamResponse:
        denial = access.denial(request)
        if denial is None:
            return await handler(request)
        await skip(request)
        headers = {"WWW-Authenticate": "Bearer"} if denial.status == 401 else {}
        return _problem(denial.problem, denial.status, **headers)

    return handle


async def _handle(call: AdminCall, worlds: Worlds, request: web.Request) -> web.StreamResponse:
    try:
        text = (await read(request)).decode()
        body = json.loads(text, parse_constant=_no_constant) if text.strip() else None
    except UnreadableBody as error:
        return _problem(str(error), error.status)
    except (ValueError, RecursionError) as error:
        return _problem(f"the body is no JSON: {error}", 400)
    try:
        control = worlds.choose(Visitor(request.query, request.headers))
        answer = call.answer(AdminRequest(control, body, request.match_info, request.query))
    except CallError as error:
        return _problem(str(error), error.status)
    except VfmockError as error:
        return _problem(str(error), 400)
    if isinstance(answer, Listing):
        return await _stream(answer, request)
    if isinstance(answer, Download):
        return answer.response()
    return web.json_response(answer)


async def _stream(listing: Listing, request: web.Request) -> web.StreamResponse:
    """Send a listing in parts. Other requests are served between them."""
    response = web.StreamResponse(headers={"Content-Type": "application/json; charset=utf-8"})
    await response.prepare(request)
    part = bytearray(b"{" + json.dumps(listing.name).encode() + b": [")
    comma = b""
    for item in listing.items:
        part += comma + json.dumps(item).encode()
        comma = b", "
        if len(part) >= PART:
            await response.write(bytes(part))
            await asyncio.sleep(0)
            part.clear()
    rest = "".join(f", {json.dumps(name)}: {json.dumps(one)}" for name, one in listing.rest.items())
    await response.write(bytes(part) + b"]" + rest.encode() + b"}")
    await response.write_eof()
    return response


async def _unknown(request: web.Request) -> web.Response:
    """Answer an unknown call with the names of the known calls."""
    await skip(request)
    path = "/" + request.match_info["path"].strip("/")
    methods = sorted(one.method for one in ADMIN_CALLS.values() if one.path == path)
    if methods:
        problem = f"{path} takes {', '.join(methods)}, not {request.method}"
        return _problem(problem, 405, Allow=", ".join(methods))
    known = {call.path for call in ADMIN_CALLS.values()}
    near = nearest(path, known)
    hint = f", did you mean {near!r}" if near else ""
    return _problem(f"no admin call {path!r}{hint} (known: {', '.join(sorted(known))})", 404)


def _problem(text: str, status: int, **headers: str) -> web.Response:
    return web.json_response({"error": text}, status=status, headers=headers)


def _kind(value: Any) -> str:
    return {list: "a list", str: "a string", bool: "a boolean"}.get(type(value), "a number")


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
