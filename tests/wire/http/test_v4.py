"""The calls under ``/v4``, as a program without a socket makes them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import jwt
import pytest

from tests.behaviour.surfaces import events_of
from tests.clients.fixtures import ClientFactory
from tests.wire.talk import ready, say, start
from vfmock import (
    MockServer,
    Scenario,
    SessionOptions,
    VerificationError,
    completion,
    end,
    pause,
    text,
    trace,
)

KEY = {"Authorization": "VF.DM.123.abc"}
SESSION = "/v4/project/p/session"
INTERACT = "/v4/interact"
STREAM = "/v4/interact/stream"
HI = {"action": {"type": "text", "payload": "hi"}}


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A server that knows a few words, under a mock clock."""
    with MockServer(seed=7, clock="mock") as server:
        server.on.text("hi").reply(text("Hello"), text("{{ size | default('none') }}"))
        server.on.text("slow").reply(text("Wait."), pause(30), text("Done."))
        server.on.text("llm").reply(completion("one two", chunk=4))
        server.on.text("menu").goto("menu")
        server.in_state("menu").text("1").reply(text("one"))
        server.on.text("bye").reply(text("Bye!"), end())
        yield server


@pytest.fixture
async def http(server: MockServer) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of that server."""
    async with aiohttp.ClientSession(server.url) as http:
        yield http


async def begin(
    http: aiohttp.ClientSession, user: str = "ada", path: str = SESSION
) -> dict[str, str]:
    """Begin a session; the header that its calls have."""
    async with http.post(path, json={"userID": user}, headers=KEY) as response:
        assert response.status == 200
        return {"Authorization": (await response.json())["sessionKey"]}


async def ask(
    http: aiohttp.ClientSession, path: str, body: Any, headers: dict[str, str]
) -> tuple[int, Any]:
    """The status and the body of an answer."""
    async with http.post(path, json=body, headers=headers) as response:
        return response.status, await response.json()


def words(traces: list[Any]) -> list[str]:
    """What the agent said."""
    return [one["payload"]["message"] for one in traces]


# Sessions.


async def test_a_session_is_that_of_the_user_in_the_project(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    headers = await begin(http, path="/v4/project/p1/environment/dev/session")
    claims = jwt.decode(headers["Authorization"], options={"verify_signature": False})
    assert (claims["sub"], claims["project"], claims["environment"]) == ("ada", "p1", "dev")
    (session,) = server.sessions
    assert session["environment"] == "dev"


async def test_a_session_without_an_environment_has_none(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    await begin(http)
    assert server.sessions[0]["environment"] is None


async def test_a_new_session_ends_the_one_before(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    old = await begin(http)
    new = await begin(http)
    assert len(server.sessions) == 1
    status, body = await ask(http, INTERACT, HI, old)
    problem = "the session of the key has ended"
    assert (status, body) == (401, {"code": 401, "status": "Unauthorized", "message": problem})
    assert (await ask(http, INTERACT, HI, new))[0] == 200


@pytest.mark.parametrize("user", [None, "", "x" * 257, 7])
async def test_a_user_has_1_to_256_characters(http: aiohttp.ClientSession, user: Any) -> None:
    status, body = await ask(http, SESSION, {"userID": user}, KEY)
    assert (status, body["status"]) == (400, "Bad Request")
    assert "/userID" in body["message"]
    assert (await ask(http, SESSION, {"userID": "x" * 256}, KEY))[0] == 200


async def test_a_key_of_http_is_good_on_a_socket_and_the_other_way_round(
    server: MockServer, http: aiohttp.ClientSession, make_client: ClientFactory
) -> None:
    headers = await begin(http)
    client = make_client("python_async")
    await client.connect(server.url)
    known = {"userID": "ada", "projectID": "p"}
    assert await start(client, **known, sessionKey=headers["Authorization"]) is False
    status, body = await ask(http, INTERACT, HI, headers)
    heard = [(await client.next("action.trace"))[0]["trace"] for _ in body["traces"]]
    assert (status, heard) == (200, body["traces"])
    assert "action.status" not in [name for name, _ in client.received]
    other = make_client("python_async")
    await other.connect(server.url)
    key = await ready(other, userID="bob", projectID="p")
    assert await say(other, "menu") == []
    status, body = await ask(
        http, INTERACT, {"action": {"type": "text", "payload": "1"}}, {"Authorization": key}
    )
    assert (status, words(body["traces"])) == (200, ["one"])


# Turns.


@pytest.mark.parametrize("type_", ["application/json", "text/plain"])
async def test_a_turn_is_answered_as_a_whole(http: aiohttp.ClientSession, type_: str) -> None:
    headers = {**await begin(http), "Content-Type": type_}
    async with http.post(INTERACT, data=json.dumps(HI), headers=headers) as response:
        assert response.status == 200
        body = await response.json()
    assert body.keys() == {"traces"}
    assert words(body["traces"]) == ["Hello", "none"]


@pytest.mark.parametrize("path", [INTERACT, STREAM])
async def test_variables_are_merged_before_the_turn(
    server: MockServer, http: aiohttp.ClientSession, path: str
) -> None:
    headers = await begin(http)
    given = {"variables": {"size": "large"}, "state": {"variables": {"size": "small", "a": 1}}}
    async with http.post(path, json={**HI, **given}, headers=headers) as response:
        assert "large" in await response.text()
    assert server.sessions[0]["variables"] == {"size": "large", "a": 1}


@pytest.mark.parametrize("path", [INTERACT, STREAM])
async def test_the_time_zone_is_that_of_the_request(
    server: MockServer, http: aiohttp.ClientSession, path: str
) -> None:
    server.on.text("zone").reply(text("{{ vf_user_timezone }}"))
    body = {
        "action": {"type": "text", "payload": "zone"},
        "config": {"userTimezone": "Asia/Tokyo"},
    }
    async with http.post(path, json=body, headers=await begin(http)) as response:
        assert '"message": "Asia/Tokyo"' in (await response.text()).replace('":"', '": "')


async def test_a_time_zone_holds_until_another_one_comes(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    server.on.text("zone").reply(text("{{ vf_user_timezone }}"))
    headers, zone = await begin(http), {"action": {"type": "text", "payload": "zone"}}
    variables = {"vf_user_timezone": "Europe/Berlin"}
    _, answer = await ask(http, INTERACT, {**zone, "variables": variables}, headers)
    assert words(answer["traces"]) == ["Europe/Berlin"]
    _, answer = await ask(http, INTERACT, zone, headers)
    assert words(answer["traces"]) == ["Europe/Berlin"]


async def test_the_state_comes_for_who_asks(http: aiohttp.ClientSession) -> None:
    headers = await begin(http)
    menu = {"action": {"type": "text", "payload": "menu"}, "state": True}
    _, body = await ask(http, INTERACT, menu, headers)
    assert body["state"]["stack"][0]["nodeID"] == "menu"
    assert body["state"]["variables"]["last_utterance"] == "menu"


async def test_a_whole_answer_has_whole_completions(http: aiohttp.ClientSession) -> None:
    body = {"action": {"type": "text", "payload": "llm"}, "config": {"completionEvents": True}}
    _, answer = await ask(http, INTERACT, body, await begin(http))
    assert words(answer["traces"]) == ["one two"]


async def test_an_action_while_another_runs_can_be_refused(http: aiohttp.ClientSession) -> None:
    with MockServer(clock="mock", concurrency="reject") as server:
        server.on.text("slow").reply(pause(30))
        async with aiohttp.ClientSession(server.url) as busy:
            headers = await begin(busy)
            slow = {"action": {"type": "text", "payload": "slow"}}
            first = asyncio.create_task(ask(busy, INTERACT, slow, headers))
            await asyncio.to_thread(server.verify.text, "slow", within=20)
            status, body = await ask(busy, INTERACT, slow, headers)
            assert (status, body["status"], body["message"]) == (
                409,
                "Conflict",
                "action_in_progress",
            )
            server.clock.advance(30)
            assert (await first)[0] == 200


async def test_a_session_that_ends_in_the_turn_ends_the_answer(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    headers = await begin(http)
    server.faults.add({"session.ended in turn": {"trace": 2}})
    status, body = await ask(http, INTERACT, HI, headers)
    assert (status, words(body["traces"])) == (200, ["Hello"])
    server.faults.clear()
    headers = await begin(http)
    server.faults.add({"session.ended in turn": {"trace": 2}})
    async with http.post(STREAM, json=HI, headers=headers) as response:
        names = [name for name, _ in events_of(await response.text())]
    assert names == ["trace", "end"]


async def test_a_turn_whose_time_is_up_says_so() -> None:
    scenario = Scenario(session=SessionOptions(action_timeout="5s"))
    with MockServer(scenario, clock="mock") as server:
        server.on.text("slow").reply(text("Wait."), pause(30))
        async with aiohttp.ClientSession(server.url) as http:
            headers = await begin(http)
            slow = {"action": {"type": "text", "payload": "slow"}}
            asking = asyncio.create_task(ask(http, INTERACT, slow, headers))
            await asyncio.to_thread(server.verify.text, "slow", within=20)
            server.clock.advance(5)
            _, body = await asking
    said, debug = body["traces"]
    assert said["payload"]["message"] == "Wait."
    assert (debug["type"], debug["payload"]["type"]) == ("debug", "action_timeout")


async def test_an_error_of_the_scenario_is_500(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    server.on.text("broken").reply(text("{{ 1 / 0 }}"))
    headers = await begin(http)
    broken = {"action": {"type": "text", "payload": "broken"}}
    status, body = await ask(http, INTERACT, broken, headers)
    assert (status, body["status"]) == (500, "Internal Server Error")
    assert "division by zero" in body["message"]
    async with http.post(STREAM, json=broken, headers=headers) as response:
        assert response.status == 200, "the stream has begun"
        (error, problem), (last, _) = events_of(await response.text())
    assert (error, problem["code"], last) == ("error", 500, "end")
    server.reset()


# The stream.


async def test_the_stream_is_as_documented_to_the_byte(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    server.on.text("raw").reply(trace(type="x", payload={"a": "ü\n\r\u2028"}, time=1))
    headers = await begin(http)
    raw = {"action": {"type": "text", "payload": "raw"}}
    async with http.post(STREAM, json=raw, headers=headers) as response:
        assert (response.status, response.content_type) == (200, "text/event-stream")
        body = await response.read()
    assert body == (
        b"\n"
        b"event: trace\nid: 1\n"
        b'data: {"type":"x","payload":{"a":"\xc3\xbc\\n\\r\xe2\x80\xa8"},"time":1}\n\n'
        b"event: end\ndata: {}\n\n"
    )


async def test_a_lone_surrogate_is_streamed_as_an_escape(http: aiohttp.ClientSession) -> None:
    odd = {"action": {"type": "text", "payload": "hi"}, "variables": {"size": "\ud800"}}
    async with http.post(STREAM, json=odd, headers=await begin(http)) as response:
        body = await response.read()
    _, (_, trace_of_size), _ = events_of(body.decode())
    assert trace_of_size["payload"]["message"] == "\ud800"
    assert b"\\ud800" in body


async def test_each_trace_is_streamed_as_soon_as_it_is_there(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    slow = {"action": {"type": "text", "payload": "slow"}, "state": True}
    async with http.post(STREAM, json=slow, headers=await begin(http)) as response:
        first = await response.content.readuntil(b"}\n\n")
        assert b"Wait." in first
        server.clock.advance(30)
        events = events_of((await response.content.read()).decode())
    assert [name for name, _ in events] == ["trace", "state", "end"]
    assert events[0][1]["payload"]["message"] == "Done."


async def test_the_events_of_a_stream_fit_their_schema(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    contract = server._control.world.contract
    hi = {**HI, "state": True}
    async with http.post(STREAM, json=hi, headers=await begin(http)) as response:
        for name, data in events_of(await response.text()):
            assert (
                contract.check_body("interact-stream.event", {"event": name, "data": data}) is None
            )


async def test_completions_are_streamed_to_who_asked(http: aiohttp.ClientSession) -> None:
    headers = await begin(http)
    for asked, types in ((True, ["completion"] * 4), (False, ["text"])):
        body = {"action": {"type": "text", "payload": "llm"}, "config": {"completionEvents": asked}}
        async with http.post(STREAM, json=body, headers=headers) as response:
            *traces, _ = events_of(await response.text())
        assert [data["type"] for _, data in traces] == types


async def test_a_parameter_of_the_query_does_not_ask_for_completions(
    http: aiohttp.ClientSession,
) -> None:
    body = {"action": {"type": "text", "payload": "llm"}}
    path = f"{STREAM}?completion_events=true"
    async with http.post(path, json=body, headers=await begin(http)) as response:
        (trace, _) = events_of(await response.text())
    assert trace[1]["type"] == "text"


async def test_the_end_of_the_conversation_ends_the_stream(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    bye = {"action": {"type": "text", "payload": "bye"}}
    async with http.post(STREAM, json=bye, headers=await begin(http)) as response:
        events = events_of(await response.text())
    assert [data.get("type") for _, data in events] == ["text", "end", None]
    assert server.sessions == []


# Keys.


@pytest.mark.parametrize("path", [INTERACT, STREAM])
@pytest.mark.parametrize(
    ("given", "problem", "hint"),
    [
        ({}, "got none", ""),
        (KEY, "got an API key (VF.DM.…)", "/v4/project/{projectID}/session takes it"),
        ({"Authorization": "Bearer VF.DM.1.a"}, "got an API key (VF.DM.…)", "session takes it"),
        ({"Authorization": "Bearer eyJh.eyJi.c"}, "got 'Bearer' before it", "without 'Bearer'"),
    ],
)
async def test_a_turn_takes_only_a_session_key(
    server: MockServer,
    http: aiohttp.ClientSession,
    path: str,
    given: dict[str, str],
    problem: str,
    hint: str,
) -> None:
    status, body = await ask(http, path, HI, given)
    message = f"wanted a session key (a JWT) in the header 'Authorization', {problem}"
    assert (status, body) == (401, {"code": 401, "status": "Unauthorized", "message": message})
    notes = [str(note.payload) for note in server.journal.notes("refused")]
    assert [hint in note for note in notes] == [True]
    for key in given.values():
        assert key.removeprefix("Bearer ") not in str([*notes, body])


@pytest.mark.parametrize("path", [INTERACT, STREAM])
@pytest.mark.parametrize("key", ["garbage", "a.b.c", "eyJhbGciOiJIUzI1NiJ9.e30.x"])
async def test_a_wrong_session_key_is_unauthorized(
    server: MockServer, http: aiohttp.ClientSession, path: str, key: str
) -> None:
    status, body = await ask(http, path, HI, {"Authorization": key})
    assert (status, body["status"]) == (401, "Unauthorized")
    (note,) = server.journal.notes("session_key")
    assert note.payload == body["message"]


async def test_a_key_that_has_expired_is_unauthorized(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    headers = await begin(http)
    server.clock.advance(days=2)
    status, body = await ask(http, INTERACT, HI, headers)
    assert (status, body["message"]) == (401, "the key has expired")


@pytest.mark.parametrize(
    ("given", "problem", "hint"),
    [
        (None, "got none", ""),
        ("Bearer VF.DM.1.a", "got 'Bearer' before it", "without 'Bearer'"),
        ("eyJhbGciOiJIUzI1NiJ9.e30.abc", "got a session key (a JWT)", "is for /v4/interact"),
        ("sk-123", "got something else", "an API key (VF.DM.…) is needed here"),
    ],
)
async def test_a_session_takes_only_an_api_key(
    server: MockServer,
    http: aiohttp.ClientSession,
    given: str | None,
    problem: str,
    hint: str,
) -> None:
    headers = {} if given is None else {"Authorization": given}
    status, body = await ask(http, SESSION, {"userID": "ada"}, headers)
    message = f"wanted an API key (VF.DM.…) in the header 'Authorization', {problem}"
    assert (status, body["message"]) == (401, message)
    notes = [str(note.payload) for note in server.journal.notes("refused")]
    assert [hint in note for note in notes] == [True]
    assert server.sessions == []


async def test_the_value_of_an_api_key_counts_where_keys_are_configured() -> None:
    with MockServer(api_keys="VF.DM.good.x") as server:
        async with aiohttp.ClientSession(server.url) as http:
            status, body = await ask(http, SESSION, {"userID": "ada"}, KEY)
            assert (status, "not one of this project" in body["message"]) == (401, True)
            good = {"Authorization": "VF.DM.good.x"}
            assert (await ask(http, SESSION, {"userID": "ada"}, good))[0] == 200


# What can't be read.


@pytest.mark.parametrize("path", [INTERACT, STREAM])
@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "wanted an object, got null"),
        (b"{", "the body is no JSON"),
        (b"[]", "wanted an object, got an array"),
        (b"{}", "at /action wanted an object, got nothing"),
        (b'{"action":{"type":"text"}}', "at /action/payload wanted a string, got nothing"),
        (b'{"action":{"type":"launch"},"state":7}', "at /state wanted"),
    ],
)
async def test_a_wrong_body_is_400(
    server: MockServer, http: aiohttp.ClientSession, path: str, body: bytes, problem: str
) -> None:
    headers = await begin(http)
    async with http.post(path, data=body, headers=headers) as response:
        answer = await response.json()
        assert (response.status, answer["code"], answer["status"]) == (400, 400, "Bad Request")
    assert problem in answer["message"]
    (note,) = server.journal.notes("violation")
    assert note.payload == answer["message"]
    server.reset()


async def test_a_body_that_is_too_large_is_413() -> None:
    with MockServer(max_payload=1000) as server:
        async with aiohttp.ClientSession(server.url) as http:
            headers = await begin(http)
            status, body = await ask(http, INTERACT, {**HI, "x": "y" * 2000}, headers)
    assert (status, body["status"]) == (413, "Payload Too Large")


async def test_another_method_is_405(http: aiohttp.ClientSession) -> None:
    async with http.get(INTERACT) as response:
        assert (response.status, response.headers["Allow"]) == (405, "OPTIONS,POST")


# Pages of other origins.


@pytest.mark.parametrize("path", [INTERACT, STREAM, SESSION])
async def test_a_page_of_any_origin_may_call(http: aiohttp.ClientSession, path: str) -> None:
    origin = {"Origin": "https://shop.example"}
    asked = {
        **origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    async with http.options(path, headers=asked) as response:
        assert response.status == 204
        told = response.headers
    assert told["Access-Control-Allow-Origin"] == origin["Origin"]
    assert told["Access-Control-Allow-Methods"] == "POST"
    assert told["Access-Control-Allow-Headers"] == "authorization,content-type"
    headers = {**await begin(http), **origin}
    bodies = [(HI, headers), ({}, headers), (HI, origin)]
    for body, given in bodies:
        async with http.post(path, json=body, headers=given) as response:
            assert response.headers["Access-Control-Allow-Origin"] == origin["Origin"]
            assert response.headers["Vary"] == "Origin"


async def test_the_answer_of_a_fault_can_be_read_by_a_page(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    server.faults.add({"http error": {"status": 429, "retry_after": 3}})
    origin = {"Origin": "https://shop.example"}
    async with http.post(SESSION, json={"userID": "ada"}, headers={**KEY, **origin}) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "3")
        assert response.headers["Access-Control-Allow-Origin"] == origin["Origin"]


async def test_a_fault_answers_in_the_words_of_the_call(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    headers = await begin(http)
    server.faults.add({"http error": {"status": 429, "retry_after": 7}})
    async with http.post(INTERACT, json=HI, headers=headers) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "7")
        body = await response.json()
    words_ = "Too Many Requests"
    assert body == {"code": 429, "status": words_, "message": words_}


async def test_a_fault_of_a_response_can_be_limited_to_a_user(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    ada, bob = await begin(http, "ada"), await begin(http, "bob")
    server.faults.add("json cut short", user="bob")
    assert (await ask(http, INTERACT, HI, ada))[0] == 200
    async with http.post(INTERACT, json=HI, headers=bob) as response:
        text_ = await response.text()
    with pytest.raises(json.JSONDecodeError):
        json.loads(text_)
    (note,) = server.journal.notes("fault")
    assert (note.payload, note.user) == ("json cut short in the answer", "bob")
    server.check()


async def test_a_fault_that_finds_nothing_says_so(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    headers = await begin(http)
    server.faults.add({"body cut": {"event": 9}})
    assert (await ask(http, INTERACT, HI, headers))[0] == 200
    (note,) = server.journal.notes("fault_missed")
    assert note.payload == ("body cut: the answer had 1 part, and there was nothing to change")
    with pytest.raises(VerificationError) as caught:
        server.check()
    assert "expected the fault 'body cut'" in str(caught.value)
    assert "it could not happen: the answer had 1 part" in str(caught.value)


async def test_a_stream_can_end_early_as_a_proxy_ends_it(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    headers = await begin(http)
    server.faults.add({"stream cut": {"events": 1, "clean": True}})
    async with http.post(STREAM, json=HI, headers=headers) as response:
        names = [name for name, _ in events_of(await response.text())]
    assert names == ["trace"]
