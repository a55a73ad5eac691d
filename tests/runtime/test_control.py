"""What can be done to a world."""

from __future__ import annotations

import asyncio

import pytest

from tests.runtime.bench import Bench
from vfmock.core.scenario import Scenario
from vfmock.errors import ServerError
from vfmock.runtime.clock import RealClock


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_autojump_is_for_a_mock_clock(bench: Bench) -> None:
    bench.control.autojump = True
    assert bench.control.autojump
    bench.control.autojump = False
    real = Bench(Scenario())
    real.world.clock = RealClock(asyncio.get_running_loop())
    real.control.autojump = False
    with pytest.raises(ServerError, match=r"^autojump is for a mock clock: a real one passes by"):
        real.control.autojump = True


def test_something_is_in_flight_while_an_outbox_has_it(bench: Bench) -> None:
    one, two = bench.client(), bench.client()
    assert not bench.world.in_flight()
    two.outbox.pending = True
    assert bench.world.in_flight()
    two.leave()
    assert not bench.world.in_flight()
    one.leave()


def test_whatever_comes_and_goes_is_activity(bench: Bench) -> None:
    counts = [bench.journal.written]

    def count() -> None:
        counts.append(bench.journal.written)

    client = bench.client()
    count()
    client.start()
    count()
    bench.restart(5)
    count()
    client.leave()
    count()
    assert counts == sorted(set(counts))
