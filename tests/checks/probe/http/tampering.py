"""A proxy in front of the mock, which changes what the server answers."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
from aiohttp import web

from tests.clients.base import BOUND


@dataclass(frozen=True, slots=True)
class Passing:
    """An answer on its way, and the request that it answers."""

    method: str
    path: str
    query: str
    sent: Any
    status: int
    type: str
    text: str
    connection: str = ""

    def with_json(self, body: Any) -> Passing:
        """The same with another body."""
        return replace(self, text=json.dumps(body))

    @property
    def body(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.text)


Tamper = Callable[[Passing], Passing]


def where(method: str, path: str, tamper: Tamper) -> Tamper:
    """Change only the answers to a method at paths that match."""

    def change(passing: Passing) -> Passing:
        fits = passing.method == method and re.fullmatch(path, passing.path)
        return tamper(passing) if fits else passing

    return change


@contextmanager
def tampering(url: str, tamper: Tamper) -> Iterator[str]:
    """A server at another URL that answers what the server at ``url`` does, changed."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def pass_on(request: web.Request) -> web.Response:
        sent = await request.read()
        kept = {key: request.headers[key] for key in ("Authorization",) if key in request.headers}
        async with (
            aiohttp.ClientSession() as http,
            http.request(
                request.method,
                url + request.raw_path,
                data=sent,
                headers={**kept, "Content-Type": "application/json"},
            ) as answer,
        ):
            passing = Passing(
                request.method,
                request.path,
                request.query_string,
                json.loads(sent) if sent else None,
                answer.status,
                answer.content_type,
                await answer.text(),
                request.headers.get("Connection", ""),
            )
        changed = tamper(passing)
        return web.Response(
            status=changed.status, text=changed.text, content_type=changed.type or None
        )

    async def start() -> tuple[web.AppRunner, str]:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", pass_on)
        runner = web.AppRunner(app, shutdown_timeout=0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        return runner, f"http://{host}:{port}"

    runner, own = asyncio.run_coroutine_threadsafe(start(), loop).result(BOUND)
    try:
        yield own
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(BOUND)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(BOUND)
        loop.close()
