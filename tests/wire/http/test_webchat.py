"""The calls of Voiceflow's own web chat, but for its files: see ``test_files.py``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest

from tests.clients.fixtures import ClientFactory
from tests.wire.talk import act, ready, say
from vfmock import MockServer, Scenario, Widget, end, speak, text, trace
from vfmock.endpoints.webchat.transcript_text import as_text
from vfmock.runtime.clock.mock import START

KEY = {"Authorization": "VF.DM.1"}
PUBLISHING = "/public/p/publishing"
SETTINGS = "/v2/public/p/settings/widget"
SETUP = "/v2/public/p/widget/setup"
DOWNLOAD = "/v2/public/p/transcripts/download"

SHOP = Scenario(name="shop", widget=Widget(title="Juniper", color="#2f5d50", more={"chat": {}}))
DRAFT = Scenario(name="draft", widget=Widget(title="Draft"))


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A server whose agent has a widget, and another one as a draft."""
    agents = {"*/*/draft": DRAFT, "*/blue": Scenario(name="blue")}
    with MockServer(SHOP, agents=agents, seed=7, clock="mock") as server:
        server.on.launch().reply(text("Welcome"))
        server.on.text("hi").reply(text("Hello"), text("there"))
        server.on.text("bye").reply(text("Bye!"), end())
        server.on.text("speak").reply(
            speak("<b>Hi</b>"), trace({"type": "debug", "payload": {"message": "seen"}})
        )
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
    async with http.request(method, path, json=body, headers=headers) as response:
        return response.status, await response.json() if await response.read() else None


def said(words: str) -> dict[str, Any]:
    """The body of a turn as the widget sends it."""
    return {"action": {"type": "text", "payload": words}, "config": {"tts": False}}


async def turn(
    http: aiohttp.ClientSession, words: str, user: str = "ada", **headers: str
) -> list[dict[str, Any]]:
    """One turn of a visitor: its traces."""
    path = f"/public/p/state/user/{quote(user, safe='')}/interact"
    status, body = await ask(http, "POST", path, said(words), **headers)
    assert (status, list(body)) == (200, ["trace"])
    traces: list[dict[str, Any]] = body["trace"]
    return traces


# How it looks.


@pytest.mark.parametrize("path", [PUBLISHING, SETTINGS])
async def test_the_settings_are_those_of_the_scenario(
    http: aiohttp.ClientSession, path: str
) -> None:
    assert await ask(http, "GET", path) == (200, SHOP.widget.settings("shop"))
    _, draft = await ask(http, "GET", path, versionVariant="draft")
    _, blue = await ask(http, "GET", path, versionID="blue")
    assert (draft["title"], blue["title"]) == ("Draft", "blue")


async def test_a_version_that_there_is_not_is_refused(http: aiohttp.ClientSession) -> None:
    status, body = await ask(http, "GET", SETTINGS, versionVariant="publisht")
    problem = "the header 'versionVariant' is draft or published, not 'publisht'"
    assert (status, body["code"]) == (400, 400)
    assert body["message"].startswith(f"{problem}, did you mean 'published'")


@pytest.mark.parametrize(
    ("asked", "version", "title"),
    [
        ({}, "production", "Juniper"),
        ({"versionVariant": "published"}, "production", "Juniper"),
        ({"versionVariant": "draft"}, "production", "Draft"),
        ({"environmentID": "blue"}, "blue", "blue"),
    ],
)
async def test_the_setup_says_which_agent_answers(
    http: aiohttp.ClientSession, asked: dict[str, str], version: str, title: str
) -> None:
    status, body = await ask(http, "POST", SETUP, {"clientID": "c1", **asked})
    settings = body.pop("settings")
    wanted = {"versionID": version, "environmentID": None, "versionVariant": None, **asked}
    assert (status, body, settings["title"]) == (200, wanted, title)


# Turns.


