"""Starting, stopping, and what can be done to a server from anywhere."""

from __future__ import annotations

import asyncio
import concurrent.futures
import gc
import socket
import threading
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import pytest
import socketio
import trio

from tests.clients.base import PATH, TransportMode
from tests.clients.fixtures import ClientFactory
from tests.clients.python_async import PythonAsyncClient
from tests.server.conftest import Talker
from tests.wire.talk import USER, act, error, messages, ready, say, start, statuses
from vfmock import MockServer, Rule, Scenario, SessionOptions, Settings, pause, text
from vfmock.core.matchers.text import TextMatcher
from vfmock.errors import ScenarioError, ServerError, SettingError, SnapshotError
from vfmock.runtime.ids import secret_from
from vfmock.types import Duration

HANGING = 20.0
"""Seconds; what works takes a hundredth of it."""


def is_up(url: str) -> bool:
    """Whether a server answers there."""
    with urllib.request.urlopen(f"{url}/__vfmock/health", timeout=HANGING) as response:
        return bool(response.status == 200)


def vfmock_threads() -> list[threading.Thread]:
    """The threads of servers."""
    return [thread for thread in threading.enumerate() if thread.name == "vfmock"]


def test_the_server_is_a_sync_context_manager() -> None:
    with MockServer() as server:
        assert server.url == f"http://127.0.0.1:{server.port}"
        assert is_up(server.url)
        assert len(vfmock_threads()) == 1
        port = server.port
    assert vfmock_threads() == []
    with closing(socket.create_server(("127.0.0.1", port))):
        pass  # the port is free again


def test_a_sync_test_can_use_a_sync_client() -> None:
    with MockServer() as server:
        server.on.launch().reply(text("Hi!"))
        with socketio.SimpleClient() as client:
            client.connect(server.url, socketio_path=PATH, transports=["websocket"])
            client.emit("client.start", USER)
            assert client.receive(HANGING) == ["client.started", {"newSessionRequired": True}]
            client.emit("session.create", {})
            assert client.receive(HANGING)[0] == "session.created"
            client.emit("action.send", {"action": {"type": "launch"}})
            received = [client.receive(HANGING) for _ in range(3)]
        assert received[1][1]["trace"]["payload"]["message"] == "Hi!"
        server.verify.launch(times=1)


async def test_async_context_manager_runs_on_the_running_loop() -> None:
    tasks = asyncio.all_tasks()
    async with MockServer() as server:
        assert vfmock_threads() == []
        server.on.text("hi").reply(text("hello"))
        async with PythonAsyncClient() as client:
            await client.connect_via(server.url, "websocket")
            await ready(client)
            assert await say(client, "hi") == ["hello"]
        server.verify.text("hi", times=1)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == tasks


def test_the_server_can_be_started_and_stopped_by_hand() -> None:
    server = MockServer()
    assert server.start() is server
    try:
        with pytest.raises(ServerError, match=f"runs already, at {server.url}"):
            server.start()
        assert is_up(server.url)
    finally:
        server.stop()
    server.stop()
    with pytest.raises(ServerError, match="the server is not running"):
        _ = server.url


async def test_a_second_start_on_a_loop_is_refused() -> None:
    async with MockServer() as server:
        with pytest.raises(ServerError, match="runs already"):
            await server.__aenter__()
        with pytest.raises(ServerError, match="runs already"):
            server.start()


@pytest.mark.parametrize(
    "use",
    [
        lambda server: server.url,
        lambda server: server.port,
        lambda server: server.restart(),
        lambda server: server.end_session("u", "because"),
    ],
)
def test_a_call_that_needs_a_running_server_says_how_to_start_one(
    use: Callable[[MockServer], Any],
) -> None:
    with pytest.raises(ServerError, match=r"not running: use 'with', 'async with' or start\(\)"):
        use(MockServer())


def test_stop_before_the_start_does_nothing() -> None:
    MockServer().stop()


async def test_a_stopped_server_can_start_again(make_client: ClientFactory) -> None:
    server = MockServer()
    server.on.text("hi").reply(text("hello"))
    for _ in range(2):
        with server:
            client = make_client("python_async")
            await client.connect_via(server.url, "websocket")
            await ready(client)
            assert await say(client, "hi") == ["hello"]
    async with server:
        client = make_client("python_async")
        await client.connect_via(server.url, "websocket")
        await ready(client)
        assert await say(client, "hi") == ["hello"]
    server.verify.text("hi", times=3)


