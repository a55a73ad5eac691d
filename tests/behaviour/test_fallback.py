"""Actions that no rule takes, whatever the client speaks."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import ChatFactory
from vfmock import Fallback, MockServer, Scenario, VerificationError, text
from vfmock.core.matchers.text import TextMatcher


async def test_an_action_that_no_rule_takes_is_rejected_with_the_nearest(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("order").reply(text("Which size?"))
    chat = await talk()
    answer = await chat.say("oder")
    assert answer.messages == []
    assert chat.is_told(answer, "wanted the text 'order', got text 'oder'")
    (note,) = server.journal.notes("mismatch")
    assert note.user == "ada"


async def test_a_rejected_action_fails_the_check_and_not_the_session(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("order").reply(text("Which size?")).named("ordering")
    chat = await talk()
    assert await chat.hear("oder", "order") == [[], ["Which size?"]]
    with pytest.raises(VerificationError, match=r"no rule takes text 'oder'.*nearest: ordering"):
        server.check()


async def test_an_action_that_no_rule_takes_can_have_an_answer(
    server: MockServer, talk: ChatFactory
) -> None:
    reply = (text("Only pizza, {{ user.id }}."),)
    server.load(Scenario(fallback=Fallback(mode="no-match", reply=reply)))
    server.on.text("pizza").reply(text("Which size?"))
    heard = await (await talk()).hear("pasta", "pizza", "pasta")
    assert heard == [["Only pizza, ada."], ["Which size?"], ["Only pizza, ada."]]
    server.check()


@pytest.mark.server(fallback="no-match")
async def test_a_fallback_without_an_answer_has_one_of_its_own(
    server: MockServer, talk: ChatFactory
) -> None:
    heard = await (await talk()).hear("pasta")
    assert heard == [["Sorry, I didn't get that."]]


@pytest.mark.server(fallback="echo")
async def test_an_echo_says_what_the_user_said_or_pressed(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("hi").reply(text("Hello"))
    chat = await talk()
    assert await chat.hear("{{ pasta }}", "hi") == [["{{ pasta }}"], ["Hello"]]
    pressed = await chat.act({"type": "path-x", "payload": {"label": "Track it"}})
    assert pressed.messages == ["Track it"]
    assert (await chat.act({"type": "dtmf", "payload": "12"})).messages == ["12"]


async def test_a_user_may_always_hang_up(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("hi").reply(text("Hello"))
    chat = await talk()
    await chat.hear("hi")
    answer = await chat.act({"type": "end"})
    assert (answer.messages, answer.status) == ([], "completed")
    assert server.sessions == []
    (ended,) = server.journal.sent("session.ended")
    assert ended.item is not None
    assert server.journal.notes("mismatch") == []
    server.check()


async def test_a_rule_can_say_goodbye_to_a_user_who_hangs_up(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.end().reply(text("Goodbye."))
    server.on(~TextMatcher("hi")).reply(text("Pardon?"))
    chat = await talk()
    assert (await chat.act({"type": "end"})).messages == ["Goodbye."]
    assert server.sessions == []
