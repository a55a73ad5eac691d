"""The HTTP transport for endpoints without sockets: a toy endpoint and its requests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from tests.behaviour.extensions import registered
from tests.clients.fixtures import ClientFactory
from tests.wire.leftovers import server_is_empty, tasks
from tests.wire.talk import ready, say
from vfmock import MockServer, pause, text
from vfmock.endpoints import ENDPOINTS, Answer, Request, Said
from vfmock.runtime.clock.mock import START

HI = {"do": {"type": "text", "payload": "hi"}}
SLOW = {"do": {"type": "text", "payload": "slow"}}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MockServer]:
    """A server with the toy endpoints, under a mock clock."""
    for _ in registered(monkeypatch):
        with MockServer(seed=7, clock="mock", api_keys="VF.DM.good") as server:
            server.on.text("hi").reply(text("Hello"), text("there"))
            server.on.text("slow").reply(text("Wait."), pause(30), text("Done."))
            yield server


@pytest.fixture
async def http(server: MockServer) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of that server."""
    async with aiohttp.ClientSession(server.url) as http:
        yield http


async def ask(
    http: aiohttp.ClientSession, body: Any, user: str = "ada", path: str = "/toy/{}"
) -> tuple[int, Any]:
    """Ask the endpoint; the status and the body."""
    data = body if isinstance(body, bytes) else json.dumps(body)
    async with http.post(path.format(user), data=data) as response:
        return response.status, await response.json()


async def begun(server: MockServer, http: aiohttp.ClientSession) -> asyncio.Task[tuple[int, Any]]:
    """A request whose turn takes its time."""
    task = asyncio.create_task(ask(http, SLOW))
    await asyncio.to_thread(server.verify.text, "slow", within=20)
    return task


async def test_a_request_is_answered_with_its_traces(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    async with http.post("/toy/ada", json=HI) as response:
        assert (response.status, response.headers["x-toy"]) == (200, "yes")
        body = await response.json()
    assert [one["payload"]["message"] for one in body["shows"]] == ["Hello", "there"]
    assert server.connections == []
    (session,) = server.sessions
    assert (session["user"], session["turns"]) == ("ada", 1)


async def test_a_stream_sends_each_trace_at_once(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    async with http.post("/toy/ada/lines", json=SLOW) as response:
        assert response.headers["content-type"] == "application/jsonl"
        lines = response.content
        assert json.loads(await lines.readline())[1]["how"] == "accepted"
        assert json.loads(await lines.readline())[1]["payload"]["message"] == "Wait."
        server.clock.advance(30)
        assert json.loads(await lines.readline())[1]["payload"]["message"] == "Done."
        assert json.loads(await lines.readline())[1]["how"] == "completed"
        assert await lines.readline() == b""


async def test_the_current_session_goes_on_from_request_to_request(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    server.on.text("menu").goto("menu")
    server.in_state("menu").text("1").reply(text("one"))
    await ask(http, {"do": {"type": "text", "payload": "menu"}})
    _, body = await ask(http, {"do": {"type": "text", "payload": "1"}})
    assert body["shows"][0]["payload"]["message"] == "one"
    assert len(server.sessions) == 1
    server.end_session("ada", "over")
    await ask(http, HI)
    assert server.sessions[0]["turns"] == 1


async def test_a_socket_and_a_request_share_the_session_of_their_user(
    server: MockServer, http: aiohttp.ClientSession, make_client: ClientFactory
) -> None:
    client = make_client("python_async")
    await client.connect(server.url)
    await ready(client, userID="ada", projectID="p")
    status, body = await ask(http, HI)
    assert (status, len(body["shows"])) == (200, 2)
    heard = [await client.next("action.trace") for _ in body["shows"]]
    assert [one[0]["trace"] for one in heard] == body["shows"]
    assert "action.status" not in [name for name, _ in client.received]


async def test_an_answer_never_holds_the_traces_of_another_turn(
    server: MockServer, http: aiohttp.ClientSession, make_client: ClientFactory
) -> None:
    client = make_client("python_async")
    await client.connect(server.url)
    await ready(client, userID="ada", projectID="p")
    request = await begun(server, http)
    assert await say(client, "hi") == ["Wait.", "Hello", "there"]
    server.clock.advance(30)
    _, body = await request
    assert [one["payload"]["message"] for one in body["shows"]] == ["Wait.", "Done."]


# What can't be read.


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b'{"do":', "POST /toy/{user}: the body is no JSON: "),
        (b"[" * 100_000, "POST /toy/{user}: the body is no JSON: "),
        (b"\xff", "POST /toy/{user}: the body is no JSON: "),
        ({}, "POST /toy/{user}: at /do wanted an object, got nothing"),
        ([], "POST /toy/{user}: at / wanted an object, got an array of 0"),
        ({"do": {"type": "text", "payload": 7}}, "at /do/payload wanted a string, got number 7"),
    ],
)
async def test_a_wrong_body_is_refused_and_noted(
    server: MockServer, http: aiohttp.ClientSession, body: Any, problem: str
) -> None:
    status, answer = await ask(http, body)
    assert status == 400
    assert problem in answer["why"]
    (note,) = server.journal.notes("violation")
    assert note.payload == answer["why"]
    assert (await ask(http, HI))[0] == 200
    server.reset()