def test_a_port_in_use_is_a_clear_error() -> None:
    with MockServer() as one:
        with pytest.raises(ServerError, match=rf"can't listen on 127.0.0.1:{one.port}: .*in use"):
            MockServer(port=one.port).start()
        assert len(vfmock_threads()) == 1, "the one that failed left no thread"
        assert is_up(one.url)


async def test_an_invalid_host_is_a_clear_error() -> None:
    tasks = asyncio.all_tasks()
    with pytest.raises(ServerError, match=r"can't listen on 192\.0\.2\.1:0"):
        await MockServer(host="192.0.2.1").__aenter__()
    assert asyncio.all_tasks() == tasks


def test_an_ipv6_url_has_brackets() -> None:
    try:
        with closing(socket.create_server(("::1", 0), family=socket.AF_INET6)):
            pass
    except OSError:
        pytest.xfail("no IPv6 here")
    with MockServer(host="::1") as server:
        assert server.url.startswith("http://[::1]:")
        assert is_up(server.url)


@pytest.mark.parametrize("mode", ["websocket", "polling"])
async def test_stop_with_fifty_clients_leaves_nothing_behind(mode: TransportMode) -> None:
    tasks = asyncio.all_tasks()
    gc.collect()
    clients = [PythonAsyncClient() for _ in range(50)]
    async with MockServer() as server:
        server.on.text().reply(text("wait"), pause(3600))
        for number, client in enumerate(clients):
            await client.connect_via(server.url, mode)
            await ready(client, userID=f"u{number}")
        await clients[0].emit("action.send", {"action": {"type": "text", "payload": "x"}})
        await clients[0].next("action.trace")
        begun = time.monotonic()
    assert time.monotonic() - begun < HANGING
    for client in clients:
        await client.wait_disconnect()
        await client.close()
    await asyncio.sleep(0)
    left = asyncio.all_tasks() - tasks
    assert {task.get_coro().__qualname__ for task in left} == set()  # type: ignore[union-attr]


@pytest.mark.parametrize("mode", ["websocket", "polling"])
async def test_stop_in_a_thread_with_fifty_clients_is_quick(
    mode: TransportMode, make_client: ClientFactory
) -> None:
    server = MockServer().start()
    clients = [make_client("python_async") for _ in range(50)]
    for client in clients:
        await client.connect_via(server.url, mode)
    begun = time.monotonic()
    await asyncio.wait_for(asyncio.to_thread(server.stop), HANGING)
    assert time.monotonic() - begun < HANGING
    for client in clients:
        await client.wait_disconnect()
    assert vfmock_threads() == []


async def test_the_server_stops_while_clients_are_connecting() -> None:
    """A handshake that is cut in the middle must not prevent the server from stopping."""
    server = MockServer().start()
    sockets = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(20)]
    for number, one in enumerate(sockets):
        request = b"GET /v4/interact/socket/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n"
        one.sendall(request[: number * 4])
    await asyncio.wait_for(asyncio.to_thread(server.stop), HANGING)
    for one in sockets:
        one.close()
    assert vfmock_threads() == []


async def test_a_server_can_be_called_from_other_threads_and_loops(
    server: MockServer, talk: Talker
) -> None:
    def another_loop() -> str:
        async def work() -> str:
            server.on.text("loop").reply(text("from a loop"))
            server.restart(grace=60)
            return server.url

        return asyncio.run(work())

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for answer in pool.map(
            lambda number: server.on.text(f"t{number}").reply(text(f"thread {number}")), range(8)
        ):
            assert answer is not None
        assert pool.submit(another_loop).result(HANGING) == server.url
    client = await talk(server)
    assert await say(client, "t7") == ["thread 7"]
    assert await say(client, "loop") == ["from a loop"]


async def test_a_call_into_the_loop_raises_the_error_of_the_call(
    server: MockServer, talk: Talker
) -> None:
    await talk(server)
    with pytest.raises(ServerError, match="user 'nobody' has no session"):
        server.end_session("nobody", "because")


async def test_end_session_ends_the_session_of_a_user(server: MockServer, talk: Talker) -> None:
    client = await talk(server)
    server.end_session("u", "inactivity_timeout")
    assert await client.next("session.ended") == [{"reason": "inactivity_timeout"}]
    with pytest.raises(ServerError, match="user 'u' has no session"):
        server.end_session("u", "again")


