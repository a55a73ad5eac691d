"""How an action is answered, whatever the client speaks."""

from __future__ import annotations

import asyncio

from tests.behaviour.conftest import ChatFactory
from tests.behaviour.surfaces import press
from vfmock import MockServer, choice, end, pause, text


async def test_a_rule_answers_with_its_traces_in_order(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("hi").reply(text("Hello"), text("there"))
    answer = await (await talk()).say("hi")
    assert (answer.messages, answer.status) == (["Hello", "there"], "completed")


async def test_an_action_that_no_rule_takes_is_rejected_with_the_nearest(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("order").reply(text("Which size?"))
    answer = await (await talk()).say("oder")
    assert (answer.status, answer.messages) == ("rejected", [])
    assert answer.reason is not None
    assert "wanted the text 'order', got text 'oder'" in answer.reason
    (note,) = server.journal.notes("mismatch")
    assert note.user == "ada"


async def test_the_state_decides_the_answer_to_the_same_words(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("menu").reply(text("1 or 2?")).goto("menu")
    server.in_state("menu").text("1").reply(text("one")).goto("start")
    server.in_state("start").text("1").reply(text("What is 1?"))
    chat = await talk()
    heard = [(await chat.say(words)).messages for words in ("1", "menu", "1", "1")]
    assert heard == [["What is 1?"], ["1 or 2?"], ["one"], ["What is 1?"]]


async def test_variables_and_templates_know_the_user_and_what_was_said(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text(regex="(?P<size>small|large)").set(size="{{ match.size }}").reply(text("ok"))
    server.on.text("what").reply(text("{{ user.id }} has {{ size }}"))
    chat = await talk("bob")
    await chat.say("large")
    assert (await chat.say("what")).messages == ["bob has large"]


async def test_a_button_can_be_pressed(server: MockServer, talk: ChatFactory) -> None:
    server.on.launch().reply(choice("Order", "Track"))
    server.on.button("Track").reply(text("Where it is"))
    chat = await talk()
    shown = await chat.act({"type": "launch"})
    assert (await chat.act(press("Track", shown))).messages == ["Where it is"]


async def test_a_pause_ends_when_the_clock_is_advanced(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("slow").reply(text("Wait."), pause(30), text("Done."))
    chat = await talk()
    await chat.send({"type": "text", "payload": "slow"})
    await asyncio.to_thread(server.verify.text, "slow", within=20)
    assert server.clock.next_deadline() == server.clock.now() + 30
    server.clock.advance(30)
    assert (await chat.answer()).messages == ["Wait.", "Done."]


async def test_two_users_do_not_get_the_traces_of_each_other(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text().reply(text("{{ user.id }}: {{ action.text }}"))
    ada, bob = await talk("ada"), await talk("bob")
    await ada.send({"type": "text", "payload": "a"})
    assert (await bob.say("b")).messages == ["bob: b"]
    assert (await ada.answer()).messages == ["ada: a"]


async def test_an_error_in_the_scenario_ends_the_turn_and_not_the_session(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("broken").reply(text("{{ 1 / 0 }}"))
    server.on.text("hi").reply(text("Hello"))
    chat = await talk()
    broken = await chat.say("broken")
    assert broken.messages == []
    assert broken.reason == ("scenario_error" if chat.tells_reasons else None)
    assert (await chat.say("hi")).messages == ["Hello"]
    (note,) = server.journal.notes("scenario_error")
    assert note.user == "ada"
    server.reset()


async def test_an_end_step_ends_the_session(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("bye").reply(text("Bye!"), end())
    answer = await (await talk()).say("bye")
    assert (answer.messages, answer.status) == (["Bye!"], "completed")
    assert server.sessions == []
    (ended,) = server.journal.sent("session.ended")
    assert ended.user == "ada"
    assert server.journal.notes("undelivered") == []


async def test_a_turn_that_is_ended_from_outside_has_the_reason(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("slow").reply(pause(30), text("Done."))
    chat = await talk()
    await chat.send({"type": "text", "payload": "slow"})
    await asyncio.to_thread(server.verify.text, "slow", within=20)
    server.end_session("ada", "agent_closed")
    answer = await chat.answer()
    assert answer.messages == []
    assert answer.reason == ("agent_closed" if chat.tells_reasons else None)
