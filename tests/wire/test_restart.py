"""``server.restart``: at any moment, to any client, which reconnects to any instance."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from tests.clients.base import BOUND, TransportMode, WireClient
from tests.clients.fixtures import DOCUMENTED_OPTIONS, ClientFactory
from tests.journal import noted
from tests.wire.talk import USER, act, messages, ready, say, start
from vfmock import MockServer, VfmockError, pause, restart, text

SLOW = {"type": "text", "payload": "slow"}
QUICK_BACK = {**DOCUMENTED_OPTIONS, "reconnectionDelay": 1, "randomizationFactor": 0}


@pytest.fixture
def cluster() -> Iterator[MockServer]:
    """Two instances that share the sessions, under a mock clock."""
    with MockServer(instances=2, clock="mock") as server:
        server.on.text("slow").times(1).reply(text("wait"), pause(60), text("never"))
        server.on.text("slow").reply(text("This time it is quick."))
        server.on.text("my name is Ada").set(name="Ada").goto("known").reply(text("Hello."))
        server.in_state("known").text("who am I").reply(
            text("{{ name }}, turn {{ session.turns }}")
        )
        server.on.text("hello").reply(text("Hello to you."))
        yield server


@pytest.fixture
async def two_clients(
    cluster: MockServer, make_client: ClientFactory, transport: TransportMode
) -> list[WireClient]:
    """A client of each of two users, connected to the first instance."""
    clients: list[WireClient] = [make_client("node"), make_client("python_async")]
    for number, client in enumerate(clients):
        await client.connect_via(cluster.url, transport, reconnection=False)
        await ready(client, userID=f"user{number}")
    return clients


# To whom.


async def test_a_restart_can_reach_all_clients(
    cluster: MockServer, two_clients: list[WireClient]
) -> None:
    cluster.restart()
    for client in two_clients:
        assert await client.next("server.restart") == [{}]
        assert await client.wait_disconnect() == "transport lost"


@pytest.mark.parametrize("by", ["user", "session", "connection"])
async def test_a_restart_can_reach_one_user_session_or_connection(
    cluster: MockServer, two_clients: list[WireClient], by: str
) -> None:
    one, other = two_clients
    sessions = {e.user: e.session for e in cluster.journal.received("session.create")}
    entry = next(e for e in cluster.journal.sent("session.created") if e.user == "user0")
    assert sessions
    whose = {"user": "user0", "session": entry.session, "connection": entry.connection}[by]
    cluster.restart(**{by: whose})  # type: ignore[arg-type]
    assert await one.next("server.restart") == [{}]
    assert await one.wait_disconnect() == "transport lost"
    assert await say(other, "hello") == ["Hello to you."]
    assert "server.restart" not in [name for name, _ in other.received]


async def test_a_restart_can_reach_one_instance(
    cluster: MockServer, make_client: ClientFactory
) -> None:
    clients = [make_client("node"), make_client("node")]
    for client, instance in zip(clients, cluster.instances, strict=True):
        await client.connect(instance.url, reconnection=False)
        await ready(client, userID=f"user{instance.number}")
    cluster.instances[0].restart()
    assert await clients[0].next("server.restart") == [{}]
    await clients[0].wait_disconnect()
    assert await say(clients[1], "hello") == ["Hello to you."]


# With which action.


@pytest.mark.parametrize(
    ("order", "named"),
    [
        ({}, {"action": SLOW}),
        ({"replay": False}, {}),
        ({"action": {"type": "launch"}}, {"action": {"type": "launch"}}),
        ({"replay": False, "action": {"type": "launch"}}, {"action": {"type": "launch"}}),
    ],
)
async def test_a_restart_names_the_action_in_flight_or_a_given_one(
    cluster: MockServer, two_clients: list[WireClient], order: dict[str, object], named: object
) -> None:
    client, idle = two_clients
    await client.emit("action.send", {"action": SLOW})
    await client.next("action.trace")
    cluster.restart(**order)  # type: ignore[arg-type]
    assert await client.next("server.restart") == [named]
    assert await idle.next("server.restart") == [{} if "action" not in order else named]


# The grace period.


async def test_a_running_turn_can_finish_in_the_grace_period(
    cluster: MockServer, two_clients: list[WireClient]
) -> None:
    client, _ = two_clients
    await client.emit("action.send", {"action": SLOW, "messageID": "m"})
    await client.next("action.trace")
    cluster.restart(grace=100)
    await client.next("server.restart")
    assert await say(client, "hello") == ["Hello to you."]  # it still serves
    cluster.clock.advance(60)
    done = await client.collect_until("action.status", lambda args: args[0]["messageID"] == "m")
    assert messages(done) == ["never"]
    cluster.clock.advance(39)
    assert await say(client, "hello") == ["Hello to you."]
    cluster.clock.advance(1)
    assert await client.wait_disconnect() == "transport lost"


async def test_a_turn_that_outlasts_the_grace_period_is_dropped(
    cluster: MockServer, two_clients: list[WireClient]
) -> None:
    client, _ = two_clients
    await client.emit("action.send", {"action": SLOW})
    await client.next("action.trace")
    cluster.restart(grace=5)
    await client.next("server.restart")
    cluster.clock.advance(5)
    await client.wait_disconnect()
    cluster.clock.advance(3600)
    assert messages(client.received) == ["wait"]
    assert [e.payload["status"] for e in cluster.journal.sent("action.status")] == ["accepted"]


# The way back.


@pytest.mark.parametrize("where", [0, 1])
async def test_a_client_resumes_and_sends_the_action_again(
    cluster: MockServer, make_client: ClientFactory, transport: TransportMode, where: int
) -> None:
    """State, variables and key are as before, at the same instance and at the other."""
    client = make_client("node")
    await client.connect_via(cluster.url, transport, reconnection=False)
    key = await ready(client)
    assert await say(client, "my name is Ada") == ["Hello."]
    await client.emit("action.send", {"action": SLOW})
    await client.next("action.trace")
    cluster.instances[0].restart()
    (payload,) = await client.next("server.restart")
    await client.wait_disconnect()

    await client.connect_via(cluster.instances[where].url, transport)
    assert await start(client, sessionKey=key) is False
    assert messages(await act(client, payload["action"])) == ["This time it is quick."]
    assert await say(client, "who am I") == ["Ada, turn 4"]


async def test_a_client_reconnects_by_itself(
    cluster: MockServer, make_client: ClientFactory
) -> None:
    client = make_client("node")
    await client.connect(cluster.url, **QUICK_BACK)
    key = await ready(client)
    cluster.restart()
    await client.next("server.restart")
    await client.wait_report("reconnect")
    assert await start(client, sessionKey=key) is False


async def test_a_session_on_two_instances_survives_the_restart_of_one(
    cluster: MockServer, make_client: ClientFactory
) -> None:
    """One session, two sockets: a turn that the other socket began survives the restart."""
    clients = [make_client("node"), make_client("node")]
    key = None
    for client, instance in zip(clients, cluster.instances, strict=True):
        await client.connect(instance.url, reconnection=False)
        key = await ready(client) if key is None else key
    assert await start(clients[1], sessionKey=key) is False
    await clients[1].emit("action.send", {"action": SLOW})
    await clients[1].next("action.trace")
    await clients[0].next("action.trace")
    cluster.instances[0].restart()
    await clients[0].wait_disconnect()
    cluster.clock.advance(60)
    (payload,) = await clients[1].next("action.trace")
    assert payload["trace"]["payload"]["message"] == "never"


# As a step.


@pytest.mark.parametrize(
    ("step", "named"),
    [
        (restart(), {"action": {"type": "text", "payload": "go"}}),
        (restart(replay=False), {}),
        (restart(action={"type": "launch"}), {"action": {"type": "launch"}}),
    ],
)
async def test_a_reply_can_restart_its_connection(
    cluster: MockServer, two_clients: list[WireClient], step: object, named: object
) -> None:
    cluster.on.text("go").reply(text("before"), step, text("after"))  # type: ignore[arg-type]
    client, other = two_clients
    await client.emit("action.send", {"action": {"type": "text", "payload": "go"}})
    assert await client.next("server.restart") == [named]
    await client.wait_disconnect()
    assert messages(client.received) == ["before", "after"]
    assert await say(other, "hello") == ["Hello to you."]


async def test_a_reply_can_restart_all_connections(
    cluster: MockServer, two_clients: list[WireClient]
) -> None:
    cluster.on.text("go").reply(restart(whom="all"))
    client, other = two_clients
    await client.emit("action.send", {"action": {"type": "text", "payload": "go"}})
    assert (await client.next("server.restart"))[0]["action"]["payload"] == "go"
    await other.next("server.restart")
    await other.wait_disconnect()


async def test_a_reply_can_restart_the_connections_of_its_session(
    cluster: MockServer, make_client: ClientFactory
) -> None:
    cluster.on.text("go").reply(restart(whom="session"))
    clients = [make_client("node") for _ in range(3)]
    for client in clients:
        await client.connect(cluster.url, reconnection=False)
    key = await ready(clients[0])
    assert await start(clients[1], sessionKey=key) is False
    await ready(clients[2], userID="another")
    await clients[0].emit("action.send", {"action": {"type": "text", "payload": "go"}})
    for client in clients[:2]:
        await client.next("server.restart")
        await client.wait_disconnect()
    assert await say(clients[2], "hello") == ["Hello to you."]


# Draining.


async def test_draining_does_not_wait_for_idle_clients(
    cluster: MockServer, two_clients: list[WireClient]
) -> None:
    """Under a mock clock the grace period itself never passes."""
    assert await say(two_clients[0], "hello") == ["Hello to you."]
    await asyncio.wait_for(cluster.drain(grace=600), BOUND)
    for client in two_clients:
        assert await client.next("server.restart") == [{}]
        await client.wait_disconnect()


async def test_draining_waits_for_running_turns_and_takes_no_new_client(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_server(time_scale=100)
    server.on.text("slow").reply(text("wait"), pause(10), text("done"))
    client, idle, late = (make_client("node") for _ in range(3))
    for one in (client, idle):
        await one.connect(server.url, reconnection=False)
        await ready(one, userID=f"{id(one)}")
    await client.emit("action.send", {"action": SLOW})
    await client.next("action.trace")
    await server.drain(grace=20)  # real seconds, at the most: the turn takes a tenth of one
    assert await idle.next("server.restart") == [{}]
    assert await client.next("server.restart") == [{"action": SLOW}]
    await noted(server, "disconnect")
    await client.wait_disconnect()
    assert messages(client.received) == ["wait", "done"]
    with pytest.raises(Exception, match="websocket error"):
        await late.connect(server.url, reconnection=False)


async def test_a_key_after_a_restart_is_refused_to_another_user(
    cluster: MockServer, two_clients: list[WireClient]
) -> None:
    """A restart shows no user the conversation of another user."""
    key = cluster.journal.sent("session.created")[0].payload["sessionKey"]
    cluster.restart(user="user0")
    assert await start(two_clients[1], sessionKey=key, userID=USER["userID"]) is True


@pytest.mark.parametrize(
    ("order", "problem"),
    [
        ({"grace": -1}, "'grace' is 0 seconds or more, not -1"),
        ({"grace": float("nan")}, "'grace' is 0 seconds or more, not nan"),
        ({"action": "launch"}, "an action is an object with a string 'type', not 'launch'"),
        ({"action": {"type": "x", "payload": {1}}}, "the action is no JSON"),
        ({"user": "nobody"}, "there is no such connection to restart"),
    ],
)
async def test_an_impossible_restart_is_refused(
    cluster: MockServer, two_clients: list[WireClient], order: dict[str, object], problem: str
) -> None:
    with pytest.raises(VfmockError, match=problem):
        cluster.restart(**order)  # type: ignore[arg-type]
    assert await say(two_clients[0], "hello") == ["Hello to you."]
