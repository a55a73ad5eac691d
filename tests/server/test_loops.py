"""The loop of a server: uvloop's where it is installed."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from types import SimpleNamespace

import pytest

from vfmock import MockServer
from vfmock.server import loops


async def _loop() -> str:
    return type(asyncio.get_running_loop()).__module__


def test_a_server_takes_uvloop_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    made = asyncio.new_event_loop()
    fake = SimpleNamespace(new_event_loop=lambda: made)
    monkeypatch.setitem(sys.modules, "uvloop", fake)
    assert loops.new_loop() is made
    made.close()


def test_a_server_runs_on_what_is_installed() -> None:
    wanted = "asyncio" if importlib.util.find_spec("uvloop") is None else "uvloop"
    with MockServer() as server:
        assert server._thread is not None
        assert type(server._thread.loop).__module__.split(".")[0] == wanted


def test_a_server_takes_asyncio_without_uvloop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)
    assert loops.run(_loop()).startswith("asyncio.")
    with MockServer() as server:
        assert server._thread is not None
        assert type(server._thread.loop).__module__.startswith("asyncio.")
