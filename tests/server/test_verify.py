"""Expectations before the conversation, verification after it, and the text of a failure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.server.conftest import Talker
from tests.wire.talk import LAUNCH, act, say
from vfmock import MockServer, ScenarioError, VerificationError, text
from vfmock.core.matchers.text import TextMatcher
from vfmock.errors import ServerError

ACTIONS: list[dict[str, Any]] = [
    LAUNCH,
    {"type": "text", "payload": "order"},
    {"type": "text", "payload": "large"},
    {"type": "text", "payload": "large"},
    {"type": "intent", "payload": {"intent": {"name": "pay"}, "entities": []}},
    {"type": "event", "payload": {"event": {"name": "paid"}}},
    {"type": "path-go", "payload": {"label": "Go"}},
    {"type": "no-reply"},
    {"type": "dtmf", "payload": "7"},
    {"type": "custom", "payload": {"a": {"b": 1}}},
]


@pytest.fixture
async def told(server: MockServer, talk: Talker) -> MockServer:
    """A server that has seen a conversation."""
    server.on.any().reply(text("ok"))
    client = await talk(server)
    for action in ACTIONS:
        await act(client, action)
    return server


@pytest.mark.parametrize(
    "verify",
    [
        lambda v: v.action(type="text", payload="order", times=1),
        lambda v: v.action(type="text", times=3),
        lambda v: v.action(type="text", payload="order", user="u"),
        lambda v: v.action(user="u", times=len(ACTIONS)),
        lambda v: v.action(times=len(ACTIONS)),
        lambda v: v.action(type="resume", times=0),
        lambda v: v.launch(times=1),
        lambda v: v.text("large", times=2),
        lambda v: v.text(contains="rd"),
        lambda v: v.text("small", times=0),
        lambda v: v.intent("pay"),
        lambda v: v.event("paid", times=1),
        lambda v: v.button("Go"),
        lambda v: v.path("go"),
        lambda v: v.no_reply(times=1),
        lambda v: v.end(times=0),
        lambda v: v.dtmf("7"),
        lambda v: v.type("custom"),
        lambda v: v.payload({"a": {"b": 1}}, times=1),
        lambda v: v.user("u"),
        lambda v: v.user("other", times=0),
        lambda v: v.any(times=len(ACTIONS)),
        lambda v: v.either((TextMatcher("order"), TextMatcher("small")), times=1),
        lambda v: v(TextMatcher("order") | TextMatcher("large"), times=3),
        lambda v: v(lambda action: action.type == "custom", times=1),
    ],
)
async def test_received_actions_can_be_verified(
    told: MockServer, verify: Callable[[Any], None]
) -> None:
    verify(told.verify)


@pytest.mark.parametrize(
    ("verify", "expected", "got"),
    [
        (lambda v: v.text("large", times=1), "the text 'large', once", "twice"),
        (lambda v: v.text("order", times=0), "the text 'order', never", "once"),
        (lambda v: v.text("small"), "the text 'small', at least once", "never"),
        (lambda v: v.action(type="text", times=2), "of type 'text', twice", "3 times"),
        (lambda v: v.no_actions(), "any action, never", f"{len(ACTIONS)} times"),
        (
            lambda v: v.action(type="text", payload=None),
            "payload with None, at least once",
            "never",
        ),
    ],
)
async def test_an_action_that_did_not_come_is_a_failure(
    told: MockServer, verify: Callable[[Any], None], expected: str, got: str
) -> None:
    with pytest.raises(VerificationError) as caught:
        verify(told.verify)
    first, second, *_ = str(caught.value).splitlines()
    assert first.startswith("expected ")
    assert first.endswith(expected)
    assert second == f"     got {got}"


async def test_a_failure_shows_nearest_misses_conversation_and_seed(
    server: MockServer, talk: Talker
) -> None:
    server.on.text().reply(text("ok"))
    client = await talk(server)
    await say(client, "I want to order")
    await say(client, "help")
    with pytest.raises(VerificationError) as caught:
        server.verify.text("I want to ordre")
    lines = str(caught.value).splitlines()
    assert lines[0] == "expected the text 'I want to ordre', at least once"
    assert lines[1] == "     got never"
    assert lines[2] == "nearest:"
    assert lines[3].startswith("  text 'I want to order': wanted the text 'I want to ordre', got ")
    assert lines[4].startswith("  text 'help': ")
    assert "conversation:" in lines
    assert "  turn 2" in lines
    assert any(line.endswith("→ text 'help'") for line in lines)
    assert any(line.endswith("← text 'ok'") for line in lines)
    assert lines[-1] == "seed: 1"
    assert isinstance(caught.value, AssertionError)


def test_a_server_without_clients_has_no_actions(server: MockServer) -> None:
    server.verify.no_actions()
    server.check()
    with pytest.raises(VerificationError, match="conversation: no client has connected"):
        server.verify.action()


async def test_verify_waits_for_an_action_that_comes_later(
    server: MockServer, talk: Talker
) -> None:
    import asyncio

    server.on.text().reply(text("ok"))
    client = await talk(server)
    waiting = asyncio.create_task(
        asyncio.to_thread(server.verify.text, "late", times=2, within=30.0)
    )
    await say(client, "late")
    assert not waiting.done()
    await say(client, "late")
    await asyncio.wait_for(waiting, 20)


async def test_verify_does_not_wait_for_its_own_loop() -> None:
    async with MockServer() as server:
        server.verify.text("late", times=0)
        with pytest.raises(ServerError, match="can't wait on the server's own loop"):
            server.verify.text("late", within=5)


def test_verify_gives_up_when_its_time_is_over(server: MockServer) -> None:
    with pytest.raises(VerificationError, match="got never"):
        server.verify.text("late", within=0.01)


async def test_a_met_expectation_passes_the_check(server: MockServer, talk: Talker) -> None:
    server.expect.text("order").reply(text("Which size?"))
    client = await talk(server)
    assert await say(client, "order") == ["Which size?"]
    server.check()


async def test_a_missed_expectation_shows_the_conversation_once(
    server: MockServer, talk: Talker
) -> None:
    server.expect.text("order").reply(text("Which size?"))
    server.expect.launch()
    server.on.text("hi").reply(text("hello"))
    client = await talk(server)
    await say(client, "hi")
    with pytest.raises(VerificationError) as caught:
        server.check()
    message = str(caught.value)
    assert "expected the text 'order', at least once" in message
    assert "expected 'launch', at least once" in message
    assert "  text 'hi': wanted the text 'order', got text 'hi'" in message
    assert message.count("conversation:") == 1
    assert message.endswith("seed: 1")


async def test_an_expectation_can_have_an_exact_number_of_times(
    server: MockServer, talk: Talker
) -> None:
    server.expect.text("order").reply(text("ok")).times(2)
    one, two = await talk(server, "one"), await talk(server, "two")
    await say(one, "order")
    with pytest.raises(VerificationError, match="the text 'order', twice\n     got once"):
        server.check()
    assert await say(two, "order") == ["ok"]
    server.check()
    assert await say(two, "order") == ["ok"], "it answers all the same, and the check tells"
    with pytest.raises(VerificationError, match="the text 'order', twice\n     got 3 times"):
        server.check()


async def test_an_expectation_with_times_0_means_never(server: MockServer, talk: Talker) -> None:
    server.expect.text("cancel").times(0)
    server.on.text("hi").reply(text("hello"))
    client = await talk(server)
    await say(client, "hi")
    server.check()
    await say(client, "cancel")
    with pytest.raises(VerificationError, match="the text 'cancel', never\n     got once"):
        server.check()


async def test_a_rejected_action_fails_the_check(server: MockServer, talk: Talker) -> None:
    server.on.text("order").reply(text("Which size?"))
    client = await talk(server)
    await act(client, {"type": "text", "payload": "ordre"})
    with pytest.raises(VerificationError) as caught:
        server.check()
    first = str(caught.value).splitlines()[0]
    assert first.startswith("no rule takes text 'ordre' in state 'start' (nearest: ")
    assert "wanted the text 'order', got text 'ordre'" in first


async def test_reset_forgets_rules_expectations_journal_and_sessions(
    server: MockServer, talk: Talker
) -> None:
    server.on.text("hi").reply(text("hello"))
    server.expect.launch()
    client = await talk(server)
    await say(client, "hi")
    server.reset()
    server.check()
    server.verify.no_actions()
    assert server.conversation() == "conversation: no client has connected"
    (status,) = (await act(client, {"type": "text", "payload": "hi"}))[-1][1]
    assert status["reason"] == "session_not_found"


def test_reset_works_before_the_start() -> None:
    server = MockServer()
    server.expect.launch()
    server.reset()
    server.check()
    with pytest.raises(ScenarioError):
        server.on.text(nothing=1)  # type: ignore[call-arg] # which is what is tested
