"""Faults of a turn, whatever the client speaks: their triggers have neutral names."""

from __future__ import annotations

import asyncio

from tests.behaviour.conftest import ChatFactory
from vfmock import MockServer, text


async def test_a_fault_waits_for_its_trigger_and_happens_once(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("hi").reply(text("one"), text("two"))
    chat = await talk()
    armed = server.faults.add("trace duplicated", on="action.send", nth=2)
    heard = [(await chat.say("hi")).messages for _ in range(3)]
    assert heard == [["one", "two"], ["one", "one", "two"], ["one", "two"]]
    assert armed.applied == 1
    (note,) = server.journal.notes("fault")
    assert (note.user, note.fault) == ("ada", "trace duplicated")


async def test_an_action_is_rejected_by_a_fault(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("hi").reply(text("Hello"))
    chat = await talk()
    server.faults.add({"action rejected": "too many"})
    answer = await chat.say("hi")
    assert (answer.status, answer.reason) == ("rejected", "too many")
    assert (await chat.say("hi")).messages == ["Hello"]


async def test_latency_delays_every_message_in_order(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("hi").reply(text("one"), text("two"))
    chat = await talk()
    server.faults.add({"latency": "2s"}, on="action.send", user="ada")
    await chat.send({"type": "text", "payload": "hi"})
    await asyncio.to_thread(server.verify.text, "hi", within=20)
    server.clock.advance(1.9)
    assert server.journal.sent("action.trace") == []
    server.clock.advance(0.1)
    answer = await chat.answer()
    assert (answer.messages, answer.status) == (["one", "two"], "completed")
