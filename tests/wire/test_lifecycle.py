"""The protocol page, rule by rule, where a rule spans several events: ends, errors, restarts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from tests.clients.base import WireClient
from tests.clients.fixtures import DOCUMENTED_OPTIONS, ClientFactory
from tests.wire.talk import (
    LAUNCH,
    TEXT,
    USER,
    act,
    create,
    error,
    messages,
    ready,
    say,
    start,
    statuses,
)
from vfmock import Fallback, MockServer, Scenario, SessionOptions, end, pause, text
from vfmock.contract import load_contract
from vfmock.types import Concurrency, Duration

SLOW = {"type": "text", "payload": "slow"}
CONTRACT = load_contract()


# The connection.


@asynccontextmanager
async def _firewall(port: int) -> AsyncIterator[str]:
    """A way to the server that lets plain HTTP through and cuts every websocket."""
    tasks: set[asyncio.Task[None]] = set()
    writers: list[asyncio.StreamWriter] = []

    async def pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                target.write(data)
        target.close()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        head = await reader.readuntil(b"\r\n\r\n")
        if b"upgrade: websocket" in head.lower():
            writer.close()
            return
        inside, outside = await asyncio.open_connection("127.0.0.1", port)
        writers.append(outside)
        outside.write(head)
        tasks.add(asyncio.ensure_future(pump(reader, outside)))
        tasks.add(asyncio.ensure_future(pump(inside, writer)))

    listener = await asyncio.start_server(connect, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    finally:
        listener.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in writers:
            writer.transport.abort()
        await asyncio.gather(*(one.wait_closed() for one in writers), return_exceptions=True)


async def test_where_websocket_is_not_allowed_polling_takes_over(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_server()
    server.on.text("hello").reply(text("Hello to you."))
    async with _firewall(server.port) as url:
        client = make_client("node")
        await client.connect(url, **DOCUMENTED_OPTIONS)
        await ready(client)
        assert await say(client, "hello") == ["Hello to you."]
        assert client.transport == "polling"
        await client.close()


async def test_the_whole_sequence_of_the_page(client: WireClient) -> None:
    """Initialization, an action, the end: each event in its place, and no other."""
    await ready(client)
    await act(client, LAUNCH)
    await act(client, {"type": "text", "payload": "bye"})
    await client.next("session.ended")
    assert [name for name, _ in client.received] == [
        "client.started",
        "session.created",
        *["action.status", "action.trace", "action.trace", "action.status"],
        *["action.status", "action.trace", "action.trace", "action.status"],
        "session.ended",
    ]


async def test_disconnecting_again_and_again_is_one_conversation(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_server()
    server.on.text("hello").reply(text("Turn {{ session.turns }} of session {{ sessions }}"))
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    key = await ready(client)
    for turn in range(1, 4):
        assert await say(client, "hello") == [f"Turn {turn} of session 1"]
        await client.disconnect()
        await client.connect_via(server.url, "polling")
        assert await start(client, sessionKey=key) is False


async def test_a_resumed_session_needs_no_session_create(node: WireClient) -> None:
    key = await ready(node)
    await node.emit("client.start", {**USER, "sessionKey": key})
    assert await node.next("client.started") == [{"newSessionRequired": False}]
    assert await say(node, "hello") == ["Hello to you."]
    assert [name for name, _ in node.received].count("session.created") == 1


# The conversation.


async def test_launch_starts_from_the_beginning(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_server()
    server.on.launch().reply(text("Hi!"))
    server.on.text("order").reply(text("Which size?")).goto("start")
    server.on.text("more").reply(text("one")).reply(text("two"))
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    await ready(client)
    assert messages(await act(client, LAUNCH)) == ["Hi!"]
    assert await say(client, "more") == ["one"]
    assert await say(client, "more") == ["two"]
    assert messages(await act(client, LAUNCH)) == ["Hi!"]
    assert await say(client, "more") == ["one"]


async def test_a_launch_needs_no_payload(node: WireClient) -> None:
    await ready(node)
    assert messages(await act(node, {"type": "launch"})) == ["Hi!"]


async def test_an_action_without_a_session_is_rejected(client: WireClient) -> None:
    await start(client)
    ((name, args),) = await act(client, TEXT, messageID="mine")
    assert (name, args[0]) == (
        "action.status",
        {"status": "rejected", "messageID": "mine", "reason": "session_not_found"},
    )


async def test_after_a_rejection_there_are_no_traces(node: WireClient) -> None:
    await ready(node)
    events = await act(node, {"type": "text", "payload": "nobody takes this"})
    assert statuses(events) == ["rejected"]
    assert await say(node, "hello") == ["Hello to you."]
    traces = [args for name, args in node.received if name == "action.trace"]
    assert len(traces) == 1


async def test_a_reason_of_the_scenarios_own(node: WireClient, server: MockServer) -> None:
    server.on.text("leave").reply(end("call_forwarded"))
    await ready(node)
    events = await act(node, {"type": "text", "payload": "leave"})
    assert events[1][1][0]["trace"]["payload"] == {"reason": "call_forwarded"}
    assert await node.next("session.ended") == [{"reason": "call_forwarded"}]


async def test_a_session_without_actions_times_out(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_server(scenario=Scenario(session=SessionOptions(idle_timeout=Duration(0.05))))
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    key = await ready(client)
    assert await client.next("session.ended") == [{"reason": "inactivity_timeout"}]
    assert await start(client, sessionKey=key) is True


async def test_a_turn_that_runs_is_completed_when_its_session_ends(
    node: WireClient, server: MockServer
) -> None:
    await ready(node)
    await node.emit("action.send", {"action": SLOW, "messageID": "mine"})
    await node.next("action.trace")
    server.end_session(USER["userID"], "agent_closed")
    events = await node.collect_until("session.ended", lambda args: True)
    assert events[-2:] == [
        (
            "action.status",
            [{"status": "completed", "messageID": "mine", "reason": "agent_closed"}],
        ),
        ("session.ended", [{"reason": "agent_closed"}]),
    ]


@pytest.mark.parametrize(
    ("concurrency", "order"),
    [
        ("interleave", ["first accepted", "second accepted", "second completed"]),
        ("queue", ["first accepted", "first completed", "second accepted", "second completed"]),
        ("reject", ["first accepted", "second rejected"]),
    ],
)
async def test_an_action_while_another_runs(
    make_server: Callable[..., MockServer],
    make_client: ClientFactory,
    concurrency: Concurrency,
    order: list[str],
) -> None:
    server = make_server(concurrency=concurrency)
    server.on.text("slow").reply(text("wait"), pause(0.02 if concurrency == "queue" else 60))
    server.on.text("hello").reply(text("Hello."))
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    await ready(client)
    await client.emit("action.send", {"action": SLOW, "messageID": "first"})
    await client.emit("action.send", {"action": TEXT, "messageID": "second"})
    events = await client.collect_until(
        "action.status",
        lambda args: args[0]["messageID"] == "second" and args[0]["status"] != "accepted",
    )
    seen = [
        f"{args[0]['messageID']} {args[0]['status']}"
        for name, args in events
        if name == "action.status"
    ]
    assert seen == order


# Errors.


async def test_an_error_in_mid_turn_costs_neither_session_nor_connection(
    client: WireClient, server: MockServer
) -> None:
    server.on.text("broken").reply(text("before"), text("{{ nothing.of_the_kind }}"))
    await ready(client)
    events = await act(client, {"type": "text", "payload": "broken"})
    assert [name for name, _ in events] == [
        "action.status",
        "action.trace",
        "error",
        "action.status",
    ]
    assert events[2][1][0]["code"] == "scenario_error"
    assert "'nothing' is not defined" in events[2][1][0]["error"]
    assert events[3][1][0]["reason"] == "scenario_error"
    assert await say(client, "hello") == ["Hello to you."]


async def test_errors_come_in_every_state_of_a_connection(client: WireClient) -> None:
    for prepare in (None, start, create):
        if prepare is not None:
            await prepare(client)
        await client.emit("nonsense", {})
        assert (await error(client))["code"] == "unknown_event"
    await client.emit("action.send", {"action": SLOW})
    await client.next("action.trace")
    await client.emit("nonsense", {})
    assert (await error(client))["code"] == "unknown_event"


# Restarts.


async def test_a_restart_reaches_every_socket_with_the_action_of_its_own_session(
    node: WireClient, server: MockServer, make_client: ClientFactory
) -> None:
    idle, before = make_client("python_sync"), make_client("python_async")
    await idle.connect_via(server.url, "polling")
    await ready(idle, userID="another")
    await before.connect_via(server.url, "websocket")
    await ready(node)
    await node.emit("action.send", {"action": SLOW})
    await node.next("action.trace")
    server.restart()
    assert await node.next("server.restart") == [{"action": SLOW}]
    assert await idle.next("server.restart") == [{}]
    assert await before.next("server.restart") == [{}]


async def test_a_restart_without_replay(node: WireClient, server: MockServer) -> None:
    await ready(node)
    await node.emit("action.send", {"action": SLOW})
    await node.next("action.trace")
    server.restart(replay=False)
    assert await node.next("server.restart") == [{}]
    await node.wait_disconnect()


@pytest.mark.parametrize("payload", ["words", {"label": "x"}, None])
async def test_the_action_of_a_restart_is_as_it_came(
    node: WireClient, server: MockServer, payload: object
) -> None:
    server.on.type("custom").reply(text("wait"), pause(60))
    await ready(node)
    action = {"type": "custom", "diagramID": "d", "time": 7}
    if payload is not None:
        action["payload"] = payload
    await node.emit("action.send", {"action": action})
    await node.next("action.trace")
    server.restart()
    assert await node.next("server.restart") == [{"action": action}]


async def test_in_the_grace_period_the_client_can_finish(
    node: WireClient, server: MockServer
) -> None:
    await ready(node)
    server.restart(grace=30)
    await node.next("server.restart")
    assert await say(node, "hello") == ["Hello to you."]
    assert "disconnect" not in [name for name, _ in node.lifecycle]


async def test_after_the_grace_period_the_connection_closes(
    client: WireClient, server: MockServer
) -> None:
    await ready(client)
    server.restart(grace=0.02)
    await client.next("server.restart")
    assert await client.wait_disconnect() == "transport lost"


async def test_a_client_comes_back_by_itself_and_sends_the_action_again(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_server()
    server.on.text("slow").times(1).reply(text("wait"), pause(60))
    server.on.text("slow").reply(text("This time it is quick."))
    client = make_client("node")
    options = {**DOCUMENTED_OPTIONS, "reconnectionDelay": 1, "randomizationFactor": 0}
    await client.connect(server.url, **options)
    key = await ready(client)
    await client.emit("action.send", {"action": SLOW})
    await client.next("action.trace")
    server.restart()
    (restart,) = await client.next("server.restart")
    await client.wait_disconnect()
    await client.wait_report("reconnect")
    assert await start(client, sessionKey=key) is False
    assert messages(await act(client, restart["action"])) == ["This time it is quick."]


# All of it.


async def test_every_event_of_the_server_has_the_shape_of_its_schema(
    client: WireClient, server: MockServer
) -> None:
    await client.emit("session.create", {})
    await error(client)
    await ready(client)
    await act(client, LAUNCH)
    await act(client, {"type": "text", "payload": "nobody takes this"})
    await act(client, {"type": "text", "payload": "bye"})
    await client.next("session.ended")
    await create(client)
    await client.emit("action.send", {"action": SLOW})
    await client.next("action.trace")
    server.restart()
    await client.next("server.restart")
    prefix = "documented/server-events/"
    documented = {name.removeprefix(prefix) for name in CONTRACT.schemas if prefix in name}
    assert {name for name, _ in client.received} == documented
    for name, arguments in client.received:
        assert len(arguments) == 1
        assert CONTRACT.check(f"documented/server-events/{name}", arguments[0], name) is None


@pytest.mark.parametrize(
    ("fallback", "said"),
    [
        (Fallback(mode="no-match", reply=(text("Pardon?"),)), ["Pardon?"]),
        (Fallback(mode="echo"), ["anything"]),
    ],
)
async def test_what_no_rule_takes_can_be_answered(
    make_server: Callable[..., MockServer],
    make_client: ClientFactory,
    fallback: Fallback,
    said: list[str],
) -> None:
    server = make_server(scenario=Scenario(fallback=fallback))
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    await ready(client)
    assert await say(client, "anything") == said
