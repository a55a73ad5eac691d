"""The states of a conversation, whatever the client speaks."""

from __future__ import annotations

from tests.behaviour.conftest import ChatFactory
from vfmock import MockServer, pause, text


async def test_the_state_decides_the_answer_to_the_same_words(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("menu").reply(text("1 or 2?")).goto("menu")
    server.in_state("menu").text("1").reply(text("one")).goto("start")
    server.in_state("start").text("1").reply(text("What is 1?"))
    heard = await (await talk()).hear("1", "menu", "1", "1")
    assert heard == [["What is 1?"], ["1 or 2?"], ["one"], ["What is 1?"]]


async def test_the_rules_of_a_state_come_before_those_of_all_states(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("where").reply(text("nowhere"))
    server.on.text("go").goto("inside").reply(text("{{ session.state }}"))
    server.in_state("inside").text("where").reply(text("{{ session.state }}"))
    heard = await (await talk()).hear("where", "go", "where")
    assert heard == [["nowhere"], ["start"], ["inside"]]


async def test_a_launch_begins_the_conversation_again(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.launch().reply(text("Hi, {{ name|default('whoever') }}"))
    server.on.text("once").reply(text("one")).times(1)
    server.on.text("once").reply(text("no more"))
    server.on.text("joke").reply(text("first")).reply(text("second"))
    server.on.text("go").set(name="Ada").goto("away").reply(text("gone"))
    server.in_state("away").text("go").reply(text("gone already"))
    chat = await talk()
    words = ("once", "once", "joke", "joke", "go", "go")
    first = await chat.hear(*words)
    assert first == [["one"], ["no more"], ["first"], ["second"], ["gone"], ["gone already"]]
    assert (await chat.act({"type": "launch"})).messages == ["Hi, Ada"]
    assert await chat.hear(*words) == first


async def test_the_state_changes_when_the_whole_reply_is_played(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("go").goto("inside").reply(pause(30), text("{{ session.state }}"))
    chat = await talk()
    await chat.begin_to_say("go")
    server.clock.advance(29)
    assert server.sessions[0]["state"] == "start"
    server.clock.advance(1)
    assert (await chat.answer()).messages == ["start"]
    assert server.sessions[0]["state"] == "inside"


async def test_two_users_are_in_states_of_their_own(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("go").goto("inside").reply(text("gone"))
    server.in_state("inside").text("where").reply(text("inside"))
    server.in_state("start").text("where").reply(text("outside"))
    ada, bob = await talk("ada"), await talk("bob")
    assert await ada.hear("go", "where") == [["gone"], ["inside"]]
    assert await bob.hear("where", "go", "where") == [["outside"], ["gone"], ["inside"]]


async def test_a_rule_that_goes_nowhere_leaves_the_state_as_it_is(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("go").goto("inside").reply(text("gone"))
    server.in_state("inside").text("look").reply(text("a room"))
    server.on.text("wait").reply(text("time passes"))
    heard = await (await talk()).hear("go", "look", "wait", "look")
    assert heard == [["gone"], ["a room"], ["time passes"], ["a room"]]
