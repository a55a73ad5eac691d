"""The baseline: python-socketio on aiohttp as its documentation shows it, nothing tuned.

Run as a script. Prints its URL on stdout when it listens, and serves until it is stopped.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

import socketio
from aiohttp import web

TURN: dict[str, Any] = json.loads(Path(__file__).with_name("turn.json").read_text("utf-8"))


def make_server() -> socketio.AsyncServer:
    """Make a server with default JSON that answers each client event with a fixed payload."""
    sio = socketio.AsyncServer(async_mode="aiohttp")

    async def start(sid: str, data: object) -> None:
        await sio.emit("client.started", TURN["started"], to=sid)

    async def create(sid: str, data: object) -> None:
        await sio.emit("session.created", TURN["created"], to=sid)

    async def send(sid: str, data: object) -> None:
        await sio.emit("action.status", TURN["accepted"], to=sid)
        for trace in TURN["traces"]:
            await sio.emit("action.trace", trace, to=sid)
        await sio.emit("action.status", TURN["completed"], to=sid)

    # Names with a dot cannot be method names, so each handler is registered by hand.
    sio.on("client.start", start)
    sio.on("session.create", create)
    sio.on("action.send", send)
    return sio


async def serve() -> None:
    """Listen on a free port of the loopback interface for ever."""
    app = web.Application()
    make_server().attach(app, socketio_path="/v4/interact/socket")
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    print(f"http://{host}:{port}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
