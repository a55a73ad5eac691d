"""Functions in rules, and errors in them, whatever the client speaks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.behaviour.conftest import ChatFactory
from vfmock import Action, MockServer, VerificationError, pause, text
from vfmock.core.steps import Step
from vfmock.core.turn import Turn


async def test_functions_make_the_reply(server: MockServer, talk: ChatFactory) -> None:
    def count(turn: Turn) -> Iterator[Step]:
        for number in range(int(turn.match["to"])):
            yield text(f"{number + 1}")

    server.on.text(regex=r"count to (?P<to>\d)").reply(count, text("Done."))
    server.on.text("nothing").reply(lambda turn: None)
    server.on.text().reply(lambda turn: text(f"{turn.action.text}, turn {turn.number}"))
    heard = await (await talk()).hear("count to 3", "nothing", "hi")
    assert heard == [["1", "2", "3", "Done."], [], ["hi, turn 3"]]


async def test_a_function_that_pauses_goes_on_when_its_time_has_come(
    server: MockServer, talk: ChatFactory
) -> None:
    times: list[float] = []

    def looks(turn: Turn) -> Iterator[Step]:
        times.append(server.clock.now())
        yield pause(5)
        times.append(server.clock.now())
        yield text("found")

    server.on.text("look").reply(looks)
    chat = await talk()
    await chat.begin_to_say("look")
    server.clock.advance(5)
    assert (await chat.answer()).messages == ["found"]
    assert times == [1700000000, 1700000005]


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


async def test_an_error_of_a_function_is_told_at_the_check(
    server: MockServer, talk: ChatFactory
) -> None:
    def fails(turn: Turn) -> Step:
        raise ZeroDivisionError("oh")

    server.on.text("broken").set(tried=True).reply(text("before"), fails, text("after"))
    server.on.text("hi").reply(text("Hello"))
    chat = await talk()
    broken = await chat.say("broken")
    assert broken.messages == (["before"] if chat.keeps_traces else [])
    assert await chat.hear("hi") == [["Hello"]]
    assert server.sessions[0]["variables"] == {"tried": True}
    (error,) = server.errors
    with pytest.raises(VerificationError, match="fails raised ZeroDivisionError: oh") as raised:
        server.check()
    assert raised.value.__cause__ is error


async def test_an_error_of_a_matching_function_leaves_the_action_without_an_answer(
    server: MockServer, talk: ChatFactory
) -> None:
    def fails(action: Action) -> bool:
        return bool(action.raw["nothing"])

    server.on.text("hi").reply(text("Hello"))
    server.on(fails).reply(text("never"))
    chat = await talk()
    assert (await chat.say("broken")).traces == []
    assert await chat.hear("hi") == [["Hello"]]
    (error,) = server.errors
    assert isinstance(error, KeyError)
    assert len(server.journal.notes("scenario_error")) == 1


async def test_a_function_may_use_the_server(server: MockServer, talk: ChatFactory) -> None:
    def learn(turn: Turn) -> Step:
        server.on.text("new").reply(text("I have learned this."))
        return text(f"{len(server.journal.received('action.send'))} actions so far")

    def leave(turn: Turn) -> Step:
        server.end_session("ada", "sent away")
        return text("Go away.")

    server.on.text("learn").reply(learn)
    server.on.text("leave").reply(leave)
    chat = await talk()
    assert await chat.hear("learn", "new") == [["1 actions so far"], ["I have learned this."]]
    assert await chat.hear("leave") == [["Go away."]]
    assert server.sessions == []
    assert server.errors == []
