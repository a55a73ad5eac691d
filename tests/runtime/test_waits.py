"""What waits for a mock clock that nobody moves."""

from __future__ import annotations

from math import inf

from tests.runtime.bench import Bench, Client, ready
from vfmock.core.faults import FAULTS, FaultRule
from vfmock.core.matchers.text import TextMatcher
from vfmock.core.scenario import Rule, Scenario, SessionOptions
from vfmock.core.steps.pause import pause
from vfmock.core.traces.text import text
from vfmock.runtime.clock import RealClock
from vfmock.runtime.waits import waits

MOVES = "the clock is mock: clock.advance"


def talk(**options: float) -> tuple[Bench, Client]:
    """A client whose turn waits for 30 seconds."""
    slow = Rule(on=TextMatcher("slow"), reply=(text("a"), pause(30), text("b")))
    bench = Bench(Scenario(rules=(slow,), session=SessionOptions(**options)))
    client = ready(bench)
    return bench, client


def test_a_turn_that_waits_is_named_with_the_time_that_is_left() -> None:
    bench, client = talk(idle_timeout=1000)
    assert waits(bench.world) == []
    client.say("slow")
    wanted = f"  … c1 text 'slow': pause until +30 s; {MOVES}(30) moves it"
    assert bench.control.conversation().split("\n")[-1] == wanted
    bench.clock.advance(10)
    client.say("slow")
    assert waits(bench.world) == [
        f"c1 text 'slow': pause until +20 s; {MOVES}(20) moves it",
        f"c1 text 'slow': pause until +30 s; {MOVES}(30) moves it",
    ]
    bench.clock.advance(30)
    assert waits(bench.world) == []


def test_a_turn_waits_no_longer_than_it_may() -> None:
    bench, client = talk(action_timeout=5)
    client.say("slow")
    assert waits(bench.world) == [f"c1 text 'slow': pause until +5 s; {MOVES}(5) moves it"]


def test_a_turn_that_goes_on_now_does_not_wait() -> None:
    bench, client = talk()
    client.say("slow")
    (turn,) = client.live.session.turns
    turn.due = bench.clock.now()
    assert [line for line in waits(bench.world) if "slow" in line] == []


def test_something_else_that_waits_is_told_too() -> None:
    bench, client = talk()
    bench.control.arm(FaultRule(fault=FAULTS["client.started late"]()))
    client.emit("client.start", {"userID": "u", "projectID": "p"})
    (line,) = waits(bench.world)
    assert line.startswith("something that the server has under way: pause until +")


def test_nothing_waits_for_a_clock_that_moves_by_itself() -> None:
    bench, client = talk()
    client.say("slow")
    bench.world.autojump.enabled = True
    assert waits(bench.world) == []
    bench.world.autojump.enabled = False
    assert len(waits(bench.world)) == 1
    (turn,) = client.live.session.turns
    turn.due = inf
    bench.world.clock = RealClock()
    assert waits(bench.world) == []
