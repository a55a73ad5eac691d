"""Fixtures that run a test with every client over every transport; a conftest re-exports them."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, Protocol, get_args, overload

import pytest
import pytest_asyncio

from .base import PATH, TransportMode, WireClient
from .missing import cannot_run
from .node_client import NODE_DIRECTORY, NodeClient, NodeProcess
from .python_async import PythonAsyncClient
from .python_sync import PythonSyncClient

ClientKind = Literal["node", "python_async", "python_sync"]

DOCUMENTED_OPTIONS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "path": PATH,
        "timeout": 10000,
        "transports": ("websocket", "polling", "webtransport"),
        "reconnection": True,
        "tryAllTransports": True,
        "reconnectionDelay": 1000,
        "reconnectionAttempts": 5,
        "reconnectionDelayMax": 5000,
    }
)
"""What the protocol page passes to ``io()``, for ``NodeClient.connect(url, **...)``."""


class ClientFactory(Protocol):
    """Makes clients, not yet connected, that are closed when the test ends."""

    @overload
    def __call__(self, kind: Literal["node"]) -> NodeClient: ...
    @overload
    def __call__(self, kind: ClientKind) -> WireClient: ...


@pytest.fixture(params=get_args(ClientKind))
def client_kind(request: pytest.FixtureRequest) -> ClientKind:
    """Each of the clients in turn."""
    kind: ClientKind = request.param
    return kind


@pytest.fixture(params=get_args(TransportMode))
def transport(request: pytest.FixtureRequest) -> TransportMode:
    """Each way to connect in turn, for ``WireClient.connect_via``."""
    mode: TransportMode = request.param
    return mode


@pytest.fixture(scope="session")
def node_process() -> Iterator[NodeProcess]:
    """The process of all Node clients; it starts when the first one connects."""
    process = NodeProcess()
    yield process
    process.close()


@pytest_asyncio.fixture
async def make_client(node_process: NodeProcess) -> AsyncIterator[ClientFactory]:
    """Make clients of any kind and close them at the end.

    Name it after the fixture of the server, so that the clients leave before the server stops.
    """
    clients: list[WireClient] = []

    def make(kind: ClientKind) -> Any:
        client = _make(kind, node_process)
        clients.append(client)
        return client

    yield make
    results = await asyncio.gather(*(c.close() for c in clients), return_exceptions=True)
    errors = [result for result in results if isinstance(result, Exception)]
    if errors:
        raise ExceptionGroup("clients failed to close", errors)


def _make(kind: ClientKind, node_process: NodeProcess) -> WireClient:
    match kind:
        case "node":
            require_node()
            return NodeClient(node_process)
        case "python_async":
            return PythonAsyncClient()
        case "python_sync":
            return PythonSyncClient()


def require_node() -> None:
    """Skip the test where the Node client cannot run; in CI, fail it."""
    missing = _missing_for_node()
    if missing is not None:
        cannot_run(missing)


def _missing_for_node() -> str | None:
    if shutil.which("node") is None:
        return (
            "the Node client needs Node.js 20 or newer: install it from https://nodejs.org, "
            "put it on the PATH and run `npm ci` in tests/clients/node"
        )
    package = _read_json("package.json")
    for name, wanted in {**package["dependencies"], **package["devDependencies"]}.items():
        pinned = wanted.rpartition("@")[2]  # "npm:socket.io-client@2.5.0" has a name of its own
        try:
            installed = _read_json(f"node_modules/{name}/package.json")["version"]
        except FileNotFoundError:
            installed = "none"
        if installed != pinned:
            return (
                f"the tests with Node.js need {name} {pinned}, installed is {installed}: "
                "run `npm ci` in tests/clients/node"
            )
    return None


def _read_json(name: str) -> Any:
    return json.loads((NODE_DIRECTORY / name).read_text(encoding="utf-8"))
