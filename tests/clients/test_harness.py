"""The clients themselves, against a bare python-socketio server."""

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import socketio  # type: ignore[import-untyped, unused-ignore]
from aiohttp import web

from . import fixtures
from .base import (
    PATH,
    ClientGoneError,
    ConnectError,
    DisconnectReason,
    NotReceivedError,
    TransportMode,
    UpgradeError,
    WireClient,
)
from .fixtures import DOCUMENTED_OPTIONS, ClientFactory, ClientKind, require_node
from .node_client import NODE_DIRECTORY, UNDEFINED, NodeClient, NodeProcess, decode, encode

SURROGATES = "a\ud83dz \ude00"


class Server:
    """Echoes, counts, refuses and disconnects, as the events' names say."""

    def __init__(self, **options: Any) -> None:
        self.url = ""
        self.sio: Any = socketio.AsyncServer(async_mode="aiohttp", **options)
        for handler in (self.connect, self.echo, self.ask, self.burst, self.leave, self.drop):
            self.sio.on(handler.__name__, handler)
        self._release_polls()
        application = web.Application()
        self.sio.attach(application, PATH)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1)

    async def connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        if auth and "refuse" in auth:
            raise socketio.exceptions.ConnectionRefusedError("go away", {"code": 7})

    async def echo(self, sid: str, *args: Any) -> None:
        await self.sio.emit("echoed", args, to=sid)

    async def ask(self, sid: str, *args: Any) -> tuple[Any, ...]:
        return args

    async def burst(self, sid: str, count: int) -> None:
        for number in range(count):
            await self.sio.emit("number", number, to=sid)

    async def leave(self, sid: str) -> None:
        await self.sio.disconnect(sid)

    async def drop(self, sid: str) -> None:
        """Close the TCP connection of a websocket."""
        environ = self.sio.get_environ(sid)
        environ["aiohttp.request"].transport.abort()

    def _release_polls(self) -> None:
        """Answer the poll that is open when its client leaves.

        python-engineio leaves it open for an interval and a timeout of the ping together, and
        Python's clients do not leave before it is answered.
        """
        eio = self.sio.eio
        disconnected = eio.handlers["disconnect"]

        async def release(eio_sid: str, reason: str) -> None:
            await disconnected(eio_sid, reason)
            if reason == eio.reason.CLIENT_DISCONNECT:
                eio.sockets[eio_sid].queue.put_nowait(None)

        eio.on("disconnect", release)

    async def start(self) -> None:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def stop(self) -> None:
        await self.sio.shutdown()
        await self._runner.cleanup()


@asynccontextmanager
async def running(**options: Any) -> AsyncIterator[Server]:
    server = Server(**options)
    await server.start()
    yield server
    await server.stop()


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Server]:
    async with running() as server:
        yield server


@pytest_asyncio.fixture
async def polling_server() -> AsyncIterator[Server]:
    async with running(transports=["polling"]) as server:
        yield server


@pytest_asyncio.fixture
async def client(
    server: Server, make_client: ClientFactory, client_kind: ClientKind, transport: TransportMode
) -> WireClient:
    client = make_client(client_kind)
    await client.connect_via(server.url, transport)
    return client


# Every client over every transport


async def test_a_client_connects_over_the_wanted_transport(
    client: WireClient, transport: TransportMode
) -> None:
    assert client.transport == ("polling" if transport == "polling" else "websocket")


async def test_a_client_sends_and_receives_events(client: WireClient) -> None:
    await client.emit("echo", {"a": [1, None]}, "two", [3])
    assert await client.next("echoed") == [{"a": [1, None]}, "two", [3]]
    await client.emit("echo")
    assert await client.next("echoed") == []
    assert client.received == [("echoed", [{"a": [1, None]}, "two", [3]]), ("echoed", [])]


async def test_a_client_gets_an_acknowledgement(client: WireClient) -> None:
    assert await client.call("ask", 1, {"b": 2}) == [1, {"b": 2}]


async def test_a_client_carries_binary_and_lone_surrogates(client: WireClient) -> None:
    await client.emit("echo", b"\x00\xff", {"nested": [b""]}, SURROGATES)
    assert await client.next("echoed") == [b"\x00\xff", {"nested": [b""]}, SURROGATES]


async def test_a_client_keeps_the_order_of_events(
    client: WireClient, transport: TransportMode
) -> None:
    # Python's clients take no more than 16 packets from one poll.
    count = 15 if transport == "polling" else 100
    await client.emit("burst", count)
    events = await client.collect_until("number", lambda args: args == [count - 1])
    assert events == [("number", [number]) for number in range(count)]


async def test_a_client_reports_that_the_server_disconnects(client: WireClient) -> None:
    await client.emit("leave")
    assert await client.wait_disconnect() == DisconnectReason.SERVER
    assert client.transport is None


async def test_a_client_reports_that_the_client_disconnects(client: WireClient) -> None:
    await client.disconnect()
    assert await client.wait_disconnect() == DisconnectReason.CLIENT
    assert client.transport is None


async def test_a_client_can_connect_again(
    client: WireClient, server: Server, transport: TransportMode
) -> None:
    await client.disconnect()
    await client.connect_via(server.url, transport)
    await client.emit("echo", "again")
    assert await client.next("echoed") == ["again"]


# Every client


async def test_a_refusal_is_a_connect_error_with_its_data(
    server: Server, make_client: ClientFactory, client_kind: ClientKind
) -> None:
    with pytest.raises(ConnectError, match=r"^go away$") as caught:
        await make_client(client_kind).connect(server.url, auth={"refuse": True})
    assert caught.value.data == {"code": 7}


async def test_a_closed_port_is_a_connect_error(
    make_client: ClientFactory, client_kind: ClientKind
) -> None:
    async with running() as server:
        pass
    with pytest.raises(ConnectError):
        await make_client(client_kind).connect(server.url)


