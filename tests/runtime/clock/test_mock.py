"""The mock clock, and with it what every clock does with its timers."""

from __future__ import annotations

import asyncio
from functools import partial
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vfmock.runtime.clock import MockClock, Timer
from vfmock.runtime.clock.mock import START


def test_the_clock_starts_at_the_same_time_in_every_run_and_stands_still() -> None:
    clock = MockClock()
    assert clock.now() == START == 1_700_000_000.0
    assert clock.now() == START


def test_due_timers_happen_in_order_each_at_its_own_time() -> None:
    clock = MockClock(0.0)
    seen: list[tuple[str, float]] = []
    for name, when in (("c", 3), ("a", 1), ("b", 2), ("late", 5.5), ("b2", 2)):
        clock.call_at(when, lambda name=name: seen.append((name, clock.now())))  # type: ignore[misc]
    clock.advance(5)
    assert seen == [("a", 1), ("b", 2), ("b2", 2), ("c", 3)]
    assert clock.now() == 5
    assert clock.waiting == 1


def test_a_due_timer_set_by_a_callback_happens_in_the_same_advance() -> None:
    clock = MockClock(0.0)
    seen: list[float] = []

    def tick() -> None:
        seen.append(clock.now())
        clock.call_at(clock.now() + 2, tick)

    clock.call_at(1, tick)
    clock.advance(6)
    assert seen == [1, 3, 5]
    assert clock.next_deadline() == 7


def test_a_callback_may_cancel_another_due_at_the_same_time() -> None:
    clock = MockClock(0.0)
    seen: list[str] = []
    clock.call_at(1, lambda: second.cancel())
    second = clock.call_at(1, lambda: seen.append("second"))
    clock.advance(1)
    assert seen == []
    assert clock.waiting == 0


def test_cancelling_a_timer_again_or_after_it_happened_does_nothing() -> None:
    clock = MockClock(0.0)
    seen: list[str] = []
    timer = clock.call_at(1, lambda: seen.append("x"))
    clock.advance(1)
    timer.cancel()
    assert clock.waiting == 0
    other = clock.call_at(2, lambda: seen.append("y"))
    other.cancel()
    other.cancel()
    assert clock.waiting == 0
    clock.advance(5)
    assert seen == ["x"]


def test_cancelled_timers_do_not_pile_up() -> None:
    clock = MockClock(0.0)
    keep = clock.call_at(1e6, lambda: None)
    for n in range(10_000):
        clock.call_at(1e6 + n, lambda: None).cancel()
    assert clock.waiting == 1
    assert len(clock._timers) <= 65
    assert clock.next_deadline() == keep.when


def test_a_timer_in_the_past_happens_at_the_time_of_the_next_advance() -> None:
    clock = MockClock(10.0)
    seen: list[float] = []
    clock.call_at(3, lambda: seen.append(clock.now()))
    clock.advance(0)
    assert seen == [10]


async def test_a_due_timer_happens_at_the_next_turn_of_the_loop() -> None:
    clock = MockClock(10.0, loop=asyncio.get_running_loop())
    seen: list[float] = []
    clock.call_at(10, lambda: seen.append(clock.now()))
    clock.call_at(11, lambda: seen.append(clock.now()))
    assert seen == []
    await asyncio.sleep(0)
    assert seen == [10]


def test_advance_to_next_goes_to_the_next_deadline() -> None:
    clock = MockClock(0.0)
    seen: list[str] = []
    clock.call_at(5, lambda: seen.append("five"))
    clock.call_at(9, lambda: seen.append("nine"))
    assert clock.advance_to_next() == 5
    assert (seen, clock.now()) == (["five"], 5)
    assert clock.advance_to_next() == 9
    assert clock.advance_to_next() is None
    assert clock.now() == 9


def test_advance_to_next_makes_a_past_deadline_happen_at_the_present_time() -> None:
    clock = MockClock(10.0)
    seen: list[str] = []
    clock.call_at(4, lambda: seen.append("four"))
    assert clock.advance_to_next() == 4
    assert (seen, clock.now()) == (["four"], 10)


def test_patient_deadlines_can_be_left_out() -> None:
    clock = MockClock(0.0)
    assert clock.next_deadline() is None
    clock.call_at(1, lambda: None, patient=True)
    assert clock.next_deadline() == 1
    assert clock.next_deadline(patient=False) is None
    clock.call_at(7, lambda: None)
    clock.call_at(6, lambda: None).cancel()
    assert clock.next_deadline() == 1
    assert clock.next_deadline(patient=False) == 7


@pytest.mark.parametrize("seconds", [-1, -1e-9, nan, inf, -inf])
def test_the_clock_advances_by_no_negative_or_infinite_time(seconds: float) -> None:
    clock = MockClock(5.0)
    with pytest.raises(ValueError, match="wanted 0 seconds or more, got ") as raised:
        clock.advance(seconds)
    assert str(raised.value).endswith(repr(seconds))
    assert clock.now() == 5


