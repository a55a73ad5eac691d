"""Actions that come while another one runs, whatever the client speaks."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import ChatFactory
from vfmock import MockServer, pause, text


@pytest.fixture(autouse=True)
def rules(server: MockServer) -> None:
    """A slow answer, and two quick ones."""
    server.on.text("slow").reply(pause(30), text("Slow."))
    server.on.text("quick").reply(text("Quick."))
    server.on.text("quicker").reply(text("Quicker."))


@pytest.mark.server(concurrency="queue")
async def test_actions_can_wait_for_those_before_them(
    server: MockServer, talk: ChatFactory
) -> None:
    chat = await talk()
    for words in ("slow", "quick", "quicker"):
        await chat.begin_to_say(words)
    server.clock.advance(29)
    assert server.journal.sent("action.trace") == []
    server.clock.advance(1)
    assert [(await chat.answer()).messages for _ in range(3)] == [
        ["Slow."],
        ["Quick."],
        ["Quicker."],
    ]


@pytest.mark.server(concurrency="queue")
async def test_an_action_that_waits_is_rejected_when_the_session_ends(
    server: MockServer, talk: ChatFactory
) -> None:
    chat = await talk()
    await chat.begin_to_say("slow")
    await chat.begin_to_say("quick")
    server.end_session("ada", "agent_closed")
    ended, waited = await chat.answer(), await chat.answer()
    assert (ended.messages, ended.status) == ([], "completed")
    assert (waited.messages, waited.status) == ([], "rejected")
    assert chat.is_told(waited, "agent_closed")


@pytest.mark.server(concurrency="reject")
async def test_an_action_can_be_rejected_while_another_runs(
    server: MockServer, talk: ChatFactory
) -> None:
    chat = await talk()
    await chat.begin_to_say("slow")
    other = await talk(key=chat.key)
    answer = await other.say("quick")
    assert chat.is_told(answer, "action_in_progress")
    server.clock.advance(30)
    assert (await chat.answer()).messages == ["Slow."]
    assert (await other.say("quick")).messages[-1] == "Quick."


async def test_an_action_can_be_answered_while_another_runs(
    server: MockServer, talk: ChatFactory
) -> None:
    chat = await talk()
    await chat.begin_to_say("slow")
    other = await talk(key=chat.key)
    assert await other.hear("quick") == [["Quick."]]
    assert server.sessions[0]["turns"] == 2
    server.clock.advance(30)
    answer = await chat.answer()
    assert (answer.messages[-1], answer.status) == ("Slow.", "completed")


@pytest.mark.server(concurrency="reject")
async def test_no_user_waits_for_another_user(server: MockServer, talk: ChatFactory) -> None:
    ada, bob = await talk("ada"), await talk("bob")
    await ada.begin_to_say("slow")
    assert await bob.hear("quick", "quicker") == [["Quick."], ["Quicker."]]
    server.clock.advance(30)
    assert (await ada.answer()).messages == ["Slow."]
