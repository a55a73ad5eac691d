"""Autojump, looked at step by step, with a loop whose time the test sets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from vfmock.runtime.clock import Autojump, MockClock
from vfmock.runtime.clock.autojump import TICK

QUIET = 0.1


class FakeHandle:
    """The handle that cancels a call that waits."""

    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self) -> None:
        """Cancel the call."""
        self.cancelled = True


class FakeLoop:
    """As much of a loop as autojump uses; its time passes when a test looks."""

    def __init__(self) -> None:
        self.now = 50.0
        self.calls: list[tuple[float, Callable[[], None], FakeHandle]] = []

    def time(self) -> float:
        """Seconds."""
        return self.now

    def call_later(self, delay: float, callback: Callable[[], None]) -> FakeHandle:
        """Keep a call."""
        handle = FakeHandle()
        self.calls.append((self.now + delay, callback, handle))
        return handle

    def look(self, after: float = TICK) -> None:
        """Let time pass, and make the call that waits."""
        self.now += after
        ((_, callback, handle),) = [call for call in self.calls if not call[2].cancelled]
        self.calls.clear()
        assert not handle.cancelled
        callback()


class Scene:
    """A clock that jumps, and what it is told of the server."""

    def __init__(self, loop: FakeLoop) -> None:
        self.loop = loop
        self.clock = MockClock(0.0)
        self.flying = False
        self.activity = 0
        self.seen: list[str] = []
        self.autojump = Autojump(
            self.clock,
            in_flight=lambda: self.flying,
            activity=lambda: self.activity,
            quiet=QUIET,
        )
        self.autojump.enable(True)

    def at(self, when: float, name: str, *, patient: bool = False) -> None:
        """Set a timer."""
        self.clock.call_at(when, lambda: self.seen.append(name), patient=patient)


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    loop = FakeLoop()
    monkeypatch.setattr("vfmock.runtime.clock.autojump.asyncio.get_running_loop", lambda: loop)
    return Scene(loop)


def test_autojump_goes_to_one_deadline_of_work_at_each_look(scene: Scene) -> None:
    scene.at(30, "a")
    scene.at(60, "b")
    scene.loop.look()
    assert (scene.seen, scene.clock.now()) == (["a"], 30)
    scene.loop.look()
    assert (scene.seen, scene.clock.now()) == (["a", "b"], 60)
    scene.loop.look()
    assert scene.clock.now() == 60


def test_autojump_waits_while_something_is_in_flight(scene: Scene) -> None:
    scene.at(30, "a")
    scene.flying = True
    for _ in range(1000):
        scene.loop.look()
    assert scene.seen == []
    scene.flying = False
    scene.loop.look()
    assert scene.seen == ["a"]


def test_autojump_goes_to_a_patient_deadline_after_the_quiet_time(scene: Scene) -> None:
    scene.at(1800, "idle", patient=True)
    scene.loop.look(QUIET - 0.01)
    assert scene.seen == []
    scene.loop.look(0.011)
    assert scene.seen == ["idle"]
    assert scene.clock.now() == 1800


@pytest.mark.parametrize("what", ["activity", "flight", "work"])
def test_any_activity_restarts_the_quiet_time(scene: Scene, what: str) -> None:
    scene.at(1800, "idle", patient=True)
    scene.loop.look(QUIET - 0.01)
    if what == "activity":
        scene.activity += 1
        scene.loop.look()
    elif what == "flight":
        scene.flying = True
        scene.loop.look()
        scene.flying = False
    else:
        scene.at(1, "work")
        scene.loop.look()
    scene.loop.look(QUIET - 0.01)
    assert "idle" not in scene.seen
    scene.loop.look(0.011)
    assert "idle" in scene.seen


def test_a_deadline_in_the_past_happens_without_moving_the_clock(scene: Scene) -> None:
    scene.clock.advance(100)
    scene.at(5, "past")
    scene.loop.look()
    assert (scene.seen, scene.clock.now()) == (["past"], 100)


def test_autojump_can_be_stopped_and_started_again(scene: Scene) -> None:
    scene.at(30, "a")
    scene.autojump.enable(False)
    assert all(handle.cancelled for _, _, handle in scene.loop.calls)
    scene.autojump.enable(True)
    assert scene.autojump.enabled
    scene.loop.look()
    assert scene.seen == ["a"]


def test_autojump_that_is_enabled_twice_looks_once(scene: Scene) -> None:
    scene.autojump.enable(True)
    scene.loop.look()  # the loop makes the one call that is not cancelled
    assert len(scene.loop.calls) == 1


def test_a_callback_may_stop_autojump(scene: Scene) -> None:
    scene.clock.call_at(5, lambda: scene.autojump.enable(False))
    scene.loop.look()
    assert scene.clock.now() == 5
    assert scene.loop.calls == []


async def test_autojump_passes_half_an_hour_at_once_on_a_real_loop() -> None:
    clock = MockClock(0.0)
    over = asyncio.Event()
    clock.call_at(1800, over.set, patient=True)
    autojump = Autojump(clock, in_flight=lambda: False, activity=lambda: 0, quiet=0.0)
    autojump.enable(True)
    await asyncio.wait_for(over.wait(), 10)
    autojump.enable(False)
    assert clock.now() == 1800
