"""Goes through a life of each client of Python, and records what it was told."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

import aiohttp
import requests
import socketio  # type: ignore[import-untyped, unused-ignore]

from tests.clients.base import BOUND, PATH, WireClient
from tests.clients.fixtures import ClientFactory

Kind = Literal["python_async", "python_sync"]


async def live(make_client: ClientFactory, kind: Kind, url: str, transport: str) -> list[Any]:
    """What a client reports of a server that it talks to, and that closes its connection."""
    client = make_client(kind)
    options: dict[str, Any] = {
        "transports": [transport],
        "auth": {"token": "abc"},
        "reconnection_delay": 0.01,
        "randomization_factor": 0,
    }
    await client.connect(url, **options)
    await client.next("auth")
    await client.emit("message", 1, "two", {"three": [3]}, b"\4")
    await client.next("message-back")
    acknowledged = await client.call("message-with-ack", 1, "two", b"\3")
    await client.emit("close")
    await client.wait_disconnect()
    if transport == "polling":
        # It takes Engine.IO's close packet for the wish of the application.
        await client.connect(url, **options)
    else:
        await client.wait_report("connect")
    await client.next("auth")
    return [acknowledged, *_told(client)]


async def leave(make_client: ClientFactory, kind: Kind, url: str, transport: str) -> list[Any]:
    """What a client reports of a server that makes it leave one of its namespaces."""
    client = make_client(kind)
    await client.connect(url, transports=[transport], namespaces=["/", "/custom"])
    await client.next("auth")
    await client.emit("leave")
    await client.wait_disconnect()
    return _told(client)


def _told(client: WireClient) -> list[Any]:
    """All events and reports up to now, without ids."""
    reports = [
        (name, {key: value for key, value in fields.items() if key != "sid"})
        for name, fields in client.lifecycle
    ]
    return [client.received, reports]


async def refusal(kind: Kind, url: str, transport: str, namespace: str) -> list[Any]:
    """What a client reports of a namespace that it can't join."""
    if kind == "python_sync":
        return await asyncio.to_thread(_refusal, url, transport, namespace)
    told: list[Any] = []
    async with aiohttp.ClientSession() as http:
        client = socketio.AsyncClient(reconnection=False, handle_sigint=False, http_session=http)
        client.on("connect_error", lambda *data: told.append(data), namespace)
        try:
            await client.connect(url, **_options(transport, namespace))
        except socketio.exceptions.ConnectionError as error:
            told.append(str(error))
    return told


def _refusal(url: str, transport: str, namespace: str) -> list[Any]:
    told: list[Any] = []
    with requests.Session() as http:
        http.trust_env = False
        client = socketio.Client(reconnection=False, handle_sigint=False, http_session=http)
        client.on("connect_error", lambda *data: told.append(data), namespace)
        try:
            client.connect(url, **_options(transport, namespace))
        except socketio.exceptions.ConnectionError as error:
            told.append(str(error))
    return told


def _options(transport: str, namespace: str) -> dict[str, Any]:
    return {
        "socketio_path": PATH,
        "transports": [transport],
        "namespaces": [namespace],
        "wait_timeout": BOUND,
    }