async def test_end_session_works_on_the_loop_of_the_server() -> None:
    async with MockServer() as server, PythonAsyncClient() as client:
        await client.connect_via(server.url, "websocket")
        await ready(client, userID="u")
        server.end_session("u", "because")
        assert await client.next("session.ended") == [{"reason": "because"}]


async def test_restart_names_the_action_only_with_replay(server: MockServer, talk: Talker) -> None:
    server.on.text("slow").reply(text("wait"), pause(3600))
    action = {"type": "text", "payload": "slow"}
    for replay in (True, False):
        client = await talk(server)
        await client.emit("action.send", {"action": action})
        await client.next("action.trace")
        server.restart(replay=replay)
        assert await client.next("server.restart") == [{"action": action} if replay else {}]
        assert await client.wait_disconnect() == "transport lost"


async def test_load_plays_another_scenario(
    server: MockServer, talk: Talker, tmp_path: Path
) -> None:
    file = tmp_path / "agent.yaml"
    file.write_text(
        "name: loaded\nrules:\n  - on: {text: hi}\n    reply: [text: from the file]\n",
        encoding="utf-8",
    )
    server.on.text("py").reply(text("python"))
    client = await talk(server)
    server.load(file)
    assert await say(client, "hi") == ["from the file"]
    assert await say(client, "py") == ["python"]
    server.load(Scenario(rules=(Rule(on=TextMatcher("hi"), reply=(text("from Python"),)),)))
    assert await say(client, "hi") == ["from Python"]
    with pytest.raises(ScenarioError, match="nowhere"):
        server.load(tmp_path / "nowhere.yaml")
    assert await say(client, "hi") == ["from Python"]


def test_load_works_before_the_start(tmp_path: Path) -> None:
    server = MockServer()
    server.load(Scenario(name="other"))
    assert server.scenario.name == "other"


def test_an_argument_overrides_the_settings_and_the_scenario() -> None:
    assert MockServer().scenario.name == "empty"
    assert MockServer("support").scenario.name == "support"
    assert MockServer(settings=Settings(scenario="voice")).scenario.name == "voice"
    assert MockServer("support", settings=Settings(scenario="voice")).seed == 1867
    scenario = Scenario(seed=5)
    assert MockServer(scenario).seed == 5
    assert MockServer(scenario, seed=0).seed == 0
    assert MockServer(seed=3, settings=Settings(seed=4)).seed == 3
    assert MockServer().seed != MockServer().seed


def test_an_unknown_option_names_the_nearest() -> None:
    with pytest.raises(SettingError, match="unknown setting 'sed', did you mean 'seed'"):
        MockServer(sed=1)  # type: ignore[call-arg] # which is what is tested


async def test_the_fallback_can_be_set_by_an_option(
    stack: ExitStack, make_client: ClientFactory
) -> None:
    echo = stack.enter_context(MockServer(fallback="echo"))
    client = make_client("python_async")
    await client.connect_via(echo.url, "websocket")
    await ready(client)
    assert await say(client, "anything") == ["anything"]
    assert messages(await act(client, {"type": "path-x", "payload": {"label": "Go"}})) == ["Go"]
    echo.check()


@pytest.mark.parametrize(
    ("options", "authorization", "verdict"),
    [
        ({}, None, True),
        ({}, "anything", True),
        ({"api_keys": ("good",)}, None, True),
        ({"api_keys": ("good",)}, "good", True),
        ({"api_keys": ("good",)}, "bad", "is not one of this project"),
        ({"api_keys": ("good",), "require_authorization": True}, None, "wanted an API key"),
        ({"require_authorization": True}, None, "wanted an API key"),
        ({"require_authorization": True}, "anything", True),
    ],
)
async def test_the_api_key_of_a_client_is_checked(
    stack: ExitStack,
    make_client: ClientFactory,
    options: dict[str, Any],
    authorization: str | None,
    verdict: bool | str,
) -> None:
    server = stack.enter_context(MockServer(**options))
    client = make_client("python_async")
    await client.connect_via(server.url, "websocket")
    given = {} if authorization is None else {"authorization": authorization}
    if verdict is True:
        assert await start(client, **given) is True
    else:
        await client.emit("client.start", {**USER, **given})
        problem = await error(client)
        assert problem["code"] == "unauthorized"
        assert str(verdict) in problem["error"]


