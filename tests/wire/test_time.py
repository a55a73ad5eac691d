"""Everything that takes time, under a clock that the test moves; no test waits for a timeout."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients.base import WireClient
from tests.clients.fixtures import ClientFactory
from tests.journal import noted
from tests.wire.talk import USER, act, messages, ready, say, start, statuses
from vfmock import MockServer, Scenario, SessionOptions, completion, no_reply, pause, text
from vfmock.errors import ServerError
from vfmock.runtime.clock.mock import START
from vfmock.types import Duration

DAY = 86400.0
SAY_SLOW = {"type": "text", "payload": "slow"}
SLOW = {"action": SAY_SLOW, "messageID": "slow"}


def lasting(**options: float) -> Scenario:
    """A scenario whose sessions have these limits, in seconds."""
    return Scenario(session=SessionOptions(**{k: Duration(v) for k, v in options.items()}))


@pytest.fixture
def make_timed(make_server: Callable[..., MockServer]) -> Callable[..., MockServer]:
    """A server under a mock clock, whose sessions have limits."""

    def make(
        clock: str = "mock", settings: dict[str, object] | None = None, **limits: float
    ) -> MockServer:
        server = make_server(scenario=lasting(**limits), clock=clock, **(settings or {}))
        server.on.text("hello").reply(text("Hello to you."))
        server.on.text("slow").reply(text("wait"), pause(30), text("done"))
        return server

    return make


async def connected(server: MockServer, make_client: ClientFactory) -> WireClient:
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    return client


# The clock.


async def test_the_mock_clock_does_not_move_by_itself(
    make_timed: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_timed()
    client = await connected(server, make_client)
    await ready(client)
    assert server.clock.now() == START
    await client.emit("action.send", SLOW)
    (first,) = await client.next("action.trace")
    assert await say(client, "hello") == ["Hello to you."]  # a turn of its own, meanwhile
    server.clock.advance(29)
    assert await say(client, "hello") == ["Hello to you."]
    assert "done" not in messages(client.received)
    server.clock.advance(1)
    (second,) = await client.next("action.trace")
    while second["messageID"] != "slow":
        (second,) = await client.next("action.trace")
    assert second["trace"]["time"] - first["trace"]["time"] == 30_000


async def test_a_day_can_pass_at_once(
    make_timed: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_timed(idle_timeout=DAY)
    client = await connected(server, make_client)
    await ready(client)
    server.clock.advance(hours=23, minutes=59, seconds=59)
    assert await say(client, "hello") == ["Hello to you."]
    server.clock.advance("24h")
    assert await client.next("session.ended") == [{"reason": "inactivity_timeout"}]
    assert server.clock.now() == START + 2 * DAY - 1


async def test_the_clock_can_go_to_the_next_deadline(
    make_timed: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_timed(idle_timeout=1800)
    assert server.clock.advance_to_next() is None
    client = await connected(server, make_client)
    await ready(client)
    await client.emit("action.send", SLOW)
    await client.next("action.status")
    assert server.clock.advance_to_next() == START + 30
    assert statuses(await client.collect_until("action.status", lambda args: True)) == ["completed"]
    assert server.clock.advance_to_next() == START + 1830
    assert await client.next("session.ended") == [{"reason": "inactivity_timeout"}]


async def test_autojump_skips_every_pause(
    make_timed: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_timed(settings={"autojump": True, "autojump_quiet": 3600})
    server.on.text("book").reply(completion("a long answer", chunk=1, per_second=0.01), pause(DAY))
    client = await connected(server, make_client)
    await ready(client, config={"completionEvents": True, "audioEvents": False})
    events = await act(client, {"type": "text", "payload": "book"})
    assert statuses(events) == ["accepted", "completed"]
    assert server.clock.now() == START + 13 * 100 + DAY
    assert server.clock.autojump is True
    server.clock.autojump = False
    await client.emit("action.send", SLOW)
    await client.next("action.trace")
    assert server.clock.now() == START + 13 * 100 + DAY


async def test_autojump_reaches_a_deadline_that_waits_for_a_client(
    make_timed: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_timed(settings={"autojump": True, "autojump_quiet": 0.05}, idle_timeout=DAY)
    client = await connected(server, make_client)
    await ready(client)
    assert await client.next("session.ended") == [{"reason": "inactivity_timeout"}]
    assert server.clock.now() == START + DAY


async def test_a_real_clock_can_be_advanced_too(
    make_timed: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_timed(clock="real", idle_timeout=1800)
    client = await connected(server, make_client)
    await ready(client)
    await client.emit("action.send", SLOW)
    await client.next("action.trace")
    server.clock.advance(30)
    await client.collect_until("action.status", lambda args: args[0]["status"] == "completed")
    server.clock.advance(minutes=31)
    assert await client.next("session.ended") == [{"reason": "inactivity_timeout"}]


async def test_a_scaled_clock_is_faster(
    make_timed: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_timed(clock="real", settings={"time_scale": 10_000})
    client = await connected(server, make_client)
    await ready(client)
    events = await act(client, SAY_SLOW)
    assert messages(events) == ["wait", "done"]
    times = [args[0]["trace"]["time"] for name, args in events if name == "action.trace"]
    assert times[1] - times[0] >= 30_000


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf"), "soon", None, "-5s"])
def test_the_clock_does_not_go_back(seconds: object) -> None:
    with MockServer(clock="mock") as server:
        with pytest.raises(ServerError, match="can't advance the clock: "):
            server.clock.advance(seconds)  # type: ignore[arg-type]
        assert server.clock.now() == START


def test_autojump_is_for_a_mock_clock() -> None:
    with MockServer() as server, pytest.raises(ServerError, match="autojump is for a mock clock"):
        server.clock.autojump = True


def test_the_clock_needs_a_running_server() -> None:
    with pytest.raises(ServerError, match="the server is not running"):
        MockServer().clock.now()


# Sessions and turns.


async def test_only_actions_and_turns_restart_the_idle_timeout(
    make_timed: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_timed(idle_timeout=60)
    client = await connected(server, make_client)
    key = await ready(client)
    server.clock.advance(59)
    assert await say(client, "hello") == ["Hello to you."]
    server.clock.advance(59)
    await client.emit("action.send", SLOW)
    await client.next("action.status")
    server.clock.advance(30)  # the end of a turn counts too
    await client.collect_until("action.status", lambda args: args[0]["status"] == "completed")
    server.clock.advance(59)
    await client.disconnect()
    await client.connect_via(server.url, "websocket")
    assert await start(client, sessionKey=key) is False  # a reconnection does not count
    server.clock.advance(1)
    assert await client.next("session.ended") == [{"reason": "inactivity_timeout"}]
    assert await start(client, sessionKey=key) is True


async def test_a_session_has_a_greatest_length(
    make_timed: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_timed(max_length=100, idle_timeout=60)
    client = await connected(server, make_client)
    await ready(client)
    server.clock.advance(50)
    assert await say(client, "hello") == ["Hello to you."]
    server.clock.advance(35)
    await client.emit("action.send", SLOW)
    await client.next("action.status")
    server.clock.advance(15)
    events = await client.collect_until("session.ended", lambda args: True)
    assert events[-2:] == [
        (
            "action.status",
            [{"status": "completed", "messageID": "slow", "reason": "max_session_length"}],
        ),
        ("session.ended", [{"reason": "max_session_length"}]),
    ]


async def test_a_turn_has_a_timeout(
    make_timed: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_timed(action_timeout=10)
    client = await connected(server, make_client)
    await ready(client)
    await client.emit("action.send", SLOW)
    await client.next("action.trace")
    server.clock.advance(60)
    events = await client.collect_until(
        "action.status", lambda args: args[0]["status"] == "completed"
    )
    assert events[-1][1] == [
        {"status": "completed", "messageID": "slow", "reason": "action_timeout"}
    ]
    assert messages(client.received) == ["wait"]
    assert await say(client, "hello") == ["Hello to you."]


@pytest.mark.parametrize("expiry", ["keep", "end"])
async def test_a_key_expires_while_its_client_is_connected(
    make_timed: Callable[..., MockServer], make_client: ClientFactory, expiry: str
) -> None:
    server = make_timed(settings={"key_lifetime": 3600, "key_expiry": expiry})
    client = await connected(server, make_client)
    key = await ready(client)
    server.clock.advance(3600)
    if expiry == "end":
        assert await client.next("session.ended") == [{"reason": "session_key_expired"}]
    else:
        assert await say(client, "hello") == ["Hello to you."]
    assert await start(client, sessionKey=key) is True
    (note,) = server.journal.notes("session_key")
    assert note.payload == "the key has expired"


async def test_a_key_used_to_resume_expires_at_its_own_time(
    make_timed: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_timed(settings={"key_lifetime": 3600, "key_expiry": "end"})
    client = await connected(server, make_client)
    key = await ready(client)
    server.clock.advance(3599)
    assert await start(client, sessionKey=key) is False
    server.clock.advance(1)
    assert await client.next("session.ended") == [{"reason": "session_key_expired"}]


async def test_a_client_reports_silence_and_gets_an_answer(
    make_timed: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_timed()
    server.on.text("ask").reply(text("Are you there?"), no_reply(20))
    server.on.no_reply().reply(text("I'll wait."))
    client = await connected(server, make_client)
    await ready(client)
    events = await act(client, {"type": "text", "payload": "ask"})
    assert events[2][1][0]["trace"]["payload"] == {"timeout": 20}
    server.clock.advance(20)
    assert messages(await act(client, {"type": "no-reply"})) == ["I'll wait."]
    server.clock.advance(3600)
    assert server.journal.notes("no_reply_missed") == []
    await act(client, {"type": "text", "payload": "ask"})
    server.clock.advance(24)
    assert server.journal.notes("no_reply_missed") == []
    server.clock.advance(1)
    await noted(server, "no_reply_missed")
    (note,) = server.journal.notes("no_reply_missed")
    assert note.payload == "the client was asked for a no-reply after 20 s and sent nothing"
    assert note.user == USER["userID"] or note.session