async def test_a_turn_needs_no_key_and_text_has_its_slate(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    hello, there = await turn(http, "hi")
    assert (hello["type"], hello["payload"]["message"]) == ("text", "Hello")
    assert hello["payload"]["slate"]["content"] == [{"children": [{"text": "Hello"}]}]
    assert there["payload"]["message"] == "there"
    (session,) = server.sessions
    assert (session["user"], session["project"], session["turns"]) == ("ada", "p", 1)


async def test_turns_of_a_visitor_share_a_session(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    for words in ("hi", "hi"):
        await turn(http, words)
    assert [one["turns"] for one in server.sessions] == [2]
    await turn(http, "bye")
    assert server.sessions == []


async def test_the_id_of_a_visitor_may_have_any_character(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    for user in ("a/b", "ä ö?#", "%2F", "x" * 200):
        await turn(http, "hi", user)
        assert server.sessions[-1]["user"] == user


async def test_every_trace_comes_as_it_is(http: aiohttp.ClientSession) -> None:
    spoken, debug = await turn(http, "speak")
    assert (spoken["payload"]["message"], debug["type"]) == ("<b>Hi</b>", "debug")
    assert "src" not in spoken["payload"]


async def test_speech_has_its_sound_for_a_widget_that_asks(http: aiohttp.ClientSession) -> None:
    body = {**said("speak"), "config": {"tts": True}}
    _, answer = await ask(http, "POST", "/public/p/state/user/ada/interact", body)
    payload = answer["trace"][0]["payload"]
    assert payload["src"].startswith("data:audio/mp3;base64,")
    assert payload["message"] == "<b>Hi</b>"


async def test_the_headers_say_who_answers(server: MockServer, http: aiohttp.ClientSession) -> None:
    await turn(http, "hi", versionID="blue")
    assert server.sessions[0]["environment"] == "blue"


async def test_a_server_that_requires_keys_has_no_visitors() -> None:
    with MockServer(fallback="echo", require_authorization=True) as server:
        async with aiohttp.ClientSession(server.url) as http:
            status, body = await ask(http, "POST", "/public/p/state/user/a/interact", said("hi"))
    assert (status, body["code"]) == (401, 401)
    assert body["message"] == "wanted an API key in 'authorization'"


# Transcripts.


async def test_what_a_page_knows_of_its_visitor_is_in_the_transcript(
    http: aiohttp.ClientSession,
) -> None:
    await turn(http, "hi")
    told = {"os": "macos", "browser": "Firefox", "device": "desktop"}
    user = {"name": "Ada", "image": "https://a.example/ada.png"}
    body = {"sessionID": "ada", **told, "user": user, "more": 1}
    status, saved = await ask(http, "POST", "/public/p/transcripts", body)
    assert (status, saved["projectID"]) == (200, "p")
    assert {name: saved[name] for name in (*told, *user)} == {**told, **user}
    _, listed = await ask(http, "GET", "/v2/transcripts/p", **KEY)
    assert [one["_id"] for one in listed] == [saved["_id"]]


async def test_the_other_calls_find_the_conversation_of_a_visitor(
    http: aiohttp.ClientSession,
) -> None:
    await turn(http, "hi")
    _, found = await ask(http, "POST", "/v1/transcript/project/p", {}, **KEY)
    (one,) = found["transcripts"]
    assert (one["userID"], one["endedAt"]) == ("ada", None)
    _, shown = await ask(http, "GET", f"/v1/transcript/{one['id']}", **KEY)
    logs = [(line["type"], line["data"]["type"]) for line in shown["transcript"]["logs"]]
    assert logs == [("action", "text"), ("trace", "text"), ("trace", "text")]


async def test_a_page_ends_the_transcript_of_its_visitor_once(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    end_path = "/transcripts/end/project/p/user/ada"
    await turn(http, "hi")
    await turn(http, "hi", "bob")
    assert await ask(http, "POST", end_path) == (200, None)
    _, found = await ask(http, "POST", "/v1/transcript/project/p", {}, **KEY)
    ended = {one["userID"]: one["endedAt"] is not None for one in found["transcripts"]}
    assert ended == {"ada": True, "bob": False}
    assert server.journal.notes("doubt") == []
    assert await ask(http, "POST", end_path) == (200, None)
    (note,) = server.journal.notes("doubt")
    assert note.payload == "user 'ada' has no transcript under way in project 'p'"


async def test_a_transcript_is_downloaded_as_a_text(
    server: MockServer, http: aiohttp.ClientSession, make_client: ClientFactory
) -> None:
    server.on.text("show").reply(
        trace({"type": "choice", "payload": {"buttons": [{"name": "Order"}, {"name": "Track"}]}}),
        trace({"type": "visual", "payload": {"image": "https://a.example/a.png"}}),
    )
    client = make_client("python_async")
    await client.connect(server.url)
    key = await ready(client, userID="ada", projectID="p")
    await act(client, {"type": "launch"})
    await say(client, "hi")
    await say(client, "show")
    server.clock.advance(60)
    await say(client, "bye")
    asked = {"userID": "ada", "sessionKey": key}
    async with http.post(DOWNLOAD, json=asked, headers={"versionID": "main"}) as response:
        assert (response.status, response.content_type) == (200, "text/plain")
        disposition = response.headers["Content-Disposition"]
        came = await response.text()
    (transcript,) = (await ask(http, "POST", "/v1/transcript/project/p", {}, **KEY))[1][
        "transcripts"
    ]
    assert disposition == f'attachment; filename="transcript-{transcript["id"]}.txt"'
    begun, later = "[2023-11-14T22:13:20.000Z]", "[2023-11-14T22:14:20.000Z]"
    assert START == 1_700_000_000
    assert came.splitlines() == [
        "Transcript of ada, 2023-11-14T22:13:20.000Z",
        "",
        f"{begun} Agent: Welcome",
        f"{begun} User: hi",
        f"{begun} Agent: Hello",
        f"{begun} Agent: there",
        f"{begun} User: show",
        f"{begun} Agent: [Order] [Track]",
        f"{begun} Agent: https://a.example/a.png",
        f"{later} User: bye",
        f"{later} Agent: Bye!",
        f"{later} The conversation has ended: end_of_diagram",
    ]


@pytest.mark.parametrize(
    "data",
    [
        {"type": "text"},
        {"type": "text", "payload": {"message": 7}},
        {"type": "choice", "payload": {"buttons": 7}},
        {"type": "visual", "payload": {}},
        {"type": "debug", "payload": {"message": "not for visitors"}},
    ],
)
def test_a_trace_without_anything_to_see_is_no_line_of_a_text(data: dict[str, Any]) -> None:
    line = {"type": "trace", "data": data, "at": START}
    assert as_text({"user": "ada", "created_at": START, "log": [line]}).count("\n") == 2


def test_a_button_of_a_raw_trace_may_be_anything() -> None:
    line = {
        "type": "trace",
        "data": {"type": "choice", "payload": {"buttons": [7, {}]}},
        "at": START,
    }
    text_of = as_text({"user": "ada", "created_at": START, "log": [line]})
    assert text_of.endswith(" Agent: [7] [None]\n")


async def test_a_download_needs_a_good_key_of_the_user(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    key = server.begin_session("ada", "p")
    other = server.begin_session("ada", "q")
    for user, given, problem in (
        ("ada", "nonsense", "'sessionKey': the key is not a JWT of a session"),
        ("bob", key, "'sessionKey': the key is another user's"),
        ("ada", other, "'sessionKey': the key is another project's"),
        ("ada", key + "x", "'sessionKey': the key is signed with another secret or was changed"),
    ):
        status, body = await ask(http, "POST", DOWNLOAD, {"userID": user, "sessionKey": given})
        assert (status, body) == (401, {"code": 401, "message": problem})


async def test_a_transcript_that_was_deleted_is_404(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    asked = {"userID": "ada", "sessionKey": server.begin_session("ada", "p")}
    _, found = await ask(http, "POST", "/v1/transcript/project/p", {}, **KEY)
    await ask(http, "DELETE", f"/v1/transcript/{found['transcripts'][0]['id']}", **KEY)
    status, body = await ask(http, "POST", DOWNLOAD, asked)
    assert (status, body["message"]) == (404, "the session of the key has no transcript")


# What it tells.


async def test_feedback_is_in_the_journal(server: MockServer, http: aiohttp.ClientSession) -> None:
    body = {"name": "thumbs_up", "text": ["Hello"], "lastUserTurn": {"id": "t1"}, "more": [1]}
    assert await ask(http, "POST", "/feedback/p/user/ada", body) == (200, None)
    (entry,) = server.journal.received("query")
    assert (entry.payload, entry.user) == (body, "ada")
    call = "POST /feedback/{projectID}/user/{userID}"
    assert f"{call}: feedback of user 'ada': 'thumbs_up'" in server.conversation()


async def test_what_a_page_logs_is_in_the_journal(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    body = {"source": "chat", "message": "lost", "version": "1", "additionalProperties": {"a": 1}}
    assert await ask(http, "POST", "/v1alpha1/webchat-log/p", body) == (200, None)
    (entry,) = server.journal.received("query")
    assert entry.payload == body
    assert "POST /v1alpha1/webchat-log/{projectID}: log of 'chat': 'lost'" in server.conversation()


# Pages of other origins.

ORIGIN = {"Origin": "https://shop.example"}
CORS = {
    "Access-Control-Allow-Origin": "https://shop.example",
    "Access-Control-Allow-Credentials": "true",
    "Vary": "Origin",
}


def has_cors(response: aiohttp.ClientResponse) -> bool:
    """Whether a page of the origin may read an answer."""
    return all(response.headers.get(name) == value for name, value in CORS.items())


@pytest.mark.parametrize("path", [PUBLISHING, DOWNLOAD, "/feedback/p/user/a", "/nowhere/at/all"])
async def test_every_path_answers_a_preflight(http: aiohttp.ClientSession, path: str) -> None:
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,versionid,x-any",
    }
    async with http.options(path, headers={**ORIGIN, **asked}) as response:
        assert response.status == 204
        assert has_cors(response)
        assert response.headers["Access-Control-Allow-Headers"] == "content-type,versionid,x-any"
        methods = response.headers["Access-Control-Allow-Methods"]
    assert ("GET" if path == PUBLISHING else "POST") in methods


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", PUBLISHING, 200),
        ("POST", DOWNLOAD, 400),
        ("POST", "/nowhere/at/all", 404),
        ("PUT", PUBLISHING, 405),
    ],
)
async def test_a_page_may_read_every_answer(
    http: aiohttp.ClientSession, method: str, path: str, status: int
) -> None:
    async with http.request(method, path, headers=ORIGIN) as response:
        assert response.status == status
        assert has_cors(response)
    async with http.request(method, path) as response:
        assert "Access-Control-Allow-Origin" not in response.headers


async def test_an_options_request_that_is_no_preflight_is_refused(
    http: aiohttp.ClientSession,
) -> None:
    async with http.options("/nowhere", headers=ORIGIN) as response:
        assert response.status == 404


async def test_a_page_may_read_the_name_of_a_download(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    asked = {"userID": "ada", "sessionKey": server.begin_session("ada", "p")}
    async with http.post(DOWNLOAD, json=asked, headers=ORIGIN) as response:
        assert response.headers["Access-Control-Expose-Headers"] == "Content-Disposition"
