"""The older streams: ``v2`` and ``v2beta1``."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest

from tests.behaviour.surfaces import events_of
from vfmock import MockServer, Scenario, pause, text
from vfmock.core.sound import sound
from vfmock.core.traces.audio import audio
from vfmock.core.traces.completion import completion

KEY = {"Authorization": "VF.DM.123.abc"}
V2 = "/v2/project/p/user/ada/interact/stream"
BETA = "/v2beta1/interact/p/production/stream"


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A server that knows a few words, under a mock clock."""
    with MockServer(Scenario(name="shop"), seed=7, clock="mock") as server:
        server.on.text("hi").reply(text("Hello"), text("there"))
        server.on.text("llm").reply(completion("abcd", chunk=2, tokens=4))
        server.on.text("speak").reply(audio("Hi", seconds=0.5, chunk=0.25))
        server.on.text("slow").reply(text("Wait."), pause(65), text("Done."))
        server.on.text("size").reply(text("{{ size }} {{ vf_user_timezone }}"))
        server.on.text("broken").reply(text("{{ 1 / 0 }}"))
        yield server


@pytest.fixture
async def http(server: MockServer) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of that server."""
    async with aiohttp.ClientSession(server.url, headers=KEY) as http:
        yield http


def body_of(path: str, words: str, **more: Any) -> dict[str, Any]:
    """A request of one of the two calls."""
    session = {"session": {"userID": "ada"}} if path == BETA else {}
    return {"action": {"type": "text", "payload": words}, **session, **more}


async def heard(
    http: aiohttp.ClientSession, path: str, words: str, query: str = "", **more: Any
) -> str:
    """The whole stream."""
    async with http.post(f"{path}{query}", json=body_of(path, words, **more)) as response:
        assert (response.status, response.content_type) == (200, "text/event-stream")
        return await response.text()


def traces(stream: str) -> list[Any]:
    """The traces of a stream of ``v2``."""
    return [data for name, data in events_of(stream) if name == "trace"]


async def test_every_event_of_v2_has_an_id(http: aiohttp.ClientSession) -> None:
    stream = await heard(http, V2, "hi", "?state=true")
    lines = stream.split("\n")
    assert stream.startswith("\nevent: trace\nid: 1\ndata: {")
    assert [line for line in lines if line.startswith(("event", "id"))] == [
        *("event: trace", "id: 1"),
        *("event: trace", "id: 2"),
        *("event: state", "id: 3"),
        *("event: end", "id: 4"),
    ]
    assert lines[-3:] == ["data: {}", "", ""]
    (state,) = [data for name, data in events_of(stream) if name == "state"]
    assert state["variables"]["last_response"] == "there"


async def test_the_state_of_v2_comes_only_for_who_asks(http: aiohttp.ClientSession) -> None:
    names = [name for name, _ in events_of(await heard(http, V2, "hi"))]
    assert names == ["trace", "trace", "end"]


async def test_the_query_of_v2_says_how_to_answer(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    query = "?environment=staging&userTimezone=Europe/Berlin"
    stream = await heard(http, V2, "size", query, variables={"size": "large"})
    assert traces(stream)[0]["payload"]["message"] == "large Europe/Berlin"
    (session,) = server.sessions
    assert (session["project"], session["environment"]) == ("p", "staging")


async def test_completions_of_v2_come_in_parts_for_who_asks(http: aiohttp.ClientSession) -> None:
    whole = traces(await heard(http, V2, "llm"))
    assert [one["type"] for one in whole] == ["text"]
    parts = traces(await heard(http, V2, "llm", "?completion_events=true"))
    states = [one["payload"]["state"] for one in parts]
    assert states == ["start", "content", "content", "end"]


@pytest.mark.parametrize(
    ("query", "encoding"),
    [
        ("", "audio/mp3"),
        ("&audio_encoding=audio/pcm", "audio/pcm"),
        ("&audio_encoding=audio/x-mulaw", "audio/x-mulaw"),
    ],
)
async def test_the_sound_of_v2_is_mp3_unless_the_query_says_otherwise(
    http: aiohttp.ClientSession, query: str, encoding: str
) -> None:
    stream = await heard(http, V2, "speak", f"?audio_events=true{query}")
    contents = [one["payload"] for one in traces(stream) if one["payload"]["state"] == "content"]
    assert {one["encoding"] for one in contents} == {encoding}
    whole = b"".join(base64.b64decode(one["content"]) for one in contents)
    assert whole == sound(0.5, encoding)
    assert len(contents) == 2


async def test_without_audio_events_speech_is_a_trace(http: aiohttp.ClientSession) -> None:
    assert [one["type"] for one in traces(await heard(http, V2, "speak"))] == ["speak"]


async def test_an_unknown_encoding_is_refused_with_the_nearest(http: aiohttp.ClientSession) -> None:
    async with http.post(f"{V2}?audio_encoding=audio/mp4", json=body_of(V2, "hi")) as response:
        body = await response.json()
    assert (response.status, body["name"]) == (400, "verror")
    assert body["message"].startswith(
        "unknown audio_encoding 'audio/mp4', did you mean 'audio/mp3'"
    )


async def test_the_beta_stream_has_types_in_its_data(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    stream = await heard(http, BETA, "size", state={"variables": {"size": "large"}})
    assert stream.startswith("retry: 2000\n\nevent: trace\nid: 1\ndata: {")
    events = events_of(stream.removeprefix("retry: 2000\n\n"))
    assert [(name, data["type"]) for name, data in events] == [
        ("trace", "trace"),
        ("state", "state"),
        ("end", "end"),
    ]
    assert events[0][1]["trace"]["payload"]["message"] == "large UTC"
    assert events[1][1]["state"]["variables"]["size"] == "large"
    assert events[2][1] == {"type": "end"}
    (session,) = server.sessions
    assert (session["user"], session["environment"]) == ("ada", "production")


async def test_an_llm_has_older_traces_in_the_beta_stream(http: aiohttp.ClientSession) -> None:
    events = events_of((await heard(http, BETA, "llm")).removeprefix("retry: 2000\n\n"))
    parts = [data["trace"] for name, data in events if name == "trace"]
    assert [(one["type"], one["payload"]) for one in parts] == [
        ("completion-start", {"completion": "", "type": "text"}),
        ("completion-continue", {"completion": "ab"}),
        ("completion-continue", {"completion": "cd"}),
        ("completion-end", {"tokens": 4}),
    ]


async def test_comments_keep_the_beta_stream_open(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    async with http.post(BETA, json=body_of(BETA, "slow")) as response:
        first = await response.content.readuntil(b"}\n\n")
        assert b"Wait." in first
        server.clock.advance(29)
        server.clock.advance(1)
        assert await response.content.readuntil(b"\n\n") == b":\n\n"
        server.clock.advance(35)
        rest = (await response.read()).decode()
    comment, trace, *_ = rest.split("\n\n")
    assert (comment, trace.split("\n")[1]) == (":", "id: 2")
    assert json.loads(trace.split("data: ")[1])["trace"]["payload"]["message"] == "Done."
    assert server.clock.next_deadline() is None


async def test_other_streams_have_no_comments(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    async with http.post(V2, json=body_of(V2, "slow")) as response:
        await response.content.readuntil(b"}\n\n")
        server.clock.advance(65)
        assert "\n:" not in (await response.read()).decode()


@pytest.mark.parametrize("path", [V2, BETA])
async def test_a_stream_that_fails_has_an_error_before_its_end(
    http: aiohttp.ClientSession, path: str
) -> None:
    events = events_of((await heard(http, path, "broken")).removeprefix("retry: 2000\n\n"))
    assert [name for name, _ in events][-2:] == ["error", "end"]


@pytest.mark.parametrize("path", [V2, BETA])
async def test_the_errors_are_those_of_the_older_calls(server: MockServer, path: str) -> None:
    async with (
        aiohttp.ClientSession(server.url) as http,
        http.post(path, json=body_of(path, "hi")) as response,
    ):
        body = await response.json()
    assert (response.status, body["data"]) == (401, "Auth Key Required")


async def test_a_beta_stream_names_its_user(http: aiohttp.ClientSession) -> None:
    async with http.post(BETA, json={"action": {"type": "launch"}}) as response:
        body = await response.json()
    assert response.status == 400
    assert "session" in body["message"]
