"""The baseline: aiohttp as its documentation shows it, nothing tuned.

Run as a script with the answers as JSON. Prints its URL on stdout when it listens, and serves until
it is stopped.
"""

import asyncio
import json
import sys
from typing import Any

from aiohttp import web

JSON = {"Content-Type": "application/json; charset=utf-8"}
EVENTS = {"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}


def make_app(answers: dict[str, Any]) -> web.Application:
    """Make an application that reads each body and answers fixed bytes."""
    session, interact = answers["session"].encode(), answers["interact"].encode()
    parts = [part.encode() for part in answers["stream"]]

    async def answer_session(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=session, headers=JSON)

    async def answer_interact(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=interact, headers=JSON)

    async def answer_stream(request: web.Request) -> web.StreamResponse:
        await request.read()
        response = web.StreamResponse(headers=EVENTS)
        await response.prepare(request)
        for part in parts:
            await response.write(part)
        await response.write_eof()
        return response

    app = web.Application()
    app.router.add_post("/v4/project/{projectID}/session", answer_session)
    app.router.add_post("/state/user/{userID}/interact", answer_interact)
    app.router.add_post("/v4/interact/stream", answer_stream)
    return app


async def serve() -> None:
    """Listen on a free port of the loopback interface for ever."""
    # vfmock writes no access log either.
    runner = web.AppRunner(make_app(json.loads(sys.argv[1])), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    print(f"http://{host}:{port}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
