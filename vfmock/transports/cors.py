"""CORS: pages of any origin may call the endpoints, as they may call the real host."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

EXPOSED = "Content-Disposition"
"""The headers of an answer that a page may read, besides those that it may always read."""

KEPT = "86400"
"""The seconds that a browser may keep the answer to a preflight."""


def headers(request: web.Request) -> dict[str, str]:
    """The headers without which a page may not read an answer, also one that sends cookies along. A
    program sends no ``Origin``."""
    origin = request.headers.get("Origin")
    if origin is None:
        return {}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Expose-Headers": EXPOSED,
        "Vary": "Origin",
    }


def is_preflight(request: web.Request) -> bool:
    """Whether a browser asks what it may send."""
    asks = "Origin" in request.headers and "Access-Control-Request-Method" in request.headers
    return request.method == "OPTIONS" and asks


def preflight(request: web.Request, methods: Iterable[str]) -> web.Response:
    """The answer to a browser that asks what it may send. It may send any header."""
    wanted = request.headers.get("Access-Control-Request-Headers")
    allowed = {} if wanted is None else {"Access-Control-Allow-Headers": wanted}
    told = {
        "Access-Control-Allow-Methods": ", ".join(sorted(methods)),
        "Access-Control-Max-Age": KEPT,
    }
    return web.Response(status=204, headers={**headers(request), **told, **allowed})
