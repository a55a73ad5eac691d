"""What the clients of calls over HTTP report of a fault: of a whole answer, and of a stream."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpcore  # noqa: F401 -- see below
import httpx
import httpx_sse
import requests

from tests.clients.node_client import NODE_DIRECTORY
from tests.wire.faults.reports import REPORTS
from vfmock import MockServer, text
from vfmock.core.traces.completion import completion
from vfmock.types import JSON, JSONObject

# httpx imports httpcore when its first client is made, and keeps its exceptions. A test that runs
# pytest inside of itself forgets the modules that were imported there: the next client would raise
# other exceptions than those that httpx knows. So httpcore is imported here, with the tests.

SILENT = ("accepted then nothing", "completed missing", "half open", "handshake timeout")
"""Faults after which nothing comes any more."""


def patience(fault: str) -> float:
    """The seconds after which a client gives up: only where nothing will come is that soon."""
    return 0.5 if fault in SILENT else 20.0


WHOLE, STREAM = "/v4/interact", "/v4/interact/stream"

GIVEN: dict[str, JSON] = {
    "http error": {"status": 429, "retry_after": 7},
    "slow first byte": 30,
    "latency": 30,
    "handshake delay": 30,
}
"""What a fault is given here, where it is not what the tests of sockets give it."""

SAID = {"completion cut": "stream"}
"""What the user says, where it is not ``hi``."""


def words(traces: list[JSONObject]) -> str:
    """Traces in short."""
    shown = []
    for trace in traces:
        payload = trace.get("payload") or {}
        said = payload.get("message", payload.get("content", payload.get("state", "")))
        said = said[:20] if isinstance(said, str) else json.dumps(said, separators=(",", ":"))
        shown.append(f"{trace['type']} {said}".strip())
    return ", ".join(shown)


def refused(status: int, headers: Any) -> str:
    """An answer that is no 200."""
    after = headers.get("retry-after")
    return f"HTTP {status}" + (f", retry after {after}" if after else "")


def given_to(fault: str) -> JSON:
    """What a fault is given."""
    report = REPORTS.get(fault)
    return GIVEN.get(fault, None if report is None else report.given)


Ask = Callable[[str, dict[str, str], JSONObject, float], Awaitable[str]]


async def by_requests(url: str, headers: dict[str, str], body: JSONObject, seconds: float) -> str:
    """What ``requests`` reports."""

    def ask() -> str:
        try:
            response = requests.post(url, json=body, headers=headers, timeout=seconds)
            if response.status_code != 200:
                return refused(response.status_code, response.headers)
            return words(response.json()["traces"])
        except requests.RequestException as error:
            return type(error).__name__

    return await asyncio.to_thread(ask)


async def by_httpx(url: str, headers: dict[str, str], body: JSONObject, seconds: float) -> str:
    """What ``httpx`` reports."""
    async with httpx.AsyncClient(timeout=seconds) as client:
        try:
            response = await client.post(url, json=body, headers=headers)
            if response.status_code != 200:
                return refused(response.status_code, response.headers)
            return words(response.json()["traces"])
        except (httpx.HTTPError, ValueError) as error:
            return type(error).__name__


async def by_httpx_sse(url: str, headers: dict[str, str], body: JSONObject, seconds: float) -> str:
    """What ``httpx-sse`` reports."""
    heard: list[JSONObject] = []
    async with httpx.AsyncClient(timeout=seconds) as client:
        try:
            async with httpx_sse.aconnect_sse(
                client, "POST", url, json=body, headers=headers
            ) as source:
                if source.response.status_code != 200:
                    return refused(source.response.status_code, source.response.headers)
                async for event in source.aiter_sse():
                    heard.append(event.json() if event.event == "trace" else {"type": event.event})
            return words(heard)
        except (httpx.HTTPError, ValueError) as error:
            return ", ".join(filter(None, [words(heard), type(error).__name__]))


async def by_fetch(url: str, headers: dict[str, str], body: JSONObject, seconds: float) -> str:
    """What ``fetch`` of Node.js reports."""
    process = await asyncio.create_subprocess_exec(
        "node",
        str(NODE_DIRECTORY / "fetch.mjs"),
        *(url, json.dumps(headers), json.dumps(body), str(int(seconds * 1000))),
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    return out.decode().strip()


CLIENTS: dict[str, tuple[str, Ask]] = {
    "requests": (WHOLE, by_requests),
    "httpx": (WHOLE, by_httpx),
    "fetch": (WHOLE, by_fetch),
    "httpx-sse": (STREAM, by_httpx_sse),
    "fetch of a stream": (STREAM, by_fetch),
}
"""The clients, each with the call that it makes."""


AS_EVER = {WHOLE: "text one, text two", STREAM: "text one, text two, end"}
"""What is heard where no fault changes it."""

LONGEST = 60
"""The characters of an outcome that are compared."""


async def outcome(fault: str, client: str) -> str:
    """What one client reports of one fault, on a server of its own."""
    whole = await _outcome(fault, client) or "nothing"
    return whole if len(whole) <= LONGEST else f"{whole[:LONGEST]}…"


async def _outcome(fault: str, client: str) -> str:
    path, ask = CLIENTS[client]
    with MockServer(clock="mock", autojump=True, seed=7) as server:
        server.on.text("hi").reply(text("one"), text("two"))
        server.on.text("stream").reply(completion("abcd", chunk=2))
        headers = {"Authorization": await asyncio.to_thread(_session, server)}
        report = REPORTS.get(fault)
        given = given_to(fault)
        how = {} if report is None else report.how
        server.faults.add(fault if given is None else {fault: given}, **how)
        body = {
            "action": {"type": "text", "payload": SAID.get(fault, "hi")},
            "config": {"completionEvents": True},
        }
        return await ask(f"{server.url}{path}", headers, body, patience(fault))


def _session(server: MockServer) -> str:
    path = f"{server.url}/v4/project/p/session"
    headers = {"Authorization": "VF.DM.1"}
    answer = requests.post(path, json={"userID": "ada"}, headers=headers, timeout=20)
    return str(answer.json()["sessionKey"])