RECONNECT_AT_ONCE: dict[ClientKind, dict[str, Any]] = {
    "node": {"reconnectionDelay": 1, "randomizationFactor": 0},
    "python_async": {"reconnection_delay": 0.001, "randomization_factor": 0},
    "python_sync": {"reconnection_delay": 0.001, "randomization_factor": 0},
}


async def test_a_client_reconnects_after_a_lost_transport(
    server: Server, make_client: ClientFactory, client_kind: ClientKind
) -> None:
    client = make_client(client_kind)
    await client.connect(server.url, **RECONNECT_AT_ONCE[client_kind])
    await client.emit("drop")
    assert await client.wait_disconnect() == DisconnectReason.TRANSPORT
    await client.wait_report("connect")
    await client.emit("echo", "back")
    assert await client.next("echoed") == ["back"]


async def test_a_failed_upgrade_is_an_error(
    polling_server: Server, make_client: ClientFactory, client_kind: ClientKind
) -> None:
    with pytest.raises(UpgradeError):
        await make_client(client_kind).connect_via(polling_server.url, "upgrade")


async def test_the_error_of_a_failed_wait_lists_what_came(
    server: Server, make_client: ClientFactory, client_kind: ClientKind
) -> None:
    async with make_client(client_kind) as client:
        await client.connect(server.url)
        await client.emit("echo", 1)
        await client.next("echoed")
        with pytest.raises(NotReceivedError) as caught:
            await client.next("echoed", timeout=0)
    lines = str(caught.value).splitlines()
    assert lines[0] == "no event 'echoed' within 0 s; arrived:"
    assert lines[1].startswith("  (report) connect [{'sid': ")
    assert lines[2:] == ["  (event) echoed [1]"]


# The Node client


@pytest_asyncio.fixture
async def node(server: Server, make_client: ClientFactory) -> NodeClient:
    client = make_client("node")
    await client.connect(server.url, **RECONNECT_AT_ONCE["node"])
    return client


async def test_undefined_is_sent_as_javascript_sends_it(node: NodeClient) -> None:
    await node.emit("echo", UNDEFINED, {"dropped": UNDEFINED}, [UNDEFINED])
    assert await node.next("echoed") == [None, {}, [None]]


@pytest.mark.parametrize("value", [{"$binary": "x"}, {"$undefined": True}, {"$object": {"a": 1}}])
async def test_objects_that_look_like_markers_are_not_changed(node: NodeClient, value: Any) -> None:
    assert decode(encode(value)) == value
    assert await node.call("ask", value) == [value]


async def test_raw_packets_can_be_written(node: NodeClient) -> None:
    await node.write_raw('2["echo", "by hand"]')
    assert await node.next("echoed") == ["by hand"]


async def test_a_client_reconnects_after_a_killed_transport(
    server: Server, make_client: ClientFactory, transport: TransportMode
) -> None:
    client = make_client("node")
    await client.connect_via(server.url, transport, **RECONNECT_AT_ONCE["node"])
    await client.kill()
    assert (await client.wait_report("engine_close"))["reason"].startswith("transport")
    assert await client.wait_disconnect() == DisconnectReason.TRANSPORT
    assert await client.wait_report("reconnect_attempt") == {"attempt": 1}
    assert await client.wait_report("reconnect") == {"attempt": 1}
    sids = [fields["sid"] for name, fields in client.lifecycle if name == "connect"]
    sids.append((await client.wait_report("connect"))["sid"])
    assert len(set(sids)) == 2


async def test_the_close_code_of_a_websocket_is_reported(node: NodeClient) -> None:
    await node.emit("drop")
    fields = await node.wait_report("disconnect")
    assert fields["raw"] == "transport close"
    assert fields["details"]["close_code"] == 1006


async def test_the_documented_options_work_with_and_without_websocket(
    server: Server, polling_server: Server, make_client: ClientFactory
) -> None:
    client = make_client("node")
    await client.connect(server.url, **DOCUMENTED_OPTIONS)
    assert client.transport == "websocket"
    await client.connect(polling_server.url, **DOCUMENTED_OPTIONS)
    assert client.transport == "polling"


async def test_a_failed_command_is_an_error(node: NodeClient) -> None:
    await node.close()
    with pytest.raises(ClientGoneError, match=r"^emit on a client that is not connected$"):
        await node.emit("echo")


async def test_a_process_that_ends_is_an_error_and_is_started_again(
    server: Server, node: NodeClient, node_process: NodeProcess, make_client: ClientFactory
) -> None:
    with pytest.raises(ClientGoneError, match=r"node ended with status 0: no error output$"):
        await node_process.request("exit")
    with pytest.raises(ClientGoneError, match=r"node ended"):
        await node.next("echoed")
    another = make_client("node")
    await another.connect(server.url)
    assert await another.call("ask", 1) == [1]


@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail), ("", pytest.skip)])
@pytest.mark.parametrize(
    ("lacking", "message"),
    [("node", r"needs Node\.js"), ("node_modules", r"npm ci.* in tests/clients/node$")],
)
def test_a_missing_node_or_package_is_reported(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    ci: str,
    outcome: Any,
    lacking: str,
    message: str,
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(shutil, "which", lambda _: None if lacking == "node" else "node")
    shutil.copy(NODE_DIRECTORY / "package.json", tmp_path)
    monkeypatch.setattr(fixtures, "NODE_DIRECTORY", tmp_path)
    with pytest.raises(outcome.Exception, match=message):
        require_node()


def test_the_lock_names_no_host() -> None:
    lock = json.loads((NODE_DIRECTORY / "package-lock.json").read_text(encoding="utf-8"))
    assert lock["packages"]
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
