"""Real clients report of vfmock what they report of Node's server, over each transport."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.clients.base import PATH
from tests.clients.fixtures import ClientFactory
from tests.clients.node_client import NodeProcess
from tests.wire.suites import servers as run
from tests.wire.suites.python_lives import Kind, leave, live, refusal

TRANSPORTS = ("websocket", "polling")

VERSIONS = ("socket.io-client-3", "socket.io-client-4.0", "socket.io-client")
"""The versions of socket.io-client for this version of the protocol: 3.1, 4.0 and 4.8."""

OLD = "socket.io-client-2"
"""Version 2.5, which speaks the protocol before."""

OLD_PROBLEMS: dict[str, dict[str, str | int]] = {
    "websocket": {"message": "websocket error"},
    "polling": {"message": "xhr poll error", "detail": 400},
}
"""What a client of the protocol before is told."""

REFUSALS = {
    "/random": {"message": "Invalid namespace"},
    "/refused": {"message": "not today", "data": {"code": 7}},
}
"""What the server tells clients that may not join a namespace."""


@pytest.fixture(scope="module")
def urls() -> Iterator[tuple[str, str]]:
    """The URLs of Node's server and of vfmock."""
    with run.node("socketio") as node, run.vfmock("socketio") as vfmock:
        yield node[run.BEATING], vfmock[run.BEATING]


@pytest.fixture(scope="module")
def recorder() -> Iterator[NodeProcess]:
    """What goes through a life of each version of socket.io-client."""
    process = NodeProcess(str(run.HERE / "recorder.mjs"))
    yield process
    process.close()


async def recorded(recorder: NodeProcess, library: str, url: str, transport: str) -> Any:
    """What a client reports of a server."""
    options = {"path": PATH, "transports": [transport]}
    return await recorder.request("record", library=library, url=url, options=options)


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("library", VERSIONS)
async def test_a_client_of_npm_reports_the_same(
    urls: tuple[str, str], recorder: NodeProcess, library: str, transport: str
) -> None:
    node, vfmock = [await recorded(recorder, library, url, transport) for url in urls]
    assert vfmock == node
    assert [entry[:2] for entry in node if entry[1] != "event"] == [
        ["/", "connect"],
        ["/", "acknowledgement"],
        ["/", "disconnect"],
        ["manager", "reconnect_attempt"],
        ["manager", "reconnect"],
        ["/", "connect"],
        ["/random", "connect_error"],
        ["/refused", "connect_error"],
        ["/custom", "connect"],
        ["/custom", "disconnect"],
        ["/", "disconnect"],
    ]
    reasons = [entry[2] for entry in node if entry[1] == "disconnect"]
    assert reasons == ["transport close", "io server disconnect", "io client disconnect"]
    assert [entry[2] for entry in node if entry[1] == "connect_error"] == list(REFUSALS.values())


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_client_of_the_protocol_before_reports_the_same(
    urls: tuple[str, str], recorder: NodeProcess, transport: str
) -> None:
    node, vfmock = [await recorded(recorder, OLD, url, transport) for url in urls]
    if transport == "websocket":
        # Node's server accepts the websocket, and then writes an HTTP answer into it.
        for told in (node, vfmock):
            del told[0][2]["detail"]
    assert vfmock == node
    problem = {"type": "TransportError", **OLD_PROBLEMS[transport]}
    assert node == [["/", "connect_error", problem]]


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("kind", ["python_async", "python_sync"])
async def test_a_client_of_python_reports_the_same(
    urls: tuple[str, str], make_client: ClientFactory, kind: Kind, transport: str
) -> None:
    node, vfmock = [await live(make_client, kind, url, transport) for url in urls]
    assert vfmock == node
    acknowledged, received, reports = node
    assert acknowledged == [1, "two", b"\3"]
    auth = ("auth", [{"token": "abc"}])
    assert received == [auth, ("message-back", [1, "two", {"three": [3]}, b"\4"]), auth]
    assert [name for name, _ in reports] == ["connect", "disconnect", "connect"]
    reason = "server disconnect" if transport == "polling" else "transport error"
    assert reports[1][1]["raw"] == reason


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("kind", ["python_async", "python_sync"])
async def test_a_client_of_python_reports_the_same_when_it_has_to_leave(
    urls: tuple[str, str], make_client: ClientFactory, kind: Kind, transport: str
) -> None:
    node, vfmock = [await leave(make_client, kind, url, transport) for url in urls]
    assert vfmock == node
    received, reports = node
    assert received == [("auth", [{}])]
    assert [fields.get("raw") for _, fields in reports] == [None, "server disconnect"]


@pytest.mark.parametrize("namespace", ["/random", "/refused"])
@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("kind", ["python_async", "python_sync"])
async def test_a_client_of_python_reports_the_same_refusals(
    urls: tuple[str, str], kind: Kind, transport: str, namespace: str
) -> None:
    node, vfmock = [await refusal(kind, url, transport, namespace) for url in urls]
    assert vfmock == node
    told, _ = node
    assert told == (REFUSALS[namespace],)
