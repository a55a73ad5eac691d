"""Each test of the suites runs on vfmock and on Node's server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

pytest.register_assert_rewrite(
    *(f"tests.wire.suites.{name}" for name in ("engine_cases", "held", "joining", "served"))
)

from tests.wire.suites import servers as run  # noqa: E402
from tests.wire.suites.served import Served  # noqa: E402

CONNECT_TIMEOUT = "vfmock.transports.socketio.server.CONNECT_TIMEOUT"


@pytest.fixture(scope="module", params=["vfmock", "node"])
def kind(request: pytest.FixtureRequest) -> str:
    """Whose server it is."""
    whose: str = request.param
    return whose


@pytest.fixture(scope="module")
def urls(request: pytest.FixtureRequest, kind: str) -> Iterator[dict[str, str]]:
    """The URLs of a server's variants. The module says in ``LAYER`` what it speaks."""
    start = run.node if kind == "node" else run.vfmock
    with start(request.module.LAYER) as urls:
        yield urls


@pytest.fixture
async def served(urls: dict[str, str]) -> AsyncIterator[Served]:
    """A server without heartbeats in the lifetime of a test."""
    async with Served(urls[run.CALM]) as served:
        yield served


@pytest.fixture
async def beating(urls: dict[str, str]) -> AsyncIterator[Served]:
    """A server with heartbeats, that is patient."""
    async with Served(urls[run.BEATING]) as served:
        yield served


@pytest.fixture
async def hasty(urls: dict[str, str]) -> AsyncIterator[Served]:
    """A server with heartbeats, that soon gives up a client that does not answer one."""
    async with Served(urls[run.HASTY]) as served:
        yield served


@pytest.fixture
async def impatient(
    urls: dict[str, str], kind: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Served]:
    """A server that soon gives up a client that joins no namespace."""
    if kind == "vfmock":
        patience = run.VARIANTS[run.IMPATIENT].connect_timeout
        monkeypatch.setattr(CONNECT_TIMEOUT, patience)
    async with Served(urls[run.IMPATIENT]) as served:
        yield served