async def test_the_journal_keeps_the_newest_entries(
    stack: ExitStack, make_client: ClientFactory
) -> None:
    server = stack.enter_context(MockServer(journal_limit=3))
    client = make_client("python_async")
    await client.connect_via(server.url, "websocket")
    await ready(client)
    assert statuses(await act(client, {"type": "text", "payload": "x"})) == ["rejected"]
    assert [entry.name for entry in server.journal] == ["action.send", "mismatch", "action.status"]


async def test_a_plain_http_request_gets_an_error_status(server: MockServer) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{server.url}/elsewhere") as response:
            assert response.status == 404
        async with session.get(f"{server.url}{PATH}") as response:
            assert response.status == 400
    assert is_up(server.url)


async def test_each_run_of_a_server_is_the_same(make_client: ClientFactory) -> None:
    server = MockServer(seed=7, clock="mock", fallback="echo")
    runs: list[Any] = []
    for _ in range(2):
        async with server:
            client = make_client("python_async")
            await client.connect(server.url)
            await ready(client)
            server.clock.advance(5)
            await say(client, "hi")
            (session,) = server.sessions
            runs.append([session, server.connections, server.clock.now()])
            server.reset()
    assert runs[0] == runs[1]
    session = runs[0][0]
    assert session["turns"] == 1
    assert session["connections"] == [{"id": "c1", "transport": "websocket", "instance": 0}]


def test_the_clock_shows_its_kind_and_the_next_deadline() -> None:
    with MockServer(Scenario(session=SessionOptions(max_length=Duration(60)))) as server:
        assert not server.clock.is_mock
        assert server.clock.next_deadline() is None
    with MockServer(clock="mock") as server:
        assert server.clock.is_mock


async def test_a_session_can_begin_in_any_state_and_go_on_at_another_server(
    make_client: ClientFactory,
) -> None:
    secret = "the same secret for both of the servers"
    with MockServer(seed=1, secret=secret) as here, MockServer(seed=2, secret=secret) as there:
        for server in (here, there):
            server.in_state("menu").text("what").reply(text("{{ size }}"))
        key = here.begin_session("ada", "p", state="menu", variables={"size": "large"})
        client = make_client("python_async")
        await client.connect(here.url)
        assert await start(client, userID="ada", projectID="p", sessionKey=key) is False
        assert await say(client, "what") == ["large"]
        snapshot = here.snapshot(here.sessions[0]["id"])
        there.restore_session(snapshot)
        await client.connect(there.url)
        assert await start(client, userID="ada", projectID="p", sessionKey=key) is False
        assert await say(client, "what") == ["large"]
        assert there.sessions[0]["turns"] == 2
        with pytest.raises(ServerError, match="there is no session 'nothing'"):
            here.snapshot("nothing")
        with pytest.raises(SnapshotError, match="no state 'mneu', did you mean 'menu'"):
            here.begin_session("ada", "p", state="mneu")


def key_of(server: MockServer) -> str:
    """A session key of the user ``ada``."""
    with server:
        return server.begin_session("ada", "p")


@pytest.mark.parametrize("where", ["setting", "scenario"])
def test_a_given_seed_fixes_the_secret(where: str) -> None:
    def made() -> MockServer:
        if where == "setting":
            return MockServer(seed=7)
        return MockServer(Scenario(seed=7))

    assert jwt.get_unverified_header(key_of(made()))["alg"] == "HS256"
    secret = secret_from(7)
    assert jwt.decode(key_of(made()), secret, algorithms=["HS256"], options={"verify_iat": False})


def test_a_drawn_secret_does_not_follow_from_the_seed() -> None:
    server = MockServer()
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(key_of(server), secret_from(server.seed), algorithms=["HS256"])


def test_async_with_says_what_to_use_under_trio() -> None:
    async def serve() -> None:
        async with MockServer():
            pass

    with pytest.raises(ServerError) as raised:
        trio.run(serve)
    assert str(raised.value) == (
        "'async with' runs the server on a loop of asyncio, and none runs here: use 'with', which"
        " runs it in a thread of its own (under trio as well)"
    )


def test_with_serves_under_trio() -> None:
    async def serve() -> str:
        with MockServer() as server:
            return server.begin_session("ada", "p")

    assert trio.run(serve).count(".") == 2
