"""What an endpoint of the admin API is, and the table of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from vfmock.core.registry import Registry
from vfmock.runtime.driver import Driver
from vfmock.types import JSON

PREFIX = "/__vfmock"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A call: its method, its path below the prefix, and what answers it, JSON in and out."""

    method: str
    path: str
    answer: Callable[[Driver, JSON], JSON]


ENDPOINTS: Registry[Endpoint] = Registry("endpoint")


def attach(app: web.Application, driver: Driver) -> None:
    """Add a route for every endpoint."""
    for endpoint in ENDPOINTS.values():
        handler = partial(_handle, endpoint, driver)
        app.router.add_route(endpoint.method, PREFIX + endpoint.path, handler)


async def _handle(endpoint: Endpoint, driver: Driver, request: web.Request) -> web.Response:
    try:
        body = await request.json() if request.can_read_body else None
    except ValueError as error:
        return web.json_response({"error": f"the body is no JSON: {error}"}, status=400)
    return web.json_response(endpoint.answer(driver, body))
