"""What takes time, whatever the client speaks. The clock is a mock clock."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import ChatFactory
from vfmock import MockServer, Scenario, SessionOptions, no_reply, pause, text


async def test_a_pause_ends_when_the_clock_is_advanced(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("slow").reply(text("Wait."), pause(30), text("Done."))
    chat = await talk()
    await chat.begin_to_say("slow")
    assert server.clock.next_deadline() == server.clock.now() + 30
    server.clock.advance(30)
    assert (await chat.answer()).messages == ["Wait.", "Done."]


async def test_each_trace_has_the_time_at_which_it_was_due(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("slow").reply(text("one"), pause("1500ms"), text("two"), pause(2), text("three"))
    chat = await talk()
    await chat.begin_to_say("slow")
    server.clock.advance(60)
    traces = (await chat.answer()).traces
    assert [one["time"] - 1_700_000_000_000 for one in traces] == [0, 1500, 3500]


async def test_the_clock_can_go_from_deadline_to_deadline(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("slow").reply(pause(3), text("one"), pause(4), text("two"))
    chat = await talk()
    await chat.begin_to_say("slow")
    assert server.clock.advance_to_next() == 1_700_000_003
    assert len(server.journal.sent("action.trace")) == 1
    assert server.clock.advance_to_next() == 1_700_000_007
    assert (await chat.answer()).messages == ["one", "two"]
    assert server.clock.advance_to_next() is None


@pytest.mark.server(autojump=True)
async def test_a_clock_that_jumps_lets_nobody_wait(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("slow").reply(text("Wait."), pause("10h"), text("Done."))
    chat = await talk()
    assert await chat.hear("slow") == [["Wait.", "Done."]]
    assert server.clock.now() == 1_700_036_000


async def test_a_session_ends_when_its_user_is_idle(server: MockServer, talk: ChatFactory) -> None:
    server.load(Scenario(session=SessionOptions(idle_timeout="30m")))
    server.on.text("hi").reply(text("Hello, session {{ sessions }}"))
    chat = await talk()
    for _ in range(2):
        assert await chat.hear("hi") == [["Hello, session 1"]]
        server.clock.advance(minutes=29)
        assert len(server.sessions) == 1
    server.clock.advance(minutes=1)
    assert server.sessions == []
    await chat.renew()
    assert await chat.hear("hi") == [["Hello, session 2"]]


async def test_a_session_is_not_idle_while_a_turn_runs(
    server: MockServer, talk: ChatFactory
) -> None:
    server.load(Scenario(session=SessionOptions(idle_timeout=60)))
    server.on.text("slow").reply(pause(300), text("Done."))
    chat = await talk()
    await chat.begin_to_say("slow")
    server.clock.advance(300)
    assert (await chat.answer()).messages == ["Done."]
    server.clock.advance(59)
    assert len(server.sessions) == 1
    server.clock.advance(1)
    assert server.sessions == []


async def test_the_longest_time_of_a_session_ends_it_in_mid_turn(
    server: MockServer, talk: ChatFactory
) -> None:
    server.load(Scenario(session=SessionOptions(max_length=100)))
    server.on.text("hi").reply(text("Hello"))
    server.on.text("slow").reply(text("Wait."), pause(60), text("never"))
    chat = await talk()
    await chat.hear("hi")
    server.clock.advance(50)
    await chat.begin_to_say("slow")
    server.clock.advance(50)
    answer = await chat.answer()
    assert answer.messages == ["Wait."]
    assert answer.reason == ("max_session_length" if chat.tells_reasons else None)
    assert server.sessions == []


async def test_a_turn_that_takes_too_long_is_cut_short_and_the_session_goes_on(
    server: MockServer, talk: ChatFactory
) -> None:
    server.load(Scenario(session=SessionOptions(action_timeout=10)))
    server.on.text("slow").goto("done").reply(text("Wait."), pause(60), text("never"))
    server.on.text("hi").reply(text("{{ session.state }}"))
    server.in_state("done").text("hi").reply(text("never"))
    chat = await talk()
    await chat.begin_to_say("slow")
    server.clock.advance(10)
    answer = await chat.answer()
    assert (answer.messages, answer.status) == (["Wait."], "completed")
    assert answer.reason == ("action_timeout" if chat.tells_reasons else None)
    assert await chat.hear("hi") == [["start"]]


async def test_a_client_is_asked_to_report_silence_and_reports_it(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("hi").reply(text("Well?"), no_reply("8s"))
    server.on.no_reply().reply(text("Are you there?"))
    chat = await talk()
    asked = await chat.say("hi")
    assert (asked.types, asked.payloads[-1]) == (["text", "no-reply"], {"timeout": 8})
    server.clock.advance(8)
    assert (await chat.act({"type": "no-reply"})).messages == ["Are you there?"]
    server.clock.advance(60)
    assert server.journal.notes("no_reply_missed") == []


async def test_a_client_that_does_not_report_silence_is_noted(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("hi").reply(no_reply(8))
    await (await talk()).say("hi")
    server.clock.advance(60)
    (note,) = server.journal.notes("no_reply_missed")
    assert "no-reply after 8 s" in str(note.payload)
