"""The real clock, against the loop's own time."""

from __future__ import annotations

import asyncio
import time

from vfmock.runtime.clock import RealClock


async def test_now_is_unix_seconds() -> None:
    clock = RealClock(asyncio.get_running_loop())
    before = time.time()
    assert abs(clock.now() - before) < 5


async def test_now_goes_with_the_loop_and_not_with_the_wall() -> None:
    loop = asyncio.get_running_loop()
    clock = RealClock(loop)
    offset = clock.now() - loop.time()
    assert abs(clock.now() - loop.time() - offset) < 1
    assert clock.now() <= clock.now()


async def test_what_is_past_is_called_at_once() -> None:
    clock = RealClock(asyncio.get_running_loop())
    called = asyncio.Event()
    clock.call_at(clock.now() - 3600, called.set)
    await asyncio.wait_for(called.wait(), 10)


async def test_a_call_comes_at_its_time() -> None:
    loop = asyncio.get_running_loop()
    clock = RealClock(loop)
    called: asyncio.Future[float] = loop.create_future()
    when = clock.now() + 0.01
    clock.call_at(when, lambda: called.set_result(clock.now()))
    assert await asyncio.wait_for(called, 10) >= when - 0.001


async def test_a_cancelled_call_does_not_come() -> None:
    clock = RealClock(asyncio.get_running_loop())
    called: list[str] = []
    over = asyncio.Event()
    when = clock.now()
    clock.call_at(when, lambda: called.append("cancelled")).cancel()
    clock.call_at(when, over.set)
    await asyncio.wait_for(over.wait(), 10)
    assert called == []
