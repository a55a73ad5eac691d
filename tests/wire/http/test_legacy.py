"""The older calls, as most public programs make them."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest

from tests.clients.fixtures import ClientFactory
from tests.wire.talk import ready
from vfmock import MockServer, Scenario, choice, end, pause, text, trace
from vfmock.core.sound import sound
from vfmock.core.traces.speak import Speak

KEY = {"Authorization": "VF.DM.123.abc"}
USER = "/state/user/ada"
BOTH = pytest.mark.parametrize("user", [USER, "/state/production/user/ada"])
LAUNCH = {"action": {"type": "launch"}}


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A server that knows a few words, under a mock clock."""
    with MockServer(Scenario(name="shop", variables={"size": "small"}), clock="mock") as server:
        server.on.launch().reply(text("Hi"), choice("Order"))
        server.on.text("menu").reply(text("1 or 2?")).goto("menu")
        server.in_state("menu").text("1").reply(text("one, {{ size }}"))
        server.on.text("bye").reply(text("Bye!"), end())
        server.on.text("all").reply(
            *[trace(type=kind, payload=payload) for kind, payload in EVERYTHING.items()],
            trace(type="mine"),
            Speak(message="<speak>A <b>word</b></speak>"),
        )
        yield server


EVERYTHING: dict[str, Any] = {
    "block": {"blockID": "b"},
    "debug": {"message": "d"},
    "flow": {"diagramID": "f"},
    "log": {"message": "l"},
    "path": {"path": "p"},
}


