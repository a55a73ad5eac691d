"""Lifecycle webhooks, as a receiver gets them."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.clients.base import BOUND
from tests.clients.fixtures import ClientFactory
from tests.journal import entered
from tests.wire.talk import ready, say
from vfmock import MockServer, Scenario, SessionOptions, VerificationError, end, text
from vfmock.contract import load_contract
from vfmock.errors import ScenarioError, SettingError
from vfmock.runtime.clock.mock import START

START_TYPE, END_TYPE = "runtime.session.start", "runtime.session.end"
KEY = {"Authorization": "VF.DM.1"}
SECRET = "whsec_" + base64.b64encode(b"a secret of the project").decode()


@dataclass
class Receiver:
    """Where the webhooks of a project go. ``statuses`` are what it answers, then 200 for ever.

    A ``silent`` one never answers, and with a ``gate`` it waits for that. ``log`` is what happened.
    """

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    silent: bool = False
    gate: asyncio.Event | None = None
    log: list[str] = field(default_factory=list)
    came: asyncio.Queue[tuple[dict[str, str], bytes]] = field(default_factory=asyncio.Queue)

    async def take(self, request: web.Request) -> web.Response:
        """Take one."""
        self.log.append("came")
        await self.came.put((dict(request.headers), await request.read()))
        if self.silent:
            await asyncio.Event().wait()
        if self.gate is not None:
            await self.gate.wait()
        self.log.append("answered")
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def next(self) -> dict[str, Any]:
        """The next one, without its headers. It is as the contract wants it."""
        _, body = await asyncio.wait_for(self.came.get(), BOUND)
        told: dict[str, Any] = json.loads(body)
        assert load_contract().check_body("webhook", told) is None
        return told

    async def types(self, count: int) -> list[str]:
        """The types of the next ones."""
        return [(await self.next())["type"] for _ in range(count)]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A receiver that listens."""
    made = Receiver()
    app = web.Application()
    app.router.add_post("/hook", made.take)
    runner = web.AppRunner(app, shutdown_timeout=0, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    made.url = f"http://{host}:{port}/hook"
    yield made
    await runner.cleanup()


def served(receiver: Receiver, **settings: Any) -> MockServer:
    """A server that tells the receiver."""
    given: dict[str, Any] = {"clock": "mock", "seed": 7, "webhook_url": receiver.url, **settings}
    scenario = Scenario(name="shop", session=SessionOptions(idle_timeout=60))
    server = MockServer(scenario, **given)
    server.on.text("bye").reply(text("Bye!"), end())
    return server


async def create(
    server: MockServer, user: str = "ada", path: str = "/v4/project/p/session"
) -> None:
    """A session that a client asks for."""
    async with (
        aiohttp.ClientSession(server.url, headers=KEY) as http,
        http.post(path, json={"userID": user}) as response,
    ):
        assert response.status == 200


async def test_the_beginning_and_the_end_of_a_session_are_told(
    receiver: Receiver, make_client: ClientFactory
) -> None:
    with served(receiver) as server:
        client = make_client("python_async")
        await client.connect(server.url)
        await ready(client, userID="ada", projectID="p", environmentID="main")
        (session,) = server.sessions
        began = await receiver.next()
        server.clock.advance(5)
        await say(client, "bye")
        ended = await receiver.next()
    data = {
        "userID": "ada",
        "projectID": "p",
        "environmentID": "main",
        "sessionID": session["id"],
        "startTime": int(START * 1000),
        "versionID": "main",
        "transcriptID": session["id"],
        "versionVariant": "published",
        "projectEnvironmentID": "main",
        "projectEnvironmentAlias": "main",
    }
    now = int(START * 1000)
    assert began == {"type": START_TYPE, "data": data, "time": now, "resource": "project-p"}
    assert ended == {
        "type": END_TYPE,
        "data": {**data, "endTime": now + 5000, "endReason": "end_of_diagram"},
        "time": now + 5000,
        "resource": "project-p",
    }


async def test_the_reasons_have_the_words_of_the_runtime(receiver: Receiver) -> None:
    with served(receiver) as server:
        await create(server)
        await create(server)
        assert await receiver.types(1) == [START_TYPE]
        replaced = await receiver.next()
        assert replaced["data"]["endReason"] == "Session expired because a new one was started"
        assert await receiver.types(1) == [START_TYPE]
        server.clock.advance(60)
        idle = await receiver.next()
        assert idle["data"]["endReason"] == "Session ended due to inactivity timeout"


async def test_a_webhook_is_signed_as_svix_does(receiver: Receiver) -> None:
    with served(receiver, webhook_secret=SECRET) as server:
        await create(server)
        headers, body = await asyncio.wait_for(receiver.came.get(), BOUND)
    name, when = headers["svix-id"], headers["svix-timestamp"]
    signed = f"{name}.{when}.".encode() + body
    digest = hmac.new(b"a secret of the project", signed, hashlib.sha256).digest()
    assert headers["svix-signature"] == f"v1,{base64.b64encode(digest).decode()}"
    assert (when, name[:4]) == (str(int(START)), "msg_")
    assert headers["Content-Type"] == "application/json"


async def test_without_a_secret_there_is_no_signature(receiver: Receiver) -> None:
    with served(receiver) as server:
        await create(server)
        headers, _ = await asyncio.wait_for(receiver.came.get(), BOUND)
    assert "svix-signature" not in headers


async def test_a_project_chooses_what_is_told(receiver: Receiver) -> None:
    settings = {"webhook_types": [END_TYPE], "webhook_fields": ["transcriptID"]}
    with served(receiver, **settings) as server:
        await create(server)
        server.clock.advance(60)
        told = await receiver.next()
    assert told["type"] == END_TYPE
    assert sorted(told["data"]) == [
        *("endReason", "endTime", "environmentID", "projectID"),
        *("sessionID", "startTime", "transcriptID", "userID"),
    ]


async def test_a_platform_makes_calls_of_sessions(receiver: Receiver) -> None:
    with served(receiver, webhook_platform="twilio") as server:
        await create(server)
        server.clock.advance(60)
        assert await receiver.types(1) == [START_TYPE]
        call = await receiver.next()
        assert (call["type"], call["data"]["platform"]) == ("runtime.call.start", "twilio")
        assert call["data"]["metadata"] == {}
        assert await receiver.types(2) == ["runtime.call.end", END_TYPE]


async def test_older_calls_tell_nothing_unless_all_sessions_count(receiver: Receiver) -> None:
    async def legacy(server: MockServer) -> None:
        async with (
            aiohttp.ClientSession(server.url, headers=KEY) as http,
            http.get("/state/user/ada") as response,
        ):
            assert response.status == 200

    with served(receiver) as server:
        await legacy(server)
        await create(server, "bob")
        assert (await receiver.next())["data"]["userID"] == "bob"
        server.verify.webhook(START_TYPE, user="ada", times=0)
    with served(receiver, webhook_sessions="all") as server:
        await legacy(server)
        assert (await receiver.next())["data"]["userID"] == "ada"


# What goes wrong.


async def test_a_webhook_is_tried_three_times(receiver: Receiver) -> None:
    receiver.statuses = [500, 302, 404]
    with served(receiver) as server:
        await create(server)
        first = await receiver.next()
        await entered(server, lambda entry: "again in 1 s" in str(entry.payload))
        server.clock.advance(1)
        assert await receiver.next() == first
        await entered(server, lambda entry: "again in 5 s" in str(entry.payload))
        server.clock.advance(5)
        assert await receiver.next() == first
        await entered(server, lambda entry: "given up" in str(entry.payload))
        notes = [note.payload for note in server.journal.notes("webhook")]
        assert notes == [
            f"{START_TYPE} failed, attempt 1: HTTP 500; again in 1 s",
            f"{START_TYPE} failed, attempt 2: HTTP 302; again in 5 s",
            f"{START_TYPE} failed, attempt 3: HTTP 404; given up",
        ]
        assert len(server.sessions) == 1
        server.verify.webhook(START_TYPE, times=1)


async def test_a_receiver_has_ten_seconds(receiver: Receiver) -> None:
    receiver.silent = True
    with served(receiver) as server:
        await create(server)
        await receiver.next()
        server.clock.advance(9)
        server.clock.advance(1)
        await entered(server, lambda entry: "no answer within 10 s; again in" in str(entry.payload))


async def test_a_receiver_that_is_not_there_is_noted(receiver: Receiver) -> None:
    with served(receiver, webhook_url="http://127.0.0.1:1/hook", autojump=True) as server:
        await create(server)
        await entered(server, lambda entry: "given up" in str(entry.payload))
        first, *_ = server.journal.notes("webhook")
    assert "Cannot connect to host 127.0.0.1:1" in first.payload


async def test_a_webhook_waits_until_the_one_before_is_answered(receiver: Receiver) -> None:
    receiver.gate = asyncio.Event()
    with served(receiver) as server:
        await create(server, "ada")
        await receiver.next()
        for user in ("bob", "cy", "dan"):
            await create(server, user)
        assert [entry.user for entry in server.journal if entry.name == START_TYPE] == ["ada"]
        receiver.gate.set()
        users = [(await receiver.next())["data"]["userID"] for _ in range(3)]
    assert users == ["bob", "cy", "dan"]
    assert receiver.log[:6] == ["came", "answered"] * 3


async def test_a_reset_forgets_what_is_held(receiver: Receiver) -> None:
    with served(receiver) as server:
        server.faults.add("webhooks out of order", on=START_TYPE)
        await create(server, "ada")
        server.reset()
        await create(server, "bob")
        await create(server, "cy")
        users = [(await receiver.next())["data"]["userID"] for _ in range(2)]
    assert users == ["bob", "cy"]


async def test_a_reset_forgets_what_is_under_way(receiver: Receiver) -> None:
    receiver.silent = True
    with served(receiver) as server:
        await create(server, "ada")
        await receiver.next()
        server.reset()
        await create(server, "bob")
        assert (await receiver.next())["data"]["userID"] == "bob"
        assert server.journal.notes("webhook") == []


async def test_a_server_that_starts_again_begins_with_the_same_id(receiver: Receiver) -> None:
    server, ids = served(receiver), []
    for _ in range(2):
        with server:
            await create(server)
            headers, _ = await asyncio.wait_for(receiver.came.get(), BOUND)
            ids.append(headers["svix-id"])
    assert ids[0] == ids[1]


async def test_a_server_that_stops_waits_at_most_a_moment(receiver: Receiver) -> None:
    receiver.silent = True
    loop = asyncio.get_running_loop()
    with served(receiver) as server:
        await create(server)
        await receiver.next()
        began = loop.time()
        await asyncio.to_thread(server.stop)
    assert loop.time() - began < BOUND


async def test_webhooks_can_be_lost_late_twice_and_in_another_order(receiver: Receiver) -> None:
    with served(receiver) as server:
        server.faults.add("webhook lost", user="ada")
        await create(server, "ada")
        server.faults.add({"webhook duplicated": 3}, user="bob")
        await create(server, "bob")
        users = [(await receiver.next())["data"]["userID"] for _ in range(3)]
        assert users == ["bob"] * 3
        server.faults.add({"webhook delayed": 7}, user="cy")
        await create(server, "cy")
        await create(server, "dan")
        assert (await receiver.next())["data"]["userID"] == "dan"
        server.clock.advance(7)
        assert (await receiver.next())["data"]["userID"] == "cy"
        server.faults.add("webhooks out of order", on=START_TYPE)
        await create(server, "eve")
        await create(server, "flo")
        users = [(await receiver.next())["data"]["userID"] for _ in range(2)]
        assert users == ["flo", "eve"]
        server.check()


async def test_a_rule_can_inject_a_fault_of_the_next_webhook(receiver: Receiver) -> None:
    with served(receiver) as server:
        await create(server, "ada")
        await receiver.next()
        server.faults.add("webhook lost", on=END_TYPE)
        server.clock.advance(60)
        await create(server, "bob")
        assert (await receiver.next())["data"]["userID"] == "bob"
        notes = [note.payload for note in server.journal.notes("fault")]
        assert notes == [f"webhook lost at {END_TYPE}"]


# Verification.


async def test_webhooks_are_in_the_journal_and_can_be_verified(receiver: Receiver) -> None:
    with served(receiver) as server:
        await create(server)
        await receiver.next()
        (entry,) = server.journal.sent(START_TYPE)
        assert (entry.user, entry.payload["type"]) == ("ada", START_TYPE)
        assert f"{START_TYPE} (webhook)" in server.conversation()
        server.verify.webhook(START_TYPE, user="ada", data={"projectID": "p"}, times=1)
        with pytest.raises(VerificationError) as caught:
            server.verify.webhook(END_TYPE, user="bob", data={"endReason": "user_ended"})
        message = str(caught.value)
        assert message.startswith(
            "expected the webhook 'runtime.session.end' of user 'bob', endReason 'user_ended',"
            " at least once\n     got never\nnearest:\n"
        )
        assert "user: wanted 'bob', got 'ada'" in message
        assert "data.endReason: wanted 'user_ended', got None" in message
        with pytest.raises(ScenarioError, match=r"no webhook 'session.start', did you mean"):
            server.verify.webhook("session.start")


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"webhook_url": "localhost:80"}, "'webhook_url': wanted http://… or https://…, got"),
        ({"webhook_url": 80}, "'webhook_url' is a string, not 80"),
        ({"webhook_types": ["session.start"]}, "'webhook_types': unknown 'session.start', did you"),
        ({"webhook_fields": "version"}, "'webhook_fields': unknown 'version', did you mean"),
        ({"webhook_platform": "skype"}, "'webhook_platform': wanted one of twilio, telnyx"),
        ({"webhook_secret": "whsec_!"}, "'webhook_secret': wanted base64 after 'whsec_'"),
    ],
)
def test_wrong_settings_are_refused(settings: Any, problem: str) -> None:
    with pytest.raises(SettingError) as caught:
        MockServer(**settings)
    assert str(caught.value).startswith(problem)