def test_advancing_to_an_earlier_time_changes_nothing() -> None:
    clock = MockClock(5.0)
    clock.advance_to(3)
    assert clock.now() == 5


async def test_a_sleep_lasts_until_its_time() -> None:
    clock = MockClock(0.0)
    sleeping = asyncio.ensure_future(clock.sleep(2))
    await asyncio.sleep(0)
    clock.advance(1.9)
    await asyncio.sleep(0)
    assert not sleeping.done()
    clock.advance(0.1)
    await sleeping
    assert clock.waiting == 0


async def test_a_sleep_may_be_shorter_than_a_second() -> None:
    clock = MockClock(0.0)
    sleeping = asyncio.ensure_future(clock.sleep(0.5))
    await asyncio.sleep(0)
    assert (sleeping.done(), clock.waiting) == (False, 1)
    clock.advance(0.5)
    await sleeping


@pytest.mark.parametrize("seconds", [0, -1])
async def test_a_sleep_of_no_time_is_over_at_once(seconds: float) -> None:
    clock = MockClock(0.0)
    await clock.sleep(seconds)
    assert clock.waiting == 0


async def test_a_cancelled_sleep_removes_its_timer() -> None:
    clock = MockClock(0.0)
    sleeping = asyncio.ensure_future(clock.sleep(2))
    await asyncio.sleep(0)
    assert clock.waiting == 1
    sleeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sleeping
    assert clock.waiting == 0


async def test_a_sleep_may_be_cancelled_when_it_is_due() -> None:
    clock = MockClock(0.0)
    sleeping = asyncio.ensure_future(clock.sleep(2))
    await asyncio.sleep(0)
    sleeping.cancel()
    clock.advance(2)
    with pytest.raises(asyncio.CancelledError):
        await sleeping


# Against a model: a table that is searched at each step.

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("set"), st.integers(-3, 12)),
        st.tuples(st.just("cancel"), st.integers(0, 30)),
        st.tuples(st.just("advance"), st.integers(0, 5)),
        st.tuples(st.just("next"), st.just(0)),
    ),
    max_size=60,
)


class Model:
    """What a clock must do, as a table of waiting timers that is searched at each step."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waiting: dict[int, float] = {}
        self.happened: list[tuple[int, float]] = []

    @property
    def first(self) -> float | None:
        """The next deadline."""
        return min(self.waiting.values(), default=None)

    def until(self, end: float) -> None:
        """Make everything happen that is due by ``end``."""
        for number in sorted(self.waiting, key=lambda n: (self.waiting[n], n)):
            if self.waiting[number] <= end:
                self.now = max(self.now, self.waiting.pop(number))
                self.happened.append((number, self.now))
        self.now = max(self.now, end)


class Pair:
    """A clock and its model, which are told the same."""

    def __init__(self) -> None:
        self.clock = MockClock(0.0)
        self.model = Model()
        self.timers: list[Timer] = []
        self.happened: list[tuple[int, float]] = []

    def do(self, step: str, value: int) -> None:
        """Take a step."""
        getattr(self, step)(value)

    def set(self, value: int) -> None:
        """Set a timer, perhaps for a time that is past."""
        number, when = len(self.timers), self.clock.now() + value
        note = partial(self.note, number)
        self.timers.append(self.clock.call_at(when, note))
        self.model.waiting[number] = when

    def note(self, number: int) -> None:
        """Note that a timer has happened."""
        self.happened.append((number, self.clock.now()))

    def cancel(self, value: int) -> None:
        """Cancel a timer, perhaps one that has happened already."""
        if value < len(self.timers):
            self.timers[value].cancel()
            self.model.waiting.pop(value, None)

    def advance(self, value: int) -> None:
        """Let time pass."""
        self.clock.advance(value)
        self.model.until(self.model.now + value)

    def next(self, value: int) -> None:
        """Go to the next deadline."""
        first = self.model.first
        assert self.clock.advance_to_next() == first
        if first is not None:
            self.model.until(max(first, self.model.now))


@given(steps=STEPS)
def test_a_clock_does_what_a_table_does(steps: list[tuple[str, int]]) -> None:
    pair = Pair()
    for step, value in steps:
        pair.do(step, value)
        assert pair.clock.now() == pair.model.now
        assert pair.happened == pair.model.happened
        assert pair.clock.waiting == len(pair.model.waiting)
        assert pair.clock.next_deadline() == pair.model.first


async def test_a_clock_calls_due_timers_only_after_it_is_started() -> None:
    clock = MockClock(10.0)
    rang: list[float] = []
    clock.call_at(10.0, lambda: rang.append(clock.now()))
    clock.start(asyncio.get_running_loop())
    await asyncio.sleep(0)
    assert rang == [10.0]
    clock.advance(5)
    clock.stop()
    clock.call_at(0.0, lambda: rang.append(clock.now()))
    await asyncio.sleep(0)
    assert rang == [10.0]
    clock.start(asyncio.get_running_loop())
    assert clock.now() == 10.0
    await asyncio.sleep(0)
    assert rang == [10.0, 10.0]