async def test_a_wrong_key_is_unauthorized(server: MockServer, http: aiohttp.ClientSession) -> None:
    status, body = await ask(http, {**HI, "key": "VF.DM.bad"})
    assert (status, "not one of this project" in body["why"]) == (401, True)
    assert server.sessions == []
    assert (await ask(http, {**HI, "key": "VF.DM.good"}))[0] == 200


def broken(request: Request, said: Sequence[Said]) -> Answer:
    """An endpoint with an error in it."""
    raise ZeroDivisionError(len(said))


async def test_an_error_in_an_endpoint_does_not_harm_other_clients(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in registered(monkeypatch):
        endpoint = replace(ENDPOINTS["toy"], name="broken", path="/broken/{user}", answer=broken)
        ENDPOINTS.register("broken")(endpoint)
        with MockServer(fallback="echo") as server:
            async with aiohttp.ClientSession(server.url) as http:
                status, body = await ask(http, HI, path="/broken/{}")
                problem = "POST /broken/{user}: ZeroDivisionError: 3"
                assert (status, body) == (500, {"error": problem})
                assert (await ask(http, HI))[0] == 200
            (note,) = server.journal.notes("internal_error")
            assert note.payload == problem
    assert "internal error at POST /broken/{user}" in caplog.text


async def test_the_journal_names_a_request_by_its_method_and_path(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    await ask(http, HI)
    entries = [(e.direction, e.name, e.wire, e.user) for e in server.journal]
    path = "POST /toy/{user}"
    assert entries[:3] == [
        ("in", "session.join", path, "ada"),
        ("in", "action.send", path, "ada"),
        ("out", "action.status", "status", "ada"),
    ]
    assert f"→ {path}: user 'ada' of project 'p'" in server.conversation()


async def test_an_answer_is_checked_with_its_schema(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    server.on.text("odd").reply(lambda turn: text("x"))
    server._control.world.contract.schemas["toy/answer"]["required"].append("missing")
    await ask(http, HI)
    (note,) = server.journal.notes("violation")
    assert note.payload == "sent POST /toy/{user}: at /missing wanted any value, got nothing"
    server.reset()


# Faults.


@pytest.mark.parametrize(
    ("fault", "status"), [({"http error": {"status": 429, "retry_after": 2}}, 429)]
)
async def test_a_fault_can_change_the_status_of_a_request(
    server: MockServer, http: aiohttp.ClientSession, fault: Any, status: int
) -> None:
    server.faults.add(fault)
    async with http.post("/toy/ada", json=HI) as response:
        assert (response.status, response.headers["Retry-After"]) == (status, "2")
    assert (await ask(http, HI))[0] == 200


@pytest.mark.parametrize(
    "fault",
    ["connection reset", "transport close", "transport error"],
)
async def test_a_fault_can_cut_a_request(
    server: MockServer, http: aiohttp.ClientSession, fault: Any
) -> None:
    server.faults.add(fault)
    with pytest.raises(aiohttp.ClientConnectionError):
        await ask(http, HI)
    server.clock.advance(0)
    assert (await ask(http, HI))[0] == 200


async def test_faults_only_for_sockets_do_not_concern_a_request(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    for fault in ("polling blocked", "websocket blocked", "upgrade failure", "connect error"):
        server.faults.add(fault)
    assert (await ask(http, HI))[0] == 200
    assert [armed.applied for armed in server.faults] == [0, 0, 0, 0]


async def test_a_break_that_a_request_cannot_have_is_noted_as_missed(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    server.faults.add("close code")
    server.faults.add("ping timeout")
    assert (await ask(http, HI))[0] == 200
    missed = [str(note.payload) for note in server.journal.notes("fault_missed")]
    assert missed == [
        "close code: an HTTP request has no such way to break",
        "ping timeout: an HTTP request has no such way to break",
    ]


@pytest.mark.parametrize("fault", ["handshake timeout", "half open"])
async def test_an_unanswered_request_leaves_nothing_behind(
    server: MockServer, http: aiohttp.ClientSession, fault: str
) -> None:
    before = tasks(server)
    server.faults.add(fault)
    request = asyncio.create_task(ask(http, HI))
    await asyncio.to_thread(server._waiting.until_none, lambda: waits_for_fault(server), 20)
    request.cancel()
    await server_is_empty(server, before)


def waits_for_fault(server: MockServer) -> str | None:
    """Nothing, when a fault has happened."""
    return None if server.journal.notes("fault") else "no fault yet"


async def test_a_delay_follows_the_clock(server: MockServer, http: aiohttp.ClientSession) -> None:
    server.faults.add({"handshake delay": "5s"})
    request = asyncio.create_task(ask(http, HI))
    await asyncio.to_thread(server._waiting.until_none, lambda: waits_for_fault(server), 20)
    assert server.clock.advance_to_next() is not None
    assert (await request)[0] == 200


@pytest.mark.parametrize("path", ["/toy/{}", "/toy/{}/lines"])
async def test_slow_drip_follows_the_clock(
    server: MockServer, http: aiohttp.ClientSession, path: str
) -> None:
    server.faults.add({"slow drip": {"pieces": 16, "every": "100ms"}}, on="action.send")

    async def read() -> bytes:
        async with http.post(path.format("ada"), json=HI) as response:
            return await response.read()

    reading = asyncio.create_task(read())
    end = asyncio.get_running_loop().time() + 20
    while not reading.done():
        assert asyncio.get_running_loop().time() < end, "the answer hangs"
        server.clock.advance_to_next()
        await asyncio.sleep(0)
    assert b"Hello" in await reading
    assert server.clock.now() > START + 0.1 * len(await reading) / 16 - 0.5


# Clients that leave, and servers that go away.


async def nobody_is_there(server: MockServer) -> None:
    """Wait until the server has let go of every client."""
    end = asyncio.get_running_loop().time() + 20
    while server.connections:
        assert asyncio.get_running_loop().time() < end, "a client is still there"
        await asyncio.sleep(0)


async def test_the_turn_of_a_client_that_leaves_runs_on(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    before = tasks(server)
    request = await begun(server, http)
    request.cancel()
    await nobody_is_there(server)
    (session,) = server.sessions
    assert len(session["running"]) == 1
    server.clock.advance(30)
    lost = [str(note.payload) for note in server.journal.notes("undelivered")]
    assert lost == ["action.trace text 'Done.'", "action.status completed"]
    await server_is_empty(server, before)


async def test_a_restart_cuts_the_running_requests(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    request = await begun(server, http)
    server.restart(grace=2)
    server.clock.advance(2)
    with pytest.raises(aiohttp.ClientConnectionError):
        await request
    assert server.sessions[0]["running"] == []


async def test_a_server_that_drains_takes_no_new_request(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    for host in server._live().hosts:
        host.drain()
    async with http.post("/toy/ada", json=HI) as response:
        assert (response.status, await response.json()) == (
            503,
            {"why": "the server is going away"},
        )


async def test_a_stop_ends_the_running_requests(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    request = await begun(server, http)
    await asyncio.to_thread(server.stop)
    with pytest.raises(aiohttp.ClientConnectionError):
        await request
