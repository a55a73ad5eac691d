"""What waits for a mock clock that nobody moves."""

from __future__ import annotations

from collections.abc import Iterator

from vfmock.runtime.clock import MockClock
from vfmock.runtime.world import World


def waits(world: World) -> list[str]:
    """A line for each turn that waits for time to pass, and one for anything else that does.

    There are none if the clock moves by itself.
    """
    if not isinstance(world.clock, MockClock) or world.autojump.enabled:
        return []
    return list(_lines(world))


def _lines(world: World) -> Iterator[str]:
    now = world.clock.now()
    dues = set()
    for live in tuple(world.sessions.live.values()):
        for turn in live.session.turns:
            due = min(turn.due, turn.expires)
            if due > now:
                dues.add(live.session.deadline())
                yield f"{turn.connection} {turn.action}: pause until {_after(due - now)}"
    first = world.clock.next_deadline(patient=False)
    if first is not None and first > now and first not in dues:
        yield f"something that the server has under way: pause until {_after(first - now)}"


def _after(seconds: float) -> str:
    return f"+{seconds:g} s; the clock is mock: clock.advance({seconds:g}) moves it"
