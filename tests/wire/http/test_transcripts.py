"""Transcripts over HTTP: one thing behind three families of calls."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest

from tests.clients.fixtures import ClientFactory
from tests.wire.talk import ready, say
from vfmock import MockServer, end, text

BEARER = {"Authorization": "Bearer vfp_1"}
KEY = {"Authorization": "VF.DM.1"}
STABLE = "/v1/stable/transcript"
OLDER = "/v2/transcripts"


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A server that knows a few words, under a mock clock."""
    with MockServer(seed=7, clock="mock") as server:
        server.on.launch().reply(text("Welcome"))
        server.on.text("hi").reply(text("Hello"), text("there"))
        server.on.text("bye").reply(text("Bye!"), end())
        yield server


@pytest.fixture
async def http(server: MockServer) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of that server."""
    async with aiohttp.ClientSession(server.url) as http:
        yield http


async def ask(
    http: aiohttp.ClientSession, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, Any]:
    """The status and the body of an answer."""
    known = BEARER if path.startswith("/v1/stable") else KEY
    async with http.request(method, path, json=body, headers=known | headers) as response:
        return response.status, await response.json() if await response.read() else None


async def turn(
    http: aiohttp.ClientSession, words: str | None, user: str = "ada", session: str | None = None
) -> None:
    """One turn of a user, under a name for transcripts."""
    action = {"type": "launch"} if words is None else {"type": "text", "payload": words}
    body = {"action": action, "version": "published"}
    if session is not None:
        body["sessionID"] = session
    path = f"/v1/stable/conversation/{user}?projectID=p&environmentAlias=main"
    status, _ = await ask(http, "PUT", path, body)
    assert status == 200


ANALYTICS = "/v1/transcript/project/{}"


async def search(
    http: aiohttp.ClientSession,
    project: str = "p",
    path: str = f"{STABLE}/search?projectID={{}}",
    **wanted: Any,
) -> list[dict[str, Any]]:
    """The transcripts that a search finds."""
    status, body = await ask(http, "POST", path.format(project), wanted)
    assert status == 200, body
    found: list[dict[str, Any]] = body["transcripts"]
    return found


def said(logs: list[Any]) -> list[str]:
    """The lines of a transcript in short."""
    shown = []
    for line in logs:
        data = line["data"]
        payload = data.get("payload", "")
        words = payload.get("message", "") if isinstance(payload, dict) else payload
        shown.append(f"{line['type']} {data.get('type', data.get('reason'))} {words}".strip())
    return shown


# /v1/stable.


async def test_a_conversation_is_a_transcript(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    await turn(http, None)
    server.clock.advance(2)
    await turn(http, "hi")
    (found,) = await search(http)
    (session,) = server.sessions
    assert found == {
        "id": session["id"],
        "userID": "ada",
        "sessionID": session["id"],
        "projectID": "p",
        "createdAt": "2023-11-14T22:13:20.000Z",
        "updatedAt": "2023-11-14T22:13:22.000Z",
        "endedAt": None,
        "expiresAt": None,
        "properties": [],
        "evaluations": [],
        "recordingURL": None,
        "version": "published",
        "environmentAlias": "main",
    }
    status, body = await ask(http, "GET", f"{STABLE}/{found['id']}?projectID=p")
    logs = body["transcript"].pop("logs")
    assert (status, body["transcript"]) == (200, found)
    assert said(logs) == [
        "action launch",
        "trace text Welcome",
        "action text hi",
        "trace text Hello",
        "trace text there",
    ]
    assert logs[0]["createdAt"] == "2023-11-14T22:13:20.000Z"


async def test_the_end_of_a_conversation_ends_its_transcript(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    await turn(http, "bye")
    server.clock.advance(2)
    await turn(http, "hi")
    second, first = await search(http)
    assert (second["endedAt"], first["endedAt"]) == (None, "2023-11-14T22:13:20.000Z")
    _, body = await ask(http, "GET", f"{STABLE}/{first['id']}?projectID=p")
    assert said(body["transcript"]["logs"])[-1] == "end end_of_diagram"


async def test_what_sockets_say_is_there_once(
    server: MockServer, http: aiohttp.ClientSession, make_client: ClientFactory
) -> None:
    one, two = make_client("python_async"), make_client("python_async")
    await one.connect(server.url)
    key = await ready(one, userID="ada", projectID="p")
    await two.connect(server.url)
    start = {"userID": "ada", "projectID": "p", "sessionKey": key}
    await two.emit("client.start", start)
    await two.next("client.started")
    assert await say(one, "hi") == ["Hello", "there"]
    (found,) = await search(http)
    _, body = await ask(http, "GET", f"{STABLE}/{found['id']}?projectID=p")
    assert said(body["transcript"]["logs"]) == [
        "action text hi",
        "trace text Hello",
        "trace text there",
    ]


async def test_a_session_can_have_a_name_for_each_part(http: aiohttp.ClientSession) -> None:
    await turn(http, None, session="monday")
    await turn(http, "hi", session="monday")
    await turn(http, "bye", session="tuesday")
    assert await named_parts(http) == {
        "monday": ["Welcome", "Hello", "there"],
        "tuesday": ["Bye!"],
    }


async def test_what_was_said_before_the_first_name_is_a_part_too(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    await turn(http, "hi")
    name = server.sessions[0]["id"]
    await turn(http, "bye", session="monday")
    assert await named_parts(http) == {name: ["Hello", "there"], "monday": ["Bye!"]}


async def test_a_name_that_comes_again_makes_another_id(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    for name in ("monday", "tuesday", "monday", "tuesday"):
        await turn(http, "hi", session=name)
    session = server.sessions[0]["id"]
    ids = [one["id"] for one in await search(http)]
    assert ids == ["tuesday-2", "monday", "tuesday", session]


async def named_parts(http: aiohttp.ClientSession) -> dict[str, list[str]]:
    """The texts of every transcript, by its name."""
    parts = {}
    for one in await search(http):
        _, body = await ask(http, "GET", f"{STABLE}/{one['id']}?projectID=p")
        logs = body["transcript"]["logs"]
        texts = [line["data"] for line in logs if line["type"] == "trace"]
        parts[one["sessionID"]] = [
            trace["payload"]["message"] for trace in texts if trace["type"] == "text"
        ]
    return parts


@pytest.mark.parametrize("path", [f"{STABLE}/search?projectID={{}}", ANALYTICS])
async def test_a_search_has_a_part_and_a_time(
    server: MockServer, http: aiohttp.ClientSession, path: str
) -> None:
    for user in ("ada", "bob", "cy"):
        await turn(http, "hi", user)
        server.clock.advance(60)

    async def users(**wanted: Any) -> list[str]:
        return [one["userID"] for one in await search(http, path=path, **wanted)]

    assert await users() == ["cy", "bob", "ada"]
    assert await users(take=1) == ["cy"]
    assert await users(take=1, skip=1) == ["bob"]
    assert await users(startDate="2023-11-14T22:14:20.000Z") == ["cy", "bob"]
    assert await users(endDate="2023-11-14T22:14:20Z") == ["bob", "ada"]
    assert await users(version="draft") == []
    assert await users(environmentAlias="main", version="published", take=2) == ["cy", "bob"]
    assert await search(http, "other", path) == []


async def test_the_analytics_search_as_the_other_call_does(http: aiohttp.ClientSession) -> None:
    for name in ("one", "two"):
        await turn(http, "hi", session=name)
    await ask(http, "PUT", OLDER, {"projectID": "p", "sessionID": "two", "device": "phone"})
    named = await search(http, path=ANALYTICS, sessionID="one")
    assert [one["sessionID"] for one in named] == ["one"]
    phone = {"id": "device", "op": "eq", "value": "phone"}
    (found,) = await search(http, path=ANALYTICS, filters=[phone])
    assert found["sessionID"] == "two"
    both = await search(http, path=f"{ANALYTICS}?take=2", take=1)
    assert len(both) == 2, "the query holds before the body"


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        ({"take": 101}, "/take"),
        ({"startDate": "yesterday"}, "'startDate' is a time such as 2026-01-31T00:00:00.000Z"),
        ({"filters": [{"id": "a", "op": "equals"}]}, "unknown operation 'equals' of a filter"),
        ({"filters": [{"id": "a", "op": "gt", "value": "x"}]}, "'gt' wants a number as 'value'"),
    ],
)
async def test_a_wrong_search_is_400(
    http: aiohttp.ClientSession, wanted: Any, problem: str
) -> None:
    status, body = await ask(http, "POST", f"{STABLE}/search?projectID=p", wanted)
    assert (status, body["code"]) == (400, 400)
    assert problem in body["message"]


async def test_a_transcript_that_is_not_there_is_404(http: aiohttp.ClientSession) -> None:
    status, body = await ask(http, "GET", f"{STABLE}/nothing?projectID=p")
    assert (status, body) == (404, {"code": 404, "message": "there is no transcript 'nothing'"})
    await turn(http, "hi")
    (found,) = await search(http)
    assert (await ask(http, "GET", f"{STABLE}/{found['id']}?projectID=q"))[0] == 404


# The analytics.


async def test_the_analytics_have_the_same_transcripts(http: aiohttp.ClientSession) -> None:
    await turn(http, "hi")
    await turn(http, "hi", "bob")
    assert (
        await search(http)
        == (await ask(http, "POST", "/v1/transcript/project/p", {}))[1]["transcripts"]
    )
    status, body = await ask(http, "POST", "/v1/transcript/project/p?take=1&skip=1&order=ASC")
    (found,) = body["transcripts"]
    assert (status, found["userID"]) == (200, "bob")
    status, body = await ask(http, "GET", f"/v1/transcript/{found['id']}")
    assert (status, said(body["transcript"]["logs"])[0]) == (200, "action text hi")


async def test_a_part_can_be_deleted_while_its_session_goes_on(
    http: aiohttp.ClientSession,
) -> None:
    await turn(http, "hi", session="one")
    await turn(http, "hi", session="two")
    (first,) = await search(http, sessionID="one")
    assert await ask(http, "DELETE", f"/v1/transcript/{first['id']}") == (200, None)
    await turn(http, "bye", session="two")
    (second,) = await search(http)
    assert (second["sessionID"], second["endedAt"] is None) == ("two", False)


async def test_a_transcript_can_be_ended_and_deleted(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    await turn(http, "hi")
    (found,) = await search(http)
    path = f"/v1/transcript/{found['id']}"
    server.clock.advance(5)
    assert await ask(http, "POST", f"{path}/project/p/end") == (200, None)
    server.clock.advance(5)
    assert await ask(http, "POST", f"{path}/project/p/end") == (200, None)
    (found,) = await search(http)
    assert found["endedAt"] == "2023-11-14T22:13:25.000Z"
    assert len(server.sessions) == 1
    assert await ask(http, "DELETE", path) == (200, None)
    assert (await ask(http, "DELETE", path))[0] == 404
    assert await search(http) == []
    await turn(http, "bye")


@pytest.mark.parametrize("query", ["take=0", "take=x", "skip=-1", "order=UP", "take=1.5"])
async def test_a_wrong_query_is_400(http: aiohttp.ClientSession, query: str) -> None:
    status, body = await ask(http, "POST", f"/v1/transcript/project/p?{query}")
    assert (status, body["status"]) == (400, "Bad Request")


async def test_the_analytics_take_an_api_key(http: aiohttp.ClientSession) -> None:
    workspace = {"Authorization": "VF.WS.1"}
    assert (await ask(http, "POST", "/v1/transcript/project/p", **workspace))[0] == 200
    bearer = {"Authorization": "Bearer vfp_1"}
    assert (await ask(http, "POST", "/v1/transcript/project/p", **bearer))[0] == 401


# The older calls.


async def test_a_program_saves_a_transcript_of_its_user_and_reads_it(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    for action in ({"type": "launch"}, {"type": "text", "payload": "hi"}):
        await ask(http, "POST", "/state/user/ada/interact", {"action": action})
    given = {
        "projectID": "shop",
        "versionID": "production",
        "sessionID": "ada",
        "device": "phone",
        "os": "ios",
        "browser": "safari",
        "user": {"name": "Ada", "image": "https://a.example/ada.png"},
    }
    status, saved = await ask(http, "PUT", OLDER, given)
    assert status == 200
    assert {saved[key] for key in ("device", "os", "browser", "name")} == {
        *("phone", "ios", "safari", "Ada")
    }
    assert saved["image"] == "https://a.example/ada.png"
    assert saved["_id"] == server.sessions[0]["id"]
    assert await ask(http, "GET", f"{OLDER}/shop") == (200, [saved])
    status, dialog = await ask(http, "GET", f"{OLDER}/shop/{saved['_id']}")
    assert status == 200
    assert [(one["format"], one["type"]) for one in dialog] == [
        ("launch", "request"),
        ("trace", "text"),
        ("request", "request"),
        ("trace", "text"),
        ("trace", "text"),
    ]
    assert dialog[2]["payload"] == {"type": "text", "payload": "hi"}
    assert dialog[3]["payload"]["message"] == "Hello"
    turns = [one["turnID"] for one in dialog]
    assert (len(set(turns)), turns[0], turns[2]) == (2, turns[1], turns[3])


async def test_what_a_program_says_of_itself_are_properties(http: aiohttp.ClientSession) -> None:
    await turn(http, "hi")
    await turn(http, "hi", "bob")
    given = {"projectID": "p", "sessionID": "ada", "device": "phone"}
    await ask(http, "PUT", OLDER, given)
    (found,) = await search(http, filters=[{"id": "device", "op": "eq", "value": "phone"}])
    (device,) = found["properties"]
    assert (found["userID"], device["name"], device["value"]) == ("ada", "device", "phone")


async def test_a_transcript_without_a_conversation_is_empty(http: aiohttp.ClientSession) -> None:
    status, saved = await ask(http, "PUT", OLDER, {"projectID": "p", "sessionID": "nobody"})
    assert (status, saved["sessionID"]) == (200, "nobody")
    assert await ask(http, "GET", f"{OLDER}/p/{saved['_id']}") == (200, [])
    assert await ask(http, "DELETE", f"{OLDER}/p/{saved['_id']}") == (200, None)
    status, body = await ask(http, "GET", f"{OLDER}/p/{saved['_id']}")
    assert (status, body["code"], body["status"]) == (404, 404, "Not Found")


async def test_the_oldest_transcript_is_forgotten(
    http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vfmock.runtime.transcripts.REMEMBERED", 2)
    for user in ("ada", "bob", "cy"):
        await turn(http, "hi", user)
    assert [one["userID"] for one in await search(http)] == ["cy", "bob"]
    await turn(http, "bye", "ada")
    assert [one["userID"] for one in await search(http)] == ["cy", "bob"]


async def test_the_older_calls_take_an_api_key(server: MockServer) -> None:
    async with (
        aiohttp.ClientSession(server.url) as http,
        http.get(f"{OLDER}/p") as response,
    ):
        assert response.status == 401
        assert (await response.json())["data"] == "Auth Key Required"


async def test_a_reset_forgets_the_transcripts(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    await turn(http, "hi")
    server.reset()
    assert await search(http) == []
