"""Out of file descriptors: one line in the log and a pause, and then the server goes on."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from typing import Any

import pytest

from vfmock import MockServer
from vfmock.transports.resources import PAUSE, ShortageHandler

CROWD = """
import asyncio, logging, resource, socket
from vfmock import MockServer

async def main():
    async with MockServer() as server:
        loop = asyncio.get_running_loop()
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        crowd = []
        try:
            while True:
                one = socket.socket()
                crowd.append(one)
                one.setblocking(False)
                one.connect_ex(("127.0.0.1", server.port))
        except OSError:
            pass
        for _ in range(50):  # some turns of the loop, in which the server tries to accept
            await asyncio.sleep(0)
        for one in crowd:
            one.close()
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /__vfmock/health HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n")
        print((await asyncio.wait_for(reader.readline(), 30)).decode().strip())
        writer.close()

logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
asyncio.run(main())
"""


def test_a_crowd_is_one_line_in_the_log_and_then_the_server_goes_on() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CROWD], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout == "HTTP/1.1 200 OK\n"
    lines = done.stderr.splitlines()
    assert set(lines) == {"vfmock: no new connections for 1 s: [Errno 24] Too many open files"}
    assert len(lines) < 10  # one for each pause


class Loop:
    """A loop with a clock that is moved by hand."""

    def __init__(self, handler: Any = None) -> None:
        self.handler = handler
        self.now = 0.0
        self.others: list[dict[str, Any]] = []

    def get_exception_handler(self) -> Any:
        return self.handler

    def set_exception_handler(self, handler: Any) -> None:
        self.handler = handler

    def default_exception_handler(self, context: dict[str, Any]) -> None:
        self.others.append(context)

    def time(self) -> float:
        return self.now


SHORTAGE = {"message": "socket.accept() out of system resource", "exception": OSError(24, "many")}


def test_a_shortage_is_logged_once_for_each_pause(caplog: pytest.LogCaptureFixture) -> None:
    loop: Any = Loop()
    ShortageHandler.install(loop)
    for seconds in (0.0, 0.5, 0.0, PAUSE, 0.1):
        loop.now += seconds
        loop.handler(loop, SHORTAGE)
    assert caplog.messages == ["no new connections for 1 s: [Errno 24] many"] * 2
    assert loop.others == []


class Again:
    """What asyncio calls after the pause."""

    def __repr__(self) -> str:
        return "<TimerHandle BaseSelectorEventLoop._start_serving(…)>"


def test_a_port_that_is_closed_when_the_pause_is_over_is_no_problem() -> None:
    loop: Any = Loop()
    ours = ShortageHandler.install(loop)
    context = {"message": "Exception in callback", "handle": Again(), "exception": ValueError()}
    loop.handler(loop, context)
    assert loop.others == [context], "there was no shortage"
    loop.handler(loop, SHORTAGE)
    ours.remove()
    assert loop.handler is ours
    loop.handler(loop, context)
    assert loop.others == [context]
    loop.now += 4 * PAUSE
    loop.handler(loop, context)
    assert len(loop.others) == 2


def test_all_else_goes_to_the_handler_that_was_there() -> None:
    came: list[Any] = []
    loop: Any = Loop(lambda _, context: came.append(context))
    before = loop.handler
    ours = ShortageHandler.install(loop)
    loop.handler(loop, {"message": "other"})
    assert came == [{"message": "other"}]
    ours.remove()
    assert loop.handler is before


def test_without_a_handler_all_else_goes_to_the_default() -> None:
    loop: Any = Loop()
    ShortageHandler.install(loop)
    loop.handler(loop, {"exception": ValueError()})
    assert len(loop.others) == 1


def test_a_handler_that_came_later_stays() -> None:
    loop: Any = Loop()
    ours = ShortageHandler.install(loop)
    loop.handler = later = object()
    ours.remove()
    assert loop.handler is later


async def test_a_stopped_server_leaves_no_handler() -> None:
    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()
    async with MockServer(instances=2):
        assert isinstance(loop.get_exception_handler(), ShortageHandler)
    assert loop.get_exception_handler() is before
    logging.getLogger("vfmock").debug("done")
