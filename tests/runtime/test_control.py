"""What can be done to a world."""

from __future__ import annotations

import asyncio

import pytest

from tests.runtime.bench import Bench, messages, ready, statuses
from vfmock.core.faults import FAULTS
from vfmock.core.matchers.text import TextMatcher as TextMatcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.steps.pause import pause
from vfmock.core.traces.text import text
from vfmock.core.verification import Expectation
from vfmock.errors import ServerError
from vfmock.runtime.clock import RealClock


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_autojump_is_on_or_off(bench: Bench) -> None:
    with pytest.raises(ServerError, match=r"^'autojump' is true or false, not 'yes'$"):
        bench.control.autojump = "yes"  # type: ignore[assignment]
    assert not bench.control.autojump


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


def test_every_event_received_or_sent_is_activity(bench: Bench) -> None:
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


def test_a_reset_removes_the_added_rules_and_their_expectations(bench: Bench) -> None:
    bench.control.put_rule(None, None, Rule(on=TextMatcher("hi"), reply=(text("hello"),)))
    bench.control.expect(None, Expectation(TextMatcher("hi")))
    (problem,) = bench.control.problems()
    assert problem.startswith("expected the text 'hi', at least once")
    client = ready(bench)
    assert messages(client.say("hi")) == ["hello"]
    assert bench.control.problems() == []
    bench.control.reset()
    assert bench.control.problems() == []
    assert bench.control.sessions == []


def test_sessions_can_be_ended_by_user_by_id_or_all_at_once(bench: Bench) -> None:
    ada, bob, eve = (ready(bench, name) for name in ("ada", "bob", "eve"))
    assert bench.control.end_sessions("r", user="nobody") == 0
    assert bench.control.end_sessions("r", user="ada") == 1
    assert bench.control.end_sessions("r", session=bob.live.session.id) == 1
    assert [live.session.user.id for live in bench.control.sessions] == ["eve"]
    assert bench.control.end_sessions("r") == 1
    assert [client.take()[-1] for client in (ada, bob, eve)] == [
        ("session.ended", {"reason": "r"})
    ] * 3


def test_a_fault_is_injected_into_the_newest_turn_of_each_connection(bench: Bench) -> None:
    slow = Rule(on=TextMatcher("slow"), reply=(pause(5), text("done")))
    bench.control.put_rule(None, None, slow)
    client = bench.client()
    key = client.ready()
    other = bench.client()
    other.start(sessionKey=key)
    for message_id in ("first", "second"):
        client.act({"type": "text", "payload": "slow"}, messageID=message_id)
    other.act({"type": "text", "payload": "slow"}, messageID="other")
    assert bench.control.inject(FAULTS["completed missing"](), connection=client.link.id) == 1
    bench.clock.advance(5)
    over = [p["messageID"] for n, p in client.take() if n == "action.status"]
    assert over[-1:] == ["first"]
    assert statuses(other.take())[-1] == "completed"
