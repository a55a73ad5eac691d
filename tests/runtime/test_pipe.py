"""A pipe keeps the order of what goes through it."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vfmock.core.effects import Note
from vfmock.runtime.clock import MockClock
from vfmock.runtime.delivery import Deliveries, Delivery
from vfmock.runtime.pipe import Pipe


class Line:
    """A pipe whose other end notes what comes out, and when."""

    def __init__(self) -> None:
        self.clock = MockClock(0.0)
        self.carried: list[Delivery] = []
        self.pipe = Pipe(self.clock, self.carried.extend)
        self.out: list[tuple[str, float]] = []

    def put(self, name: str) -> Deliveries:
        """Put a message in; return the orders that it causes at once."""
        return self.pipe.put(partial(self.note, name))

    def put_late(self, name: str, seconds: float) -> None:
        """Put a message in, later."""
        self.pipe.put_late(partial(self.note, name), seconds)

    def note(self, name: str) -> list[Delivery]:
        """Note that a message came out; return an order with the name of the message."""
        self.out.append((name, self.clock.now()))
        return [ordered(name)]


def ordered(name: str) -> Delivery:
    """The order that a message causes."""
    return Delivery(Note(kind="order", text=name), None, None)


@pytest.fixture
def line() -> Line:
    return Line()


def test_messages_go_at_once_without_delays(line: Line) -> None:
    assert line.pipe.is_free
    line.put("a")
    assert line.out == [("a", 0)]
    assert line.clock.waiting == 0


def test_the_orders_of_a_message_are_returned_or_carried_out_when_it_goes(line: Line) -> None:
    assert line.put("a") == [ordered("a")]
    assert line.carried == []
    line.pipe.delays = [lambda now: 1.0]
    assert list(line.put("b")) == []
    line.put_late("c", 2)
    line.clock.advance(9)
    assert line.carried == [ordered("b"), ordered("c")]


def test_a_message_takes_the_sum_of_the_delays(line: Line) -> None:
    line.pipe.delays = [lambda now: 1.0, lambda now: 0.5]
    assert not line.pipe.is_free
    line.put("a")
    line.clock.advance(1.4)
    assert line.out == []
    line.clock.advance(0.1)
    assert line.out == [("a", 1.5)]


def test_a_delay_receives_the_time(line: Line) -> None:
    line.pipe.delays = [lambda now: 10 - now]
    line.clock.advance(4)
    line.put("a")
    line.clock.advance(10)
    assert line.out == [("a", 10)]


def test_a_fast_message_does_not_overtake_a_slow_one(line: Line) -> None:
    delays = iter([5.0, 1.0, 9.0])
    line.pipe.delays = [lambda now: next(delays)]
    for name in "abc":
        line.put(name)
    line.clock.advance(20)
    assert line.out == [("a", 5), ("b", 5), ("c", 9)]


def test_a_message_without_delay_still_waits_for_earlier_messages(line: Line) -> None:
    line.pipe.delays = [lambda now: 5.0]
    line.put("a")
    line.pipe.delays = []
    line.put("b")
    line.clock.advance(5)
    assert line.out == [("a", 5), ("b", 5)]
    assert line.pipe.is_free
    line.put("c")
    assert line.out[-1] == ("c", 5)


def test_other_messages_do_not_wait_for_a_late_message(line: Line) -> None:
    line.put_late("late", 2)
    line.put("a")
    assert line.out == [("a", 0)]
    line.clock.advance(2)
    assert line.out == [("a", 0), ("late", 2)]


def test_a_late_message_takes_the_general_delay_too(line: Line) -> None:
    line.pipe.delays = [lambda now: 1.0]
    line.put_late("late", 2)
    line.clock.advance(5)
    assert line.out == [("late", 3)]


def test_a_cancelled_pipe_sends_nothing_and_keeps_no_timer(line: Line) -> None:
    line.pipe.delays = [lambda now: 50.0]
    line.put("a")
    line.put_late("late", 2)
    line.pipe.cancel()
    assert line.clock.waiting == 0
    line.clock.advance(60)
    assert line.out == []
    line.pipe.delays = [lambda now: 1.0]
    line.put("b")
    line.clock.advance(1)
    assert line.out == [("b", 61)]


def test_later_messages_do_not_wait_for_cancelled_messages(line: Line) -> None:
    line.pipe.delays = [lambda now: 50.0]
    line.put("a")
    line.pipe.cancel()
    line.pipe.delays = [lambda now: 1.0]
    line.put("b")
    line.clock.advance(1)
    assert line.out == [("b", 1)]


@given(steps=st.lists(st.tuples(st.floats(0, 5), st.floats(0, 3)), max_size=20))
def test_the_order_is_kept_with_any_delays(steps: list[tuple[float, float]]) -> None:
    line = Line()
    earliest: dict[str, float] = {}
    for number, (delay, pause) in enumerate(steps):
        line.pipe.delays = [lambda now, delay=delay: delay] if delay else []  # type: ignore[misc]
        earliest[str(number)] = line.clock.now() + delay
        line.put(str(number))
        line.clock.advance(pause)
    line.clock.advance(100)
    assert [name for name, _ in line.out] == list(earliest)
    assert all(when >= earliest[name] for name, when in line.out)
    assert line.clock.waiting == 0
    assert line.pipe.is_free or line.pipe.delays


def test_a_pipe_knows_the_size_of_what_it_holds() -> None:
    line = Line()
    line.pipe.put(partial(line.note, "at once"), 10)
    assert line.pipe.held == 0
    line.pipe.put_late(partial(line.note, "late"), 1, 100)
    line.pipe.delays = [lambda _: 2.0]
    line.pipe.put(partial(line.note, "delayed"), 1000)
    assert line.pipe.held == 1100
    line.clock.advance(1)  # the late one is delayed too
    assert line.pipe.held == 1100
    line.clock.advance(1)
    assert line.pipe.held == 100
    line.clock.advance(1)
    assert line.pipe.held == 0
    assert [name for name, _ in line.out] == ["at once", "delayed", "late"]


def test_a_cancelled_pipe_holds_nothing() -> None:
    line = Line()
    line.pipe.delays = [lambda _: 2.0]
    line.pipe.put(partial(line.note, "delayed"), 1000)
    line.pipe.cancel()
    assert line.pipe.held == 0


def test_a_cancelled_pipe_begins_anew(line: Line) -> None:
    line.pipe.delays = [lambda now: 5.0]
    line.put("lost")
    line.pipe.cancel()
    line.pipe.delays = [lambda now: 0.5]
    line.put("kept")
    line.clock.advance(10)
    assert line.out == [("kept", 0.5)]
