"""What goes wrong in an answer if a fault says so, whatever the client speaks."""

from __future__ import annotations

import asyncio

import pytest

from tests.behaviour.conftest import ChatFactory
from tests.behaviour.surfaces import CUT
from vfmock import MockServer, fault, pause, text

pytestmark = pytest.mark.usefixtures("one_two")


async def test_an_action_is_rejected_by_a_fault(server: MockServer, talk: ChatFactory) -> None:
    chat = await talk()
    server.faults.add({"action rejected": "too many"})
    answer = await chat.say("hi")
    assert chat.is_told(answer, "too many")
    assert await chat.hear("hi") == [["one", "two"]]
    assert server.sessions[0]["turns"] == 1


async def test_traces_can_come_out_of_order(server: MockServer, talk: ChatFactory) -> None:
    chat = await talk()
    server.faults.add("traces out of order")
    assert await chat.hear("hi", "hi") == [["two", "one"], ["one", "two"]]


async def test_a_trace_of_a_type_that_nobody_knows_can_come(
    server: MockServer, talk: ChatFactory
) -> None:
    chat = await talk()
    server.faults.add({"trace of unknown type": {"trace": 2, "type": "hologram"}})
    answer = await chat.say("hi")
    assert answer.types == ["text", "hologram", "text"]
    assert answer.messages == ["one", "two"]
    server.check()


async def test_a_trace_without_its_payload_can_come(server: MockServer, talk: ChatFactory) -> None:
    chat = await talk()
    server.faults.add("trace without payload")
    broken, whole = (await chat.say("hi")).traces
    assert (broken["type"], "payload" in broken) == ("text", False)
    assert whole["payload"]["message"] == "two"
    server.check()


async def test_a_trace_with_values_of_wrong_types_can_come(
    server: MockServer, talk: ChatFactory
) -> None:
    chat = await talk()
    server.faults.add({"trace with wrong types": {"trace": 2}})
    whole, broken = (await chat.say("hi")).payloads
    assert (whole["message"], whole["delay"]) == ("one", 1000)
    assert (broken["message"], broken["delay"]) == ({"text": "two"}, "1000")
    server.check()


async def test_a_huge_trace_can_come(server: MockServer, talk: ChatFactory) -> None:
    chat = await talk()
    server.faults.add({"trace huge": {"size": 900_000}})
    huge, *rest = (await chat.say("hi")).messages
    assert (len(huge), rest) == (900_000, ["one", "two"])


async def test_a_burst_of_traces_can_come(server: MockServer, talk: ChatFactory) -> None:
    chat = await talk()
    server.faults.add({"trace burst": {"trace": 2, "count": 500}})
    answer = await chat.say("hi")
    assert answer.types == ["text", *["log"] * 500, "text"]
    assert [one["number"] for one in answer.payloads[1:-1]] == list(range(1, 501))


async def test_an_answer_may_never_come(server: MockServer, talk: ChatFactory) -> None:
    chat = await talk()
    server.faults.add("accepted then nothing", user="ada")
    await chat.begin_to_say("hi")
    assert await (await talk("bob")).hear("hi") == [["one", "two"]]
    withheld = server.journal.notes("withheld")
    assert [(one.user, one.fault) for one in withheld] == [("ada", "accepted then nothing")] * 3
    server.restart(user="ada")
    answer = await chat.answer()
    assert (answer.traces, answer.status) == ([], CUT)


async def test_a_connection_can_break_before_its_action_is_taken(
    server: MockServer, talk: ChatFactory
) -> None:
    chat = await talk()
    server.faults.add("transport close", on="action.send")
    answer = await chat.say("hi")
    assert (answer.traces, answer.status) == ([], CUT)
    assert await (await talk(key=chat.key)).hear("hi") == [["one", "two"]]


async def test_a_connection_can_break_in_mid_turn_and_the_session_goes_on(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("cut").set(tried=True).reply(
        text("one"), fault("transport close"), pause(1), text("two")
    )
    chat = await talk()
    answer = await chat.say("cut")
    assert answer.status == CUT
    assert answer.messages in ([], ["one"])
    server.clock.advance(1)
    (lost,) = [one for one in server.journal.notes("undelivered") if "two" in str(one.payload)]
    assert lost.session == server.sessions[0]["id"]
    assert server.sessions[0]["variables"] == {"tried": True}
    assert await (await talk(key=chat.key)).hear("hi") == [["one", "two"]]


async def test_an_answer_without_its_announcement_is_an_answer(
    server: MockServer, talk: ChatFactory
) -> None:
    chat = await talk()
    server.faults.add("accepted missing")
    assert await chat.hear("hi") == [["one", "two"]]
    statuses = [getattr(one.item, "status", "") for one in server.journal.sent("action.status")]
    assert statuses == ["completed"]


async def test_a_session_can_be_forgotten_by_the_server(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("who am I").reply(text("{{ name }}, session {{ sessions }}"))
    server.override.text("I am Ada").set(name="Ada").reply(text("Hello."))
    chat = await talk()
    server.faults.add("session invalidated")
    assert await chat.hear("I am Ada") == [["Hello."]]
    assert server.sessions == []
    await chat.renew()
    assert await chat.hear("who am I") == [["Ada, session 2"]]


async def test_latency_delays_every_message_in_order(server: MockServer, talk: ChatFactory) -> None:
    chat = await talk()
    server.faults.add({"latency": "2s"}, on="action.send", user="ada")
    await chat.begin_to_say("hi")
    server.clock.advance(1.9)
    assert server.journal.sent("action.trace") == []
    server.clock.advance(0.1)
    answer = await chat.answer()
    assert (answer.messages, answer.status) == (["one", "two"], "completed")


async def test_jitter_keeps_the_order_of_the_traces(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("count").reply(*[text(f"{number}") for number in range(50)])
    chat = await talk()
    server.faults.add({"jitter": 5}, on="action.send")
    await chat.begin_to_say("count")
    server.clock.advance(500)
    assert (await chat.answer()).messages == [str(number) for number in range(50)]
    assert len({one.at for one in server.journal.sent("action.trace")}) > 1


async def test_an_answer_in_small_pieces_arrives_whole(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("long").reply(text("Grüße, 世界! " * 50))
    chat = await talk()
    server.faults.add({"split": 3}, on="action.send")
    assert await chat.hear("long", "hi") == [[("Grüße, 世界! " * 50).strip()], ["one", "two"]]


async def test_an_answer_that_drips_arrives_whole(server: MockServer, talk: ChatFactory) -> None:
    chat = await talk()
    began = server.clock.now()
    server.faults.add({"slow drip": {"pieces": 64, "every": 1}}, on="action.send")
    await chat.begin_to_say("hi")
    answering = asyncio.ensure_future(chat.answer())
    while not answering.done():
        await asyncio.to_thread(server.clock.advance_to_next)
    assert (await answering).messages == ["one", "two"]
    assert server.clock.now() > began + 5


@pytest.mark.server(autojump=True)
async def test_a_mock_clock_that_jumps_lets_an_answer_drip(
    server: MockServer, talk: ChatFactory
) -> None:
    chat = await talk()
    began = server.clock.now()
    server.faults.add({"slow drip": {"pieces": 64, "every": 1}}, on="action.send")
    assert (await chat.say("hi")).messages == ["one", "two"]
    assert server.clock.now() > began + 5
