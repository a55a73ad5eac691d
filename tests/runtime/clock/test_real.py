"""The real clock, against the loop's own time."""

from __future__ import annotations

import asyncio
import time

from vfmock.runtime.clock import RealClock


async def test_now_is_unix_seconds() -> None:
    clock = RealClock(asyncio.get_running_loop())
    before = time.time()
    assert abs(clock.now() - before) < 5


async def test_now_follows_the_loop_and_not_the_wall_clock() -> None:
    loop = asyncio.get_running_loop()
    clock = RealClock(loop)
    offset = clock.now() - loop.time()
    assert abs(clock.now() - loop.time() - offset) < 1
    assert clock.now() <= clock.now()


async def test_a_call_for_a_past_time_comes_at_once() -> None:
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


async def test_a_scale_lets_time_pass_faster() -> None:
    loop = asyncio.get_running_loop()
    clock = RealClock(loop, scale=1000.0)
    before, began = clock.now(), loop.time()
    await asyncio.wait_for(clock.sleep(5), 10)
    assert clock.now() - before >= 5 - 1
    assert loop.time() - began < 4


async def test_the_clock_can_be_advanced_and_goes_on_from_there() -> None:
    clock = RealClock(asyncio.get_running_loop())
    called: list[str] = []
    start = clock.now()
    clock.call_at(start + 3600, lambda: called.append("an hour"))
    clock.advance(3600)
    assert called == ["an hour"]
    assert 3600 <= clock.now() - start < 3605
    over = asyncio.Event()
    clock.call_at(clock.now() + 0.01, over.set)
    await asyncio.wait_for(over.wait(), 10)
    assert clock.waiting == 0


async def test_advancing_the_clock_brings_a_deadline_nearer() -> None:
    clock = RealClock(asyncio.get_running_loop())
    over = asyncio.Event()
    clock.call_at(clock.now() + 3600, over.set)
    clock.advance(3599.99)
    assert not over.is_set()
    await asyncio.wait_for(over.wait(), 10)


async def test_an_alarm_without_a_due_call_does_nothing() -> None:
    clock = RealClock(asyncio.get_running_loop())
    called: list[str] = []
    clock.call_at(clock.now() + 3600, lambda: called.append("early"))
    clock._ring()
    assert called == []
    assert clock.waiting == 1


async def test_an_error_in_one_callback_does_not_stop_the_next() -> None:
    loop = asyncio.get_running_loop()
    problems: list[str] = []
    loop.set_exception_handler(lambda _, context: problems.append(str(context["exception"])))
    clock = RealClock(loop)
    over = asyncio.Event()

    def fail() -> None:
        raise ValueError("on purpose")

    now = clock.now()
    clock.call_at(now, fail)
    clock.call_at(now, over.set)
    await asyncio.wait_for(over.wait(), 10)
    assert problems == ["on purpose"]


async def test_the_clock_stands_still_until_it_is_started() -> None:
    clock = RealClock()
    stood = clock.now()
    assert clock.now() == stood
    rang = asyncio.Event()
    clock.call_at(stood, rang.set)
    clock.start(asyncio.get_running_loop())
    await asyncio.wait_for(rang.wait(), 20)
    assert clock.now() > stood
    clock.call_at(clock.now() + 3600, rang.set)
    clock.stop()
    stood = clock.now()
    await asyncio.sleep(0)
    assert clock.now() == stood
    clock.stop()
