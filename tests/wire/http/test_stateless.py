"""The older calls whose conversation only the client keeps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest

from tests.wire.leftovers import server_is_empty, tasks
from vfmock import MockServer, Scenario, end, pause, text

KEY = {"Authorization": "VF.DM.123.abc"}
BOTH = pytest.mark.parametrize("path", ["/interact", "/interact/production"])


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A server that knows a few words, under a mock clock."""
    scenario = Scenario(name="shop", variables={"size": "small"})
    with MockServer(scenario, seed=7, clock="mock") as server:
        server.on.launch().reply(text("Hi"))
        server.on.text("menu").reply(text("1 or 2?")).goto("menu")
        server.in_state("menu").text("1").reply(text("one, {{ size }}, {{ user_id }}"))
        server.on.text("bye").reply(text("Bye!"), end())
        server.on.text("slow").reply(pause(5), text("Here."))
        yield server


@pytest.fixture
async def http(server: MockServer) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of that server."""
    async with aiohttp.ClientSession(server.url, headers=KEY) as http:
        yield http


async def ask(
    http: aiohttp.ClientSession, words: str | None, state: Any = None, path: str = "/interact"
) -> tuple[int, Any]:
    """Say something, or launch; the status and the body of the answer."""
    action = {"type": "launch"} if words is None else {"type": "text", "payload": words}
    body = {"action": action} if state is None else {"action": action, "state": state}
    async with http.post(path, json=body) as response:
        return response.status, await response.json()


def messages(body: Any) -> list[str]:
    """What the agent says."""
    return [one["payload"]["message"] for one in body["trace"] if one["type"] == "text"]


@BOTH
async def test_the_client_brings_the_state_along(http: aiohttp.ClientSession, path: str) -> None:
    status, first = await ask(http, None, path=path)
    assert (status, messages(first), first["request"]) == (200, ["Hi"], {"type": "launch"})
    _, second = await ask(http, "menu", first["state"], path)
    assert second["state"]["stack"][0]["nodeID"] == "menu"
    third_state = {
        **second["state"],
        "variables": {**second["state"]["variables"], "size": "large"},
    }
    _, third = await ask(http, "1", third_state, path)
    user = first["state"]["variables"]["user_id"]
    assert messages(third) == [f"one, large, {user}"]


async def test_nothing_is_kept(server: MockServer, http: aiohttp.ClientSession) -> None:
    before = tasks(server)
    _, first = await ask(http, "menu")
    assert (server.sessions, server.connections) == ([], [])
    _, again = await ask(http, "menu")
    assert first["state"]["stack"] == again["state"]["stack"]
    await ask(http, "bye")
    await http.close()
    await server_is_empty(server, before, ending=False)


async def test_variables_alone_are_a_state(http: aiohttp.ClientSession) -> None:
    _, first = await ask(http, "menu")
    stack = first["state"]["stack"]
    _, body = await ask(
        http, "1", {"stack": stack, "variables": {"size": "huge", "user_id": "ada"}}
    )
    assert messages(body) == ["one, huge, ada"]
    _, body = await ask(http, "menu", {"variables": {"colour": "red"}})
    assert body["state"]["variables"]["size"] == "small"
    assert body["state"]["variables"]["colour"] == "red"


async def test_calls_with_one_state_have_ids_of_their_own(http: aiohttp.ClientSession) -> None:
    state = {"variables": {"user_id": "ada"}}
    answers = [(await ask(http, None, state))[1] for _ in range(3)]
    ids = {body["trace"][0]["payload"]["messageID"] for body in answers}
    assert len(ids) == 3


async def test_the_user_of_the_state_is_in_the_journal(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    await ask(http, None, {"variables": {"user_id": "ada"}})
    users = {entry.user for entry in server.journal if entry.name == "action.send"}
    assert users == {"ada"}


async def test_a_session_of_the_same_user_is_another_one(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    async with http.post("/state/user/ada/interact", json={"action": {"type": "launch"}}):
        (kept,) = server.sessions
    await ask(http, "menu", {"variables": {"user_id": "ada"}})
    assert [(one["id"], one["turns"]) for one in server.sessions] == [(kept["id"], 1)]


async def test_the_session_of_a_client_that_leaves_is_over(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    before = tasks(server)
    turn = asyncio.create_task(ask(http, "slow"))
    await asyncio.to_thread(server.verify.text, "slow", within=20)
    assert len(server.sessions) == 1
    turn.cancel()
    await http.close()
    await server_is_empty(server, before, ending=False)


async def test_a_turn_takes_its_time(server: MockServer, http: aiohttp.ClientSession) -> None:
    server.clock.autojump = True
    _, body = await ask(http, "slow")
    assert messages(body) == ["Here."]


@pytest.mark.parametrize("path", ["/interact/state", "/interact/production/state"])
async def test_the_state_of_a_new_conversation_can_be_read(
    server: MockServer, http: aiohttp.ClientSession, path: str
) -> None:
    async with http.get(path) as response:
        state = await response.json()
    assert response.status == 200
    assert (state["stack"][0]["nodeID"], state["variables"]["size"]) == (None, "small")
    assert server.sessions == []


async def test_an_unknown_node_is_refused_with_the_nearest(http: aiohttp.ClientSession) -> None:
    _, first = await ask(http, "menu")
    (frame,) = first["state"]["stack"]
    status, body = await ask(http, "1", {"stack": [{**frame, "nodeID": "menus"}]})
    assert (status, body["name"]) == (400, "verror")
    assert "did you mean 'menu'" in body["message"]


async def test_a_key_is_needed(server: MockServer) -> None:
    async with aiohttp.ClientSession(server.url) as http:
        status, body = await ask(http, None)
    assert (status, body["data"]) == (401, "Auth Key Required")
