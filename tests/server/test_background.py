"""The loop in a thread of its own."""

from __future__ import annotations

import asyncio
import threading

import pytest

from vfmock.server.background import LoopThread, call_in
from vfmock.server.home import Home


def test_running_tasks_are_cancelled_at_the_end() -> None:
    thread = LoopThread("loop of a test")
    ended: list[str] = []

    async def forever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cancelled")

    async def begin() -> asyncio.Task[None]:
        task = asyncio.create_task(forever())
        await asyncio.sleep(0)
        return task

    task = thread.run(begin())
    thread.stop()
    assert ended == ["cancelled"]
    assert task.cancelled()
    assert thread.loop.is_closed()
    assert "loop of a test" not in [one.name for one in threading.enumerate()]


def test_a_call_waits_for_the_thread_of_the_loop() -> None:
    thread = LoopThread("loop of a test")
    try:
        name = call_in(thread.home, lambda: threading.current_thread().name)
        assert name == "loop of a test"
        with pytest.raises(ZeroDivisionError):
            call_in(thread.home, lambda: 1 // 0)
    finally:
        thread.stop()


async def test_a_call_on_the_loop_itself_is_made_directly() -> None:
    here = threading.current_thread()
    assert call_in(Home.here(), threading.current_thread) is here


def test_a_call_to_a_loop_that_does_not_run_does_nothing() -> None:
    loop = asyncio.new_event_loop()
    try:
        assert call_in(Home(loop, 0), lambda: 7) == 7
    finally:
        loop.close()