@pytest.fixture
async def http(server: MockServer) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of that server."""
    async with aiohttp.ClientSession(server.url, headers=KEY) as http:
        yield http


async def ask(
    http: aiohttp.ClientSession, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, Any]:
    """The status and the body of an answer."""
    async with http.request(method, path, json=body, headers=headers) as response:
        return response.status, await response.json()


async def say(http: aiohttp.ClientSession, words: str, user: str = USER) -> list[str]:
    """Say something; what the agent says."""
    body = {"action": {"type": "text", "payload": words}}
    status, traces = await ask(http, "POST", f"{user}/interact", body)
    assert status == 200
    return [one["payload"]["message"] for one in traces if one["type"] == "text"]


# Turns.


@BOTH
async def test_a_turn_is_answered_with_a_list_of_traces(
    http: aiohttp.ClientSession, user: str
) -> None:
    status, traces = await ask(http, "POST", f"{user}/interact", LAUNCH)
    assert (status, [one["type"] for one in traces]) == (200, ["text", "choice"])


async def test_the_conversation_goes_on_from_call_to_call(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    assert await say(http, "menu") == ["1 or 2?"]
    assert await say(http, "1", "/state/production/user/ada") == ["one, small"]
    (session,) = server.sessions
    assert (session["user"], session["project"], session["turns"]) == ("ada", "default", 2)


EITHER = pytest.mark.parametrize("path", [f"{USER}/interact", "/interact"])
"""A turn of a user, and one of a conversation that its client keeps."""


async def turn(http: aiohttp.ClientSession, path: str, body: Any) -> list[Any]:
    """Play a turn by either call; its traces."""
    status, answer = await ask(http, "POST", path, body)
    assert status == 200
    traces: list[Any] = answer["trace"] if isinstance(answer, dict) else answer
    return traces


@EITHER
async def test_the_action_may_be_called_request(http: aiohttp.ClientSession, path: str) -> None:
    (first, *_) = await turn(http, path, {"request": {"type": "launch"}})
    assert first["payload"]["message"] == "Hi"


async def test_a_verbose_answer_has_the_state_and_the_action(http: aiohttp.ClientSession) -> None:
    action = {"type": "text", "payload": "menu"}
    status, body = await ask(http, "POST", f"{USER}/interact?verbose=true", {"action": action})
    assert (status, body.keys()) == (200, {"state", "request", "trace"})
    assert body["request"] == action
    assert body["state"]["stack"][0]["nodeID"] == "menu"
    assert body["state"]["variables"]["last_response"] == "1 or 2?"
    assert [one["type"] for one in body["trace"]] == ["text"]


async def test_variables_of_the_state_are_set_before_the_turn(
    http: aiohttp.ClientSession,
) -> None:
    await say(http, "menu")
    body = {
        "action": {"type": "text", "payload": "1"},
        "state": {"variables": {"size": "large"}},
    }
    _, traces = await ask(http, "POST", f"{USER}/interact", body)
    assert traces[0]["payload"]["message"] == "one, large"


@EITHER
@pytest.mark.parametrize(
    ("query", "config", "types"),
    [
        ("", {}, ["path", "mine", "speak"]),
        ("", {"excludeTypes": []}, ["block", "debug", "flow", "path", "mine", "speak"]),
        ("", {"excludeTypes": ["path", "block"]}, ["debug", "flow", "mine", "speak"]),
        ("?logs=off", {}, ["path", "mine", "speak"]),
        ("?logs=info", {}, ["log", "path", "mine", "speak"]),
    ],
)
async def test_traces_can_be_left_out(
    http: aiohttp.ClientSession, path: str, query: str, config: Any, types: list[str]
) -> None:
    body = {"action": {"type": "text", "payload": "all"}, "config": config}
    traces = await turn(http, f"{path}{query}", body)
    assert [one["type"] for one in traces] == types


@EITHER
@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({}, "A word"),
        ({"stripSSML": True}, "A word"),
        ({"stripSSML": False}, "<speak>A <b>word</b></speak>"),
    ],
)
async def test_speech_has_markup_only_for_who_wants_it(
    http: aiohttp.ClientSession, path: str, config: Any, message: str
) -> None:
    body = {"action": {"type": "text", "payload": "all"}, "config": config}
    traces = await turn(http, path, body)
    assert traces[-1]["payload"]["message"] == message


async def test_a_call_without_a_project_means_the_one_of_its_user(
    server: MockServer, http: aiohttp.ClientSession, make_client: ClientFactory
) -> None:
    client = make_client("python_async")
    await client.connect(server.url)
    await ready(client, userID="ada", projectID="p")
    assert await say(http, "menu") == ["1 or 2?"]
    heard = (await client.next("action.trace"))[0]["trace"]
    assert heard["payload"]["message"] == "1 or 2?"
    (session,) = server.sessions
    assert session["project"] == "p"
    other = make_client("python_async")
    await other.connect(server.url)
    await ready(other, userID="ada", projectID="q")
    await say(http, "menu")
    assert {one["project"] for one in server.sessions} == {"p", "q", "default"}


@pytest.mark.parametrize(
    ("path", "headers", "environment"),
    [
        (USER, {}, "development"),
        (USER, {"versionID": "production"}, "production"),
        ("/state/64f0/user/ada", {"versionID": "production"}, "64f0"),
    ],
)
async def test_the_version_is_the_environment(
    server: MockServer,
    http: aiohttp.ClientSession,
    path: str,
    headers: dict[str, str],
    environment: str,
) -> None:
    await ask(http, "POST", f"{path}/interact", LAUNCH, **headers)
    assert server.sessions[0]["environment"] == environment


# The state.


@BOTH
async def test_the_state_can_be_read_changed_and_written_back(
    server: MockServer, http: aiohttp.ClientSession, user: str
) -> None:
    await say(http, "menu")
    status, state = await ask(http, "GET", user)
    assert (status, state.keys()) == (200, {"stack", "storage", "variables"})
    assert state["stack"][0]["nodeID"] == "menu"
    assert (await ask(http, "POST", user))[1]["stack"][0]["nodeID"] is None
    assert await say(http, "menu") == ["1 or 2?"]
    await ask(http, "POST", user)
    state["variables"]["size"] = "huge"
    status, written = await ask(http, "PUT", user, state)
    assert (status, written["variables"]["size"]) == (200, "huge")
    assert await say(http, "1") == ["one, huge"]


@BOTH
async def test_variables_can_be_merged(http: aiohttp.ClientSession, user: str) -> None:
    status, state = await ask(http, "PATCH", f"{user}/variables", {"size": "large", "n": 1})
    assert status == 200
    assert {name: state["variables"][name] for name in ("size", "n")} == {"size": "large", "n": 1}
    _, state = await ask(http, "PATCH", f"{user}/variables", {"n": 2})
    assert (state["variables"]["size"], state["variables"]["n"]) == ("large", 2)


@BOTH
async def test_a_state_can_be_deleted(
    server: MockServer, http: aiohttp.ClientSession, user: str
) -> None:
    await say(http, "menu")
    await ask(http, "PATCH", f"{user}/variables", {"size": "large"})
    status, state = await ask(http, "DELETE", user)
    assert (status, state["stack"][0]["nodeID"], state["variables"]["size"]) == (
        200,
        "menu",
        "large",
    )
    assert server.sessions == []
    (ended,) = server.journal.sent("session.ended")
    assert ended.payload == {"reason": "state_deleted"}
    assert (await ask(http, "GET", user))[1]["variables"]["size"] == "small"


async def test_a_state_that_the_scenario_has_not_is_refused_with_the_nearest(
    http: aiohttp.ClientSession,
) -> None:
    rest: dict[str, Any] = {"programID": "p", "variables": {}, "storage": {}, "commands": []}
    state = {"stack": [{"nodeID": "manu", **rest}], "storage": {}, "variables": {}}
    status, body = await ask(http, "PUT", USER, state)
    assert (status, body["name"]) == (400, "verror")
    assert "no state 'manu', did you mean 'menu'" in body["message"]


async def test_a_state_has_no_other_keys(http: aiohttp.ClientSession) -> None:
    state: dict[str, Any] = {"stack": [], "storage": {}, "variables": {}, "turn": {}}
    status, body = await ask(http, "PUT", USER, state)
    assert status == 400
    assert body["message"] == ("unknown key 'turn' in the state (known: stack, storage, variables)")


# What is wrong.


async def test_without_a_key_the_envelope_of_the_runtime_comes(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    status, body = await ask(http, "GET", USER, Authorization="")
    now = server.clock.now()
    assert (status, body) == (
        401,
        {
            "code": 401,
            "status": "Unauthorized",
            "dateTime": "2023-11-14T22:13:20.000+00:00",
            "timestamp": int(now * 1000),
            "data": "Auth Key Required",
        },
    )


@pytest.mark.parametrize(
    ("key", "hint"),
    [("Bearer VF.DM.123.abc", "without 'Bearer'"), ("sk-1", "begins with VF.DM.")],
)
async def test_a_key_that_is_no_api_key_resolves_no_alias(
    server: MockServer, http: aiohttp.ClientSession, key: str, hint: str
) -> None:
    status, body = await ask(http, "POST", f"{USER}/interact", LAUNCH, Authorization=key)
    assert (status, body["name"]) == (400, "verror")
    assert body["message"] == "Cannot resolve version alias"
    assert body["requestID"]
    (note,) = server.journal.notes("refused")
    assert hint in str(note.payload)


async def test_a_key_of_another_project_resolves_no_version() -> None:
    with MockServer(api_keys="VF.DM.good.x") as server:
        async with aiohttp.ClientSession(server.url, headers=KEY) as http:
            status, body = await ask(http, "GET", USER)
    assert (status, body["message"]) == (
        400,
        "Cannot resolve project version, please verify that your API key is correct.",
    )


async def test_a_body_without_an_action_is_refused(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    status, body = await ask(http, "POST", f"{USER}/interact", {"type": "launch"})
    assert (status, body["message"]) == (400, "wanted 'action' in the body, got none")
    (note,) = server.journal.notes("refused")
    assert "is the key 'action' of the body" in str(note.payload)


async def test_a_wrong_body_is_a_verror_and_noted(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    body = {"action": {"type": "text"}}
    status, answer = await ask(http, "POST", f"{USER}/interact", body)
    assert (status, answer["name"]) == (400, "verror")
    assert "at /action/payload wanted a string" in answer["message"]
    assert len(server.journal.notes("violation")) == 1
    server.reset()


async def test_a_user_id_has_128_characters_at_the_most(http: aiohttp.ClientSession) -> None:
    assert (await ask(http, "GET", f"/state/user/{'x' * 128}"))[0] == 200
    status, body = await ask(http, "GET", f"/state/user/{'x' * 129}")
    assert (status, "128 characters at the most, not 129" in body["message"]) == (400, True)


async def test_errors_fit_their_schemas(server: MockServer, http: aiohttp.ClientSession) -> None:
    contract = server._control.world.contract
    _, missing = await ask(http, "GET", USER, Authorization="")
    assert contract.check_body("legacy-error", missing) is None
    _, wrong = await ask(http, "GET", USER, Authorization="x")
    assert contract.check_body("legacy-invalid", wrong) is None


async def test_the_answers_fit_their_schemas(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    await ask(http, "POST", f"{USER}/interact", LAUNCH)
    await ask(http, "POST", f"{USER}/interact?verbose=true", LAUNCH)
    await ask(http, "GET", USER)
    assert server.journal.notes("violation") == []


@EITHER
@pytest.mark.parametrize(
    ("config", "types"),
    [
        ({"stopTypes": ["log", "path"]}, ["block", "debug", "flow", "log"]),
        ({"stopTypes": ["flow"]}, ["block", "debug", "flow"]),
        ({"stopAll": True}, ["block", "debug", "flow", "log", "path", "mine"]),
        ({"stopAll": False}, ["block", "debug", "flow", "log", "path", "mine", "speak"]),
    ],
)
async def test_a_turn_stops_after_the_types_that_the_config_names(
    http: aiohttp.ClientSession, path: str, config: Any, types: list[str]
) -> None:
    body = {
        "action": {"type": "text", "payload": "all"},
        "config": {"excludeTypes": [], **config},
    }
    traces = await turn(http, f"{path}?logs=info", body)
    assert [one["type"] for one in traces] == types


@EITHER
async def test_speech_has_its_sound_for_who_asks(http: aiohttp.ClientSession, path: str) -> None:
    action = {"type": "text", "payload": "all"}
    traces = await turn(http, path, {"action": action})
    assert "src" not in traces[-1]["payload"]
    traces = await turn(http, path, {"action": action, "config": {"tts": True}})
    payload = traces[-1]["payload"]
    kind, content = payload["src"].split(",")
    assert (payload["message"], kind) == ("A word", "data:audio/mp3;base64")
    # Six characters take 0.36 s, which are ten frames of 36 ms.
    assert base64.b64decode(content) == sound(0.36, "audio/mp3")


async def test_a_sound_that_a_trace_has_stays(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    server.on.text("play").reply(Speak(src="https://a.example/b.mp3"), Speak("Hi", src="https://c"))
    body = {"action": {"type": "text", "payload": "play"}, "config": {"tts": True}}
    _, traces = await ask(http, "POST", f"{USER}/interact", body)
    assert [one["payload"]["src"] for one in traces] == ["https://a.example/b.mp3", "https://c"]


async def test_a_version_in_two_places_is_noted(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    path = "/state/production/user/ada"
    status, _ = await ask(http, "POST", f"{path}/interact", LAUNCH, versionID="development")
    assert (status, server.sessions[0]["environment"]) == (200, "production")
    (note,) = server.journal.notes("doubt")
    assert note.payload == (
        "POST /state/{versionID}/user/{userID}/interact: the version 'production' of the path"
        " holds, the header 'versionID' says 'development'"
    )
    assert note.payload in server.conversation()
    await ask(http, "POST", f"{path}/interact", LAUNCH, versionID="production")
    assert len(server.journal.notes("doubt")) == 1


async def test_a_user_called_interact_is_noted(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    status, state = await ask(http, "POST", "/state/user/interact", LAUNCH)
    assert (status, state["stack"][0]["nodeID"]) == (200, None)
    (note,) = server.journal.notes("doubt")
    assert "did you mean /state/user/{userID}/interact" in note.payload


@pytest.mark.parametrize(
    ("key", "version", "project"),
    [("VF.DM.a", "production", "shop"), ("VF.DM.b", "v2", "bank"), ("VF.DM.b", "v1", "default")],
)
async def test_the_project_of_a_key_or_a_version_can_be_set(
    key: str, version: str, project: str
) -> None:
    with MockServer(fallback="echo", projects={"VF.DM.a": "shop", "v2": "bank"}) as server:
        headers = {"Authorization": key, "versionID": version}
        async with aiohttp.ClientSession(server.url, headers=headers) as http:
            await ask(http, "POST", f"{USER}/interact", LAUNCH)
        assert [one["project"] for one in server.sessions] == [project]


async def test_a_session_that_ends_in_the_turn_has_no_state(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    server.on.text("slow").reply(text("one"), text("two"), pause(5))
    server.faults.add({"session.ended in turn": {"trace": 2}})
    action = {"action": {"type": "text", "payload": "slow"}}
    status, body = await ask(http, "POST", f"{USER}/interact?verbose=true", action)
    assert (status, [one["type"] for one in body["trace"]]) == (200, ["text"])
    assert body["state"] == {"stack": [], "storage": {}, "variables": {}}
