"""What each field does: the protocol page, "Client events", payload by payload."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import jwt
import pytest

from tests.clients.base import WireClient
from tests.clients.fixtures import ClientFactory
from tests.wire.talk import TEXT, USER, act, create, messages, ready, say, start
from vfmock import MockServer, audio, completion, text, trace

PROFILE = "{{ user_id }}, {{ project.id }}, {{ environment.id }}, {{ vf_user_timezone }}"


async def _profile(client: WireClient, server: MockServer, **metadata: Any) -> str:
    server.on.text("who").reply(text(PROFILE))
    await ready(client, **metadata)
    (said,) = await say(client, "who")
    return said


async def test_who_and_where_reaches_the_agent(node: WireClient, server: MockServer) -> None:
    metadata = {"environmentID": "staging", "config": {"userTimezone": "Europe/Prague"}}
    said = await _profile(node, server, **metadata)
    assert said == f"{USER['userID']}, {USER['projectID']}, staging, Europe/Prague"


async def test_without_environment_and_time_zone(node: WireClient, server: MockServer) -> None:
    said = await _profile(node, server)
    assert said == f"{USER['userID']}, {USER['projectID']}, null, UTC"


async def test_the_time_zone_is_that_of_now(node: WireClient, server: MockServer) -> None:
    server.on.text("now").reply(text("{{ vf_now }}"))
    await ready(node, config={"userTimezone": "Asia/Kolkata"})
    (now,) = await say(node, "now")
    assert now.endswith("+05:30")


async def test_a_user_of_another_project_is_another_user(
    node: WireClient, server: MockServer
) -> None:
    server.on.text("mine").set(mine="yes").reply(text("Noted."))
    server.on.text("whose").reply(text("{{ mine|default('nobody') }}"))
    await ready(node)
    await say(node, "mine")
    await ready(node, projectID="another")
    assert await say(node, "whose") == ["nobody"]
    await ready(node)
    assert await say(node, "whose") == ["yes"], "variables outlive the session"


async def test_without_a_config_nothing_is_streamed(node: WireClient, server: MockServer) -> None:
    server.on.text("both").reply(completion("An answer."), audio("Aloud."))
    await ready(node)
    events = await act(node, {"type": "text", "payload": "both"})
    kinds = [args[0]["trace"]["type"] for name, args in events if name == "action.trace"]
    assert kinds == ["text", "speak"]


@pytest.mark.parametrize(
    ("config", "size"),
    [
        pytest.param({"audioEncoding": "audio/pcm"}, 1600, id="pcm"),
        pytest.param({"audioEncoding": "audio/x-mulaw"}, 800, id="mulaw"),
        pytest.param({}, 1600, id="default"),
    ],
)
async def test_the_encoding_of_audio(
    node: WireClient, server: MockServer, config: dict[str, Any], size: int
) -> None:
    server.on.text("aloud").reply(audio("Hi.", seconds=0.1, chunk=0.1))
    await ready(node, config={"audioEvents": True, **config})
    events = await act(node, {"type": "text", "payload": "aloud"})
    chunks = [args[0]["trace"]["payload"] for name, args in events if name == "action.trace"]
    sounds = [base64.b64decode(one["content"]) for one in chunks if one["state"] == "content"]
    assert [len(sound) for sound in sounds] == [size]


async def test_the_config_is_that_of_the_connection_that_asks(
    server: MockServer, make_client: ClientFactory
) -> None:
    server.on.text("long").reply(completion("abcdefgh", chunk=4))
    whole, streamed = make_client("node"), make_client("node")
    for client in (whole, streamed):
        await client.connect_via(server.url, "websocket")
    key = await ready(whole)
    assert await start(streamed, sessionKey=key, config={"completionEvents": True}) is False
    assert await say(whole, "long") == ["abcdefgh"]
    events = await act(streamed, {"type": "text", "payload": "long"}, messageID="mine")
    mine = [args[0] for name, args in events if name == "action.trace"]
    kinds = [one["trace"]["type"] for one in mine if one["messageID"] == "mine"]
    assert kinds == ["completion"] * 4


async def test_an_action_reaches_the_agent_whole(node: WireClient, server: MockServer) -> None:
    server.on.type("custom").reply(lambda turn: trace(type="log", payload=turn.action.raw))
    await ready(node)
    action = {
        "type": "custom",
        "payload": {"label": "x", "own": [1, None]},
        "diagramID": "6939bedf69c7ce5ee7a108ed",
        "time": 1767225600000,
        "metadata": {"source": "test"},
        "unknown": {"kept": True},
    }
    events = await act(node, action)
    assert events[1][1][0]["trace"]["payload"] == action


async def test_an_action_may_have_a_string_or_no_payload(
    node: WireClient, server: MockServer
) -> None:
    server.on.type("custom").reply(text("got {{ action.payload }}"))
    await ready(node)
    assert messages(await act(node, {"type": "custom", "payload": "words"})) == ["got words"]
    assert messages(await act(node, {"type": "custom"})) == ["got null"]


async def test_session_create_tolerates_keys(node: WireClient) -> None:
    await start(node)
    await node.emit("session.create", {"unknown": 1})
    (payload,) = await node.next("session.created")
    assert set(payload) == {"sessionKey"}


@pytest.mark.parametrize("lifetime", [60.0, None])
async def test_the_lifetime_of_a_key(
    make_server: Callable[..., MockServer], make_client: ClientFactory, lifetime: float | None
) -> None:
    server = make_server(key_lifetime=lifetime)
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    await start(client)
    claims = jwt.decode(await create(client), options={"verify_signature": False})
    assert claims.get("exp") == (None if lifetime is None else claims["iat"] + 60)


async def test_a_trace_goes_out_with_all_its_fields(node: WireClient, server: MockServer) -> None:
    body = {
        "type": "upload_photo",
        "payload": {"accept": ["image/png"]},
        "time": 7,
        "paths": [{"label": "done", "event": {"type": "done"}}, {}],
        "defaultPath": 1,
        "turnID": "t",
        "handleID": "h",
    }
    server.on.text("photo").reply(trace(body))
    await ready(node)
    events = await act(node, {"type": "text", "payload": "photo"}, messageID="mine")
    assert events[1] == ("action.trace", [{"trace": body, "messageID": "mine"}])


async def test_times_are_unix_milliseconds(node: WireClient, server: MockServer) -> None:
    await ready(node)
    events = await act(node, TEXT)
    (sent,) = server.journal.sent("action.trace")
    time = events[1][1][0]["trace"]["time"]
    assert isinstance(time, int)
    assert abs(time - sent.at * 1000) < 1000


async def test_a_status_has_a_reason_only_where_there_is_one(node: WireClient) -> None:
    await ready(node)
    events = await act(node, TEXT, messageID="mine")
    assert [args[0] for name, args in events if name == "action.status"] == [
        {"status": "accepted", "messageID": "mine"},
        {"status": "completed", "messageID": "mine"},
    ]
