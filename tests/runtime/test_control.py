"""What can be done to a world."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.runtime.bench import Bench, messages, ready, statuses
from vfmock.core.effects import Note, RestartOrder
from vfmock.core.faults import FAULTS
from vfmock.core.journal import Entry
from vfmock.core.matchers.text import TextMatcher as TextMatcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.steps.pause import pause
from vfmock.core.traces.text import text
from vfmock.core.verification import Expectation
from vfmock.errors import Place, ServerError
from vfmock.runtime.clock import RealClock
from vfmock.types import Violations


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


@pytest.mark.parametrize("whose", ["user", "session", "connection", "instance"])
def test_each_selector_alone_chooses_who_is_told_of_a_restart(bench: Bench, whose: str) -> None:
    ada, bob = ready(bench, "ada"), ready(bench, "bob", instance=1)
    name = {
        "user": "bob",
        "session": bob.live.session.id,
        "connection": bob.link.id,
        "instance": 1,
    }
    given: dict[str, Any] = {whose: name[whose]}
    assert bench.control.restart(RestartOrder(), **given) == 1
    assert ([name for name, _ in bob.take()], ada.take()) == (["server.restart"], [])
    nobody: dict[str, Any] = {whose: 7 if whose == "instance" else "nope"}
    assert bench.control.restart(RestartOrder(), **nobody) == 0


@pytest.mark.parametrize("whose", ["user", "session", "connection"])
def test_each_selector_alone_chooses_to_whom_a_fault_is_injected(bench: Bench, whose: str) -> None:
    ada, bob = ready(bench, "ada"), ready(bench, "bob")
    name = {"user": "bob", "session": bob.live.session.id, "connection": bob.link.id}
    fault = FAULTS["transport close"]()
    assert bench.control.inject(fault, **{whose: "nope"}) == 0
    assert bench.control.problems() == [], "what was injected into nobody need not happen"
    assert bench.control.inject(fault, **{whose: name[whose]}) == 1
    assert (len(bob.outbox.transport_faults), ada.outbox.transport_faults) == (1, [])


@pytest.mark.parametrize("violations", ["fail", "record"])
def test_a_violation_is_a_problem_unless_it_is_only_noted(
    bench: Bench, violations: Violations
) -> None:
    bench.world.violations = violations
    bench.world.notes.add("violation", "at /x")
    bench.world.notes.add("mismatch", "no rule")
    bench.world.notes.add("undelivered", "a trace")
    event = Entry(at=0.0, direction="in", name="mismatch", payload="an event is no note")
    bench.journal.add(event)
    told = ["violation of the contract: at /x", "no rule"]
    assert bench.control.problems() == told[violations == "record" :]


def test_only_the_errors_of_users_are_errors(bench: Bench) -> None:
    assert bench.control.errors() == []
    error = ServerError("no such user")
    bench.world.notes.add("scenario_error", "a template")
    bench.world.notes.add("scenario_error", "x", item=Note(kind="scenario_error", text="x"))
    bench.control.report(error, Place("test_it.py", 7))
    bench.control.report(error, None)
    assert bench.control.errors() == [error, error]
    assert bench.control.problems()[-2:] == ["test_it.py:7: no such user", "no such user"]


def test_a_snapshot_of_no_session_is_none(bench: Bench) -> None:
    assert bench.control.snapshot("nope") is None
    client = ready(bench)
    found = bench.control.snapshot(client.live.session.id)
    assert found is not None
    assert found["user"] == "u"


def test_a_rule_overrides_only_if_it_is_asked_to(bench: Bench) -> None:
    hi = TextMatcher("hi")
    for words, override in (("first", False), ("second", False), ("over", True)):
        rule = Rule(on=hi, reply=(text(words),))
        bench.control.put_rule(None, None, rule, override=override)
    client = ready(bench)
    assert messages(client.say("hi")) == ["over"]
    assert [len(bench.script.added.rules), len(bench.script.overriding.rules)] == [2, 1]
