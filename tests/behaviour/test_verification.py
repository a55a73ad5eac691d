"""What a test can ask of a server afterwards, whatever the client speaks."""

from __future__ import annotations

import asyncio

import pytest

from tests.behaviour.conftest import ChatFactory
from vfmock import MockServer, VerificationError, text
from vfmock.core.matchers.text import TextMatcher


@pytest.fixture(autouse=True)
def rule(server: MockServer) -> None:
    """What the agent says."""
    server.on.text().reply(text("Hello"))


async def test_received_actions_can_be_verified(server: MockServer, talk: ChatFactory) -> None:
    await (await talk()).hear("hi", "hi")
    server.verify.text("hi", times=2)
    server.verify.action(type="text", payload="hi", user="ada", times=2)
    server.verify(TextMatcher("hi") & ~TextMatcher("bye"), times=2)
    server.verify.launch(times=0)
    server.check()


async def test_an_action_that_did_not_come_is_told_with_the_nearest(
    server: MockServer, talk: ChatFactory
) -> None:
    await (await talk()).hear("hello", "order two pizzas")
    with pytest.raises(VerificationError) as raised:
        server.verify.text("order two pizza")
    told = str(raised.value)
    assert told.startswith("expected the text 'order two pizza', at least once\n     got never")
    first, second = told.split("nearest:\n")[1].splitlines()[:2]
    assert "text 'order two pizzas'" in first
    assert "text 'hello'" in second


async def test_a_wrong_number_of_actions_is_told(server: MockServer, talk: ChatFactory) -> None:
    await (await talk()).hear("hi", "hi", "bye")
    with pytest.raises(VerificationError, match=r"the text 'hi', once\n *got twice"):
        server.verify.text("hi", times=1)
    with pytest.raises(VerificationError, match=r"any text, never\n *got 3 times"):
        server.verify.text(times=0)


async def test_the_actions_of_each_user_are_verified_apart(
    server: MockServer, talk: ChatFactory
) -> None:
    ada, bob = await talk("ada"), await talk("bob")
    await ada.hear("hi", "bye")
    await bob.hear("hi")
    server.verify.action(payload="hi", user="bob", times=1)
    server.verify.user("ada", times=2)
    with pytest.raises(VerificationError, match="got never"):
        server.verify.action(payload="bye", user="bob")


async def test_it_can_be_verified_that_nobody_did_anything(
    server: MockServer, talk: ChatFactory
) -> None:
    chat = await talk()
    server.verify.no_actions()
    await chat.hear("hi")
    with pytest.raises(VerificationError, match=r"any action, never\n *got once"):
        server.verify.no_actions()


async def test_a_verification_can_wait_for_an_action(server: MockServer, talk: ChatFactory) -> None:
    chat = await talk()
    waiting = asyncio.ensure_future(asyncio.to_thread(server.verify.text, "bye", within=20))
    await chat.hear("hi")
    assert not waiting.done()
    await chat.hear("bye")
    await waiting


async def test_a_failed_verification_shows_the_conversation(
    server: MockServer, talk: ChatFactory
) -> None:
    await (await talk()).hear("hi")
    with pytest.raises(VerificationError) as raised:
        server.verify.text("bye")
    told = str(raised.value)
    assert "text 'hi'" in told.split("conversation:")[1]
    assert told.endswith("seed: 7")


@pytest.mark.server(violations="record")
async def test_an_action_against_the_contract_is_refused_and_the_session_lives(
    server: MockServer, talk: ChatFactory
) -> None:
    chat = await talk()
    await chat.hear("hi")
    wrong = await chat.act({"type": "intent", "payload": {"intent": "order"}})
    assert (wrong.status, wrong.traces) == ("rejected", [])
    assert chat.is_told(wrong, "order")
    assert await chat.hear("hi") == [["Hello"]]
    assert server.sessions[0]["turns"] == 2
    assert len(server.journal.notes("violation")) == 1
    server.check()


async def test_an_action_against_the_contract_fails_the_check(
    server: MockServer, talk: ChatFactory
) -> None:
    await (await talk()).act({"type": "intent", "payload": {"intent": "order"}})
    with pytest.raises(VerificationError, match="violation of the contract"):
        server.check()
