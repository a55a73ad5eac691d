"""The calls under ``/v1/stable``, as a program without a session makes them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest

from tests.clients.fixtures import ClientFactory
from tests.wire.talk import ready, say
from vfmock import MockServer, Rule, Scenario, end, text, trace
from vfmock.core.matchers.kinds import LaunchMatcher

BEARER = {"Authorization": "Bearer vfp_1234"}
WHERE = {"projectID": "p", "environmentAlias": "main"}
STATE = "/v1/stable/conversation-state/ada"
PUBLISHED = {**WHERE, "version": "published"}


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A server that knows a few words, under a mock clock."""
    draft = Scenario(name="next", rules=(Rule(on=LaunchMatcher(), reply=(text("Draft!"),)),))
    scenario = Scenario(name="shop", variables={"size": "small"})
    with MockServer(scenario, agents={"*/*/draft": draft}, seed=7, clock="mock") as server:
        server.in_state("menu").text("1").reply(text("one, {{ size }}"))
        server.on.text("menu").reply(text("1 or 2?")).goto("menu")
        server.on.text("all").reply(text("Hi"), trace(type="debug", payload={"message": "d"}))
        server.on.text("bye").reply(text("Bye!"), end())
        yield server


@pytest.fixture
async def http(server: MockServer) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of that server."""
    async with aiohttp.ClientSession(server.url, headers=BEARER) as http:
        yield http


async def ask(
    http: aiohttp.ClientSession, method: str, path: str, query: Any, body: Any = None
) -> tuple[int, Any]:
    """The status and the body of an answer."""
    async with http.request(method, path, params=query, json=body) as response:
        return response.status, await response.json()


async def turn(
    http: aiohttp.ClientSession, action: Any, user: str = "ada", **more: Any
) -> tuple[int, Any]:
    """One turn of the published version, unless ``version`` says otherwise."""
    body = {"action": action, "version": "published", **more}
    return await ask(http, "PUT", f"/v1/stable/conversation/{user}", WHERE, body)


def said(words: str) -> dict[str, Any]:
    """The action of a user who says something."""
    return {"type": "text", "payload": words}


def messages(body: Any) -> list[str]:
    """What the agent says."""
    return [one["payload"]["message"] for one in body["traces"] if one["type"] == "text"]


# Turns.


async def test_the_user_in_the_path_is_the_conversation(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    status, body = await turn(http, said("menu"))
    assert (status, messages(body)) == (200, ["1 or 2?"])
    _, body = await turn(http, said("1"))
    assert messages(body) == ["one, small"]
    (session,) = server.sessions
    assert (session["user"], session["project"], session["environment"]) == ("ada", "p", "main")
    assert (await turn(http, said("1"), user="bob"))[0] == 400
    server.reset()


async def test_the_version_says_who_answers(http: aiohttp.ClientSession) -> None:
    status, body = await turn(http, {"type": "launch"}, version="draft")
    assert (status, messages(body)) == (200, ["Draft!"])
    await turn(http, said("menu"))
    _, draft = await ask(http, "GET", STATE, {**WHERE, "version": "draft"})
    _, published = await ask(http, "GET", STATE, PUBLISHED)
    places = [one["state"]["stack"][0]["nodeID"] for one in (draft, published)]
    assert places == [None, "menu"]


async def test_nothing_is_left_out_unless_the_config_says_so(http: aiohttp.ClientSession) -> None:
    _, body = await turn(http, said("all"))
    assert [one["type"] for one in body["traces"]] == ["text", "debug"]
    _, body = await turn(http, said("all"), config={"excludeTypes": ["debug"]})
    assert [one["type"] for one in body["traces"]] == ["text"]


async def test_a_socket_of_the_user_hears_the_traces(
    server: MockServer, http: aiohttp.ClientSession, make_client: ClientFactory
) -> None:
    client = make_client("python_async")
    await client.connect(server.url)
    await ready(client, userID="ada", projectID="p")
    await turn(http, said("menu"))
    assert (await client.next("action.trace"))[0]["trace"]["payload"]["message"] == "1 or 2?"
    assert await say(client, "1") == ["one, small"]


# The state.


async def test_the_state_can_be_read_changed_and_written_back(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    await turn(http, said("menu"))
    status, body = await ask(http, "GET", STATE, PUBLISHED)
    state = body["state"]
    (frame,) = state["stack"]
    assert (status, frame["diagramID"], frame["name"]) == (200, "shop", "shop")
    assert frame["nodeID"] == "menu"
    assert "programID" not in frame
    other = {**state, "variables": {**state["variables"], "size": "large"}}
    assert await ask(http, "PATCH", STATE, PUBLISHED, other) == (
        200,
        {"message": "the state was updated"},
    )
    assert messages((await turn(http, said("1")))[1]) == ["one, large"]
    assert server.journal.notes("violation") == []


async def test_variables_can_be_merged(http: aiohttp.ClientSession) -> None:
    path, body = f"{STATE}/variables", {"variables": {"size": "huge"}}
    answer = await ask(http, "PATCH", path, PUBLISHED, body)
    assert answer == (200, {"message": "the variables were updated"})
    await turn(http, said("menu"))
    assert messages((await turn(http, said("1")))[1]) == ["one, huge"]


async def test_a_state_can_be_deleted(server: MockServer, http: aiohttp.ClientSession) -> None:
    await turn(http, said("menu"))
    answer = await ask(http, "DELETE", STATE, PUBLISHED)
    assert answer == (200, {"message": "the state was deleted"})
    assert server.sessions == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"more": 1}, "unknown key 'more' in the state"),
        ({"stack": [{"diagramID": "d", "name": None, "storage": {}, "variables": {}}]}, None),
        (
            {
                "stack": [
                    {
                        "diagramID": "d",
                        "name": None,
                        "nodeID": "menus",
                        "storage": {},
                        "variables": {},
                    }
                ]
            },
            "did you mean 'menu'",
        ),
        ({"stack": None}, "/stack"),
    ],
)
async def test_a_wrong_state_is_refused(
    http: aiohttp.ClientSession, change: Any, problem: str | None
) -> None:
    state = {"stack": [], "storage": {}, "variables": {}, **change}
    status, body = await ask(http, "PATCH", STATE, PUBLISHED, state)
    if problem is None:
        assert status == 200
    else:
        assert (status, body["code"]) == (400, 400)
        assert problem in body["message"]


# What is refused.


@pytest.mark.parametrize(
    ("query", "body", "message"),
    [
        ({"projectID": "p"}, None, "wanted 'environmentAlias' in the query, got none"),
        ({"environmentAlias": "main"}, None, "wanted 'projectID' in the query, got none"),
        ({**WHERE, "environmentAlias": "mian"}, None, "invalid environment tag"),
        (WHERE, {"action": {"type": "launch"}, "version": "live"}, "/version"),
        (WHERE, {"version": "draft"}, "/action"),
    ],
)
async def test_a_wrong_request_is_400(
    http: aiohttp.ClientSession, query: Any, body: Any, message: str
) -> None:
    body = body or {"action": {"type": "launch"}, "version": "draft"}
    status, answer = await ask(http, "PUT", "/v1/stable/conversation/ada", query, body)
    assert (status, answer["code"]) == (400, 400)
    assert message in answer["message"]


async def test_a_state_has_a_version(http: aiohttp.ClientSession) -> None:
    status, body = await ask(http, "GET", STATE, {**WHERE, "version": "drfat"})
    assert status == 400
    assert body["message"].startswith("'version' is draft or published, not 'drfat'")
    assert (await ask(http, "GET", STATE, WHERE))[0] == 400


@pytest.mark.parametrize(
    ("given", "came", "hint"),
    [
        (None, "none", ""),
        ("VF.DM.1", "an API key (VF.DM.…)", "POST /v4/project"),
        ("Bearer VF.DM.1", "an API key (VF.DM.…)", "POST /v4/project"),
        ("vfp_1", "a token without 'Bearer' before it", "send 'Bearer', a space and the token"),
        ("hello", "something else", "a bearer token (Bearer vfp_…) is needed here"),
    ],
)
async def test_the_calls_take_only_a_bearer_token(
    server: MockServer, given: str | None, came: str, hint: str
) -> None:
    headers = {} if given is None else {"Authorization": given}
    async with aiohttp.ClientSession(server.url, headers=headers) as http:
        status, body = await turn(http, {"type": "launch"})
    wanted = "wanted a bearer token (Bearer vfp_…) in the header 'Authorization', got "
    assert (status, body) == (401, {"code": 401, "message": wanted + came})
    notes = [note.payload for note in server.journal.notes("refused")]
    assert len(notes) == 1
    assert hint in notes[0]


async def test_tokens_and_environments_can_be_set() -> None:
    settings = {"tokens": ["vfp_1234"], "environments": ["main", "staging"]}
    with MockServer(fallback="echo", **settings) as server:  # type: ignore[arg-type]
        async with aiohttp.ClientSession(server.url, headers=BEARER) as http:
            body = {"action": {"type": "launch"}, "version": "draft"}
            where = {**WHERE, "environmentAlias": "staging"}
            path = "/v1/stable/conversation/ada"
            assert (await ask(http, "PUT", path, where, body))[0] == 200
            where["environmentAlias"] = "other"
            assert (await ask(http, "PUT", path, where, body))[0] == 400
        headers = {"Authorization": "Bearer vfp_other"}
        async with aiohttp.ClientSession(server.url, headers=headers) as http:
            status, answer = await turn(http, {"type": "launch"})
        assert (status, answer["code"]) == (401, 401)
