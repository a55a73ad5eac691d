"""When faults happen and to whom, whatever the client speaks: their triggers have neutral names."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import ChatFactory
from vfmock import MockServer, Rule, Scenario, VerificationError, fault, pause, text
from vfmock.core.faults.turn.trace_duplicated import TraceDuplicated
from vfmock.core.matchers.text import TextMatcher

pytestmark = pytest.mark.usefixtures("one_two")


async def test_a_fault_waits_for_its_trigger_and_happens_once(
    server: MockServer, talk: ChatFactory
) -> None:
    chat = await talk()
    armed = server.faults.add("trace duplicated", on="action.send", nth=2)
    heard = await chat.hear("hi", "hi", "hi")
    assert heard == [["one", "two"], ["one", "one", "two"], ["one", "two"]]
    assert armed.applied == 1
    (note,) = server.journal.notes("fault")
    assert (note.user, note.fault) == ("ada", "trace duplicated")


async def test_a_fault_happens_as_often_as_it_is_told(
    server: MockServer, talk: ChatFactory
) -> None:
    chat = await talk()
    armed = server.faults.add("trace duplicated", nth=2, times=2)
    heard = await chat.hear("hi", "hi", "hi", "hi")
    assert [len(one) for one in heard] == [2, 3, 3, 2]
    assert armed.applied == 2


async def test_a_fault_happens_until_it_is_removed(server: MockServer, talk: ChatFactory) -> None:
    chat = await talk()
    armed = server.faults.add("trace duplicated", times="always")
    assert [len(one) for one in await chat.hear("hi", "hi", "hi")] == [3, 3, 3]
    armed.remove()
    assert await chat.hear("hi") == [["one", "two"]]
    assert list(server.faults) == []
    server.check()


async def test_a_fault_of_one_user_does_not_happen_to_another(
    server: MockServer, talk: ChatFactory
) -> None:
    ada, bob = await talk("ada"), await talk("bob")
    server.faults.add("trace duplicated", user="bob")
    assert await ada.hear("hi") == [["one", "two"]]
    assert await bob.hear("hi") == [["one", "one", "two"]]


async def test_the_times_of_a_fault_are_counted_for_each_user(
    server: MockServer, talk: ChatFactory
) -> None:
    ada, bob = await talk("ada"), await talk("bob")
    server.faults.add("trace duplicated", nth=2)
    assert [len(one) for one in await ada.hear("hi", "hi", "hi")] == [2, 3, 2]
    assert [len(one) for one in await bob.hear("hi", "hi")] == [2, 3]


async def test_a_fault_of_one_session_ends_with_it(server: MockServer, talk: ChatFactory) -> None:
    chat = await talk()
    await chat.say("hi")
    (session,) = server.sessions
    server.faults.add("trace duplicated", session=session["id"], times="always")
    assert await chat.hear("hi") == [["one", "one", "two"]]
    server.end_session("ada", "done")
    await chat.renew()
    assert await chat.hear("hi") == [["one", "two"]]


async def test_the_chances_of_a_fault_follow_from_the_seed(
    server: MockServer, talk: ChatFactory
) -> None:
    chat = await talk()

    async def lengths() -> list[int]:
        server.faults.add("trace duplicated", probability=0.5, times="always")
        return [len(one) for one in await chat.hear(*["hi"] * 20)]

    first = await lengths()
    assert set(first) == {2, 3}
    server.reset()
    server.on.text("hi").reply(text("one"), text("two"))
    await chat.renew()
    assert await lengths() == first


async def test_a_fault_can_be_a_step_of_a_reply(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("again").reply(text("one"), fault("trace duplicated"), text("two"))
    chat = await talk()
    assert await chat.hear("again", "hi", "again") == [
        ["one", "two", "two"],
        ["one", "two"],
        ["one", "two", "two"],
    ]


async def test_a_rule_can_have_a_fault_in_each_of_its_answers(
    server: MockServer, talk: ChatFactory
) -> None:
    faulty = Rule(
        on=TextMatcher("faulty"), reply=(text("x"), text("y")), faults=(TraceDuplicated(trace=2),)
    )
    server.load(Scenario(rules=(faulty,)))
    heard = await (await talk()).hear("faulty", "hi", "faulty")
    assert heard == [["x", "y", "y"], ["one", "two"], ["x", "y", "y"]]


async def test_a_fault_can_happen_to_a_turn_that_runs(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("slow").reply(text("one"), pause(30), text("two"), text("three"))
    chat = await talk()
    await chat.begin_to_say("slow")
    server.faults.inject("trace duplicated", user="ada")
    server.clock.advance(30)
    assert (await chat.answer()).messages == ["one", "two", "two", "three"]
    assert await chat.hear("hi") == [["one", "two"]]


async def test_a_fault_that_never_happened_fails_the_check(
    server: MockServer, talk: ChatFactory
) -> None:
    chat = await talk()
    server.faults.add("trace duplicated", nth=2)
    await chat.say("hi")
    with pytest.raises(VerificationError, match="trace duplicated"):
        server.check()
    await chat.say("hi")
    server.check()


async def test_a_fault_without_its_part_of_the_turn_changes_nothing_and_is_noted(
    server: MockServer, talk: ChatFactory
) -> None:
    chat = await talk()
    armed = server.faults.add({"trace duplicated": {"trace": 3}})
    assert await chat.hear("hi") == [["one", "two"]]
    (note,) = server.journal.notes("fault_missed")
    assert (note.fault, armed.applied) == ("trace duplicated", 0)
