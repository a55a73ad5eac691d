"""What a rule answers when it takes an action again, whatever the client speaks."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import ChatFactory
from vfmock import MockServer, Rule, Scenario, VerificationError, end, text
from vfmock.core.matchers.text import TextMatcher


async def test_replies_come_one_after_the_other_and_the_last_one_stays(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("hi").reply(text("one"), text("more")).reply(text("two"))
    heard = await (await talk()).hear("hi", "hi", "hi")
    assert heard == [["one", "more"], ["two"], ["two"]]


async def test_replies_can_begin_again_after_the_last_one(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("hi").reply(text("one")).reply(text("two")).then("cycle")
    heard = await (await talk()).hear("hi", "hi", "hi", "hi")
    assert heard == [["one"], ["two"], ["one"], ["two"]]


async def test_an_action_after_the_last_reply_can_be_rejected(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("hi").reply(text("one")).then("error").reply(text("two"))
    chat = await talk()
    assert await chat.hear("hi", "hi") == [["one"], ["two"]]
    answer = await chat.say("hi")
    assert answer.status == "rejected"
    assert chat.is_told(answer, "has no reply left")


async def test_replies_are_counted_for_each_session(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("hi").reply(text("one")).reply(text("two"))
    server.on.text("bye").reply(end())
    ada, bob = await talk("ada"), await talk("bob")
    assert await ada.hear("hi", "hi", "bye") == [["one"], ["two"], []]
    assert await bob.hear("hi") == [["one"]]
    await ada.renew()
    assert await ada.hear("hi") == [["one"]]


async def test_a_rule_that_has_taken_its_actions_leaves_the_next_to_others(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("hi").reply(text("first")).times(2)
    server.on.text("hi").reply(text("later"))
    ada, bob = await talk("ada"), await talk("bob")
    assert await ada.hear("hi", "hi", "hi") == [["first"], ["first"], ["later"]]
    assert await bob.hear("hi") == [["first"]]


async def test_the_chances_of_a_rule_follow_from_the_seed(
    server: MockServer, talk: ChatFactory
) -> None:
    chat = await talk()

    async def tosses() -> list[str]:
        server.on.text("toss").reply(text("never")).probability(0)
        server.on.text("toss").reply(text("heads")).probability(0.5)
        server.on.text("toss").reply(text("tails"))
        return [one for (one,) in await chat.hear(*["toss"] * 20)]

    first = await tosses()
    assert set(first) == {"heads", "tails"}
    server.reset()
    await chat.renew()
    assert await tosses() == first


async def test_the_first_rule_that_matches_answers(server: MockServer, talk: ChatFactory) -> None:
    server.on.text(contains="a").reply(text("an a"))
    server.on.text(contains="b").reply(text("a b"))
    assert await (await talk()).hear("ab", "b") == [["an a"], ["a b"]]


async def test_an_overriding_rule_comes_first_and_the_newest_before_the_others(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("hi").reply(text("Hello"))
    server.in_state("start").text("hi").reply(text("Hello at the start"))
    chat = await talk()
    before = await chat.hear("hi")
    server.override.text("hi").reply(text("We are closed."))
    once = await chat.hear("hi")
    server.override.text("hi").reply(text("We open at nine.")).times(1)
    assert [before, once] == [[["Hello at the start"]], [["We are closed."]]]
    assert await chat.hear("hi", "hi") == [["We open at nine."], ["We are closed."]]


async def test_a_rule_that_is_added_in_the_conversation_counts_at_once(
    server: MockServer, talk: ChatFactory
) -> None:
    rule = server.on.text("hi").reply(text("Hello"))
    chat = await talk()
    assert await chat.hear("hi") == [["Hello"]]
    server.on.text("more").reply(text("More"))
    rule.set(name="Ada").times(1)
    server.on.text("hi").reply(text("Hello, {{ name|default('who?') }}"))
    assert await chat.hear("more", "hi") == [["More"], ["Hello, who?"]]


async def test_a_running_session_goes_on_in_another_scenario(
    server: MockServer, talk: ChatFactory
) -> None:
    rules = {name: Rule(on=TextMatcher("hi"), reply=(text(f"I am {name}."),)) for name in "ab"}
    server.load(Scenario(name="a", rules=(rules["a"],)))
    server.on.text("I am Ada").set(name="Ada").reply(text("Hello."))
    server.on.text("who am I").reply(text("{{ name }}, turn {{ turn }}"))
    chat = await talk()
    assert await chat.hear("hi", "I am Ada") == [["I am a."], ["Hello."]]
    server.load(Scenario(name="b", rules=(rules["b"],)))
    assert await chat.hear("hi", "who am I") == [["I am b."], ["Ada, turn 4"]]


async def test_an_expected_rule_answers_and_has_to_be_used(
    server: MockServer, talk: ChatFactory
) -> None:
    server.expect.text("hi").reply(text("Hello")).times(2)
    server.expect.text("bye").times(0)
    chat = await talk()
    assert await chat.hear("hi") == [["Hello"]]
    with pytest.raises(VerificationError, match=r"expected the text 'hi', twice\n *got once"):
        server.check()
    await chat.hear("hi")
    server.check()
    await chat.hear("bye")
    with pytest.raises(VerificationError, match=r"expected the text 'bye', never\n *got once"):
        server.check()
