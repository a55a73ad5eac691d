"""Each call of the admin API: what it answers, what it does, what it refuses."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import make_mocked_request

from tests.clients.base import WireClient
from tests.clients.fixtures import ClientFactory
from tests.transports.admin.conftest import Admin
from tests.wire.talk import act, messages, ready, say, start
from vfmock import MockServer, pause, text
from vfmock.runtime.clock.mock import START
from vfmock.transports.admin.access import is_local
from vfmock.transports.admin.base import PREFIX


@pytest.fixture
async def client(server: MockServer, make_client: ClientFactory) -> WireClient:
    """A client with a session."""
    client = make_client("node")
    await client.connect(server.url, reconnection=False)
    await ready(client, userID="ada")
    return client


# Files.


async def test_files_can_be_listed_and_read(admin: Admin, server: MockServer) -> None:
    asked = {"userID": "ada", "fileName": "a.html", "fileType": "text/html", "projectID": "p"}
    async with aiohttp.ClientSession(server.url) as http:
        async with http.post("/v1/handoff/file-storage", json=asked) as response:
            place = await response.json()
        form = aiohttp.FormData(place["fields"])
        form.add_field("file", b"<p>", filename="a.html")
        async with http.post(place["url"], data=form) as response:
            assert response.status == 204
    (listed,) = (await admin.call("GET", "/files"))["files"]
    file_id = listed.pop("id")
    told = {"name": "a.html", "type": "text/html", "user": "ada", "project": "p"}
    assert listed == {**told, "size": 3, "at": START}
    async with admin.stream(f"/files/{file_id}") as response:
        assert (response.content_type, await response.read()) == (
            "application/octet-stream",
            b"<p>",
        )
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    problem = await admin.refused("GET", "/files/none", status=404)
    assert problem == "there is no file 'none'"


# The clock.


async def test_the_clock_can_be_read_and_advanced(admin: Admin) -> None:
    told = {"clock": "mock", "now": START, "next_deadline": None, "autojump": False}
    assert await admin.call("GET", "/clock") == told
    assert (await admin.call("POST", "/clock", {"advance": "30m"}))["now"] == START + 1800
    assert (await admin.call("POST", "/clock", {"advance": 0.5}))["now"] == START + 1800.5
    assert (await admin.call("POST", "/clock", {"advance_to_next": True}))["now"] == START + 1800.5
    assert (await admin.call("POST", "/clock", {"autojump": True}))["autojump"] is True
    assert (await admin.call("POST", "/clock", {"autojump": False}))["autojump"] is False


async def test_a_pause_ends_when_the_clock_is_advanced(
    admin: Admin, server: MockServer, client: WireClient
) -> None:
    server.on.event("slow").reply(pause(60), text("done"))
    event = {"type": "event", "payload": {"event": {"name": "slow"}}}
    await client.emit("action.send", {"action": event})
    await client.next("action.status")
    assert (await admin.call("GET", "/clock"))["next_deadline"] == START + 60
    await admin.call("POST", "/clock", {"advance_to_next": True})
    (payload,) = await client.next("action.trace")
    assert payload["trace"]["payload"]["message"] == "done"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({}, "wanted one of advance, advance_to_next, autojump, got nothing"),
        ([], "wanted an object with advance, advance_to_next, autojump, got a list"),
        ({"advnace": 1}, "unknown key 'advnace', did you mean 'advance'"),
        ({"advance": -1}, "'advance': wanted 0 seconds or more, up to 1e+12, got -1"),
        ({"advance": "soon"}, "'advance': wanted a number of seconds or a duration"),
        ({"advance": True}, "'advance': wanted a number of seconds or a duration"),
        ({"advance": 1e300}, "'advance': wanted 0 seconds or more, up to "),
        ({"autojump": "yes"}, "'autojump' is true or false, not 'yes'"),
        ({"advance_to_next": 1}, "'advance_to_next' is true or false, not 1"),
    ],
)
async def test_an_invalid_time_does_not_move_the_clock(
    admin: Admin, body: Any, problem: str
) -> None:
    assert (await admin.refused("POST", "/clock", body)).startswith(problem)
    assert (await admin.call("GET", "/clock"))["now"] == START


# Faults.


async def test_a_fault_can_be_armed_counted_and_removed(
    admin: Admin, server: MockServer, client: WireClient
) -> None:
    rule = {"fault": {"trace duplicated": {"trace": 1}}, "times": 2, "user": "ada"}
    armed = await admin.call("POST", "/faults", rule)
    assert armed == {
        "id": "f1",
        "fault": "trace duplicated",
        "on": "action.send",
        "nth": 1,
        "times": 2,
        "probability": 1.0,
        "user": "ada",
        "session": None,
        "applied": 0,
    }
    assert await say(client, "a") == ["a", "a"]
    assert (await admin.call("GET", "/faults"))["faults"] == [{**armed, "applied": 1}]
    assert await admin.call("DELETE", "/faults/f1") == {"removed": 1}
    assert await say(client, "b") == ["b"]
    assert "no fault 'f1' is armed" in await admin.refused("DELETE", "/faults/f1", status=404)
    for name in ("completed twice", {"latency": "200ms"}):
        await admin.call("POST", "/faults", name)
    assert await admin.call("DELETE", "/faults") == {"removed": 2}
    assert await admin.call("GET", "/faults") == {"faults": []}


async def test_a_fault_can_happen_at_once(admin: Admin, client: WireClient) -> None:
    body = {"fault": "io server disconnect", "user": "ada"}
    assert await admin.call("POST", "/faults/now", {**body, "user": "bob"}) == {"connections": 0}
    assert await admin.call("POST", "/faults/now", body) == {"connections": 1}
    assert await client.wait_disconnect() == "server disconnect"


@pytest.mark.parametrize(
    ("path", "body", "problem"),
    [
        ("/faults", "transprt close", "unknown fault 'transprt close', did you mean 'transport"),
        ("/faults", None, "wanted a fault, such as"),
        ("/faults", 7, "wanted a fault for 'fault' in fault rule, got the number 7"),
        ("/faults", {"fault": "http error", "onn": "x"}, "unknown key 'onn' in fault rule"),
        ("/faults", {"http error": {"status": 200}}, "'status' of 'http error' is from 400"),
        ("/faults/now", {}, "wanted a 'fault', got none"),
        ("/faults/now", {"fault": "half open", "userr": "x"}, "unknown key 'userr', did you mean"),
    ],
)
async def test_an_unknown_fault_is_refused(
    admin: Admin, path: str, body: Any, problem: str
) -> None:
    assert problem in await admin.refused("POST", path, body)
    assert await admin.call("GET", "/faults") == {"faults": []}


FAULT = {
    "id": "f1",
    "fault": "transport close",
    "on": "action.send",
    "nth": 1,
    "times": 1,
    "probability": 1.0,
    "user": None,
    "session": None,
    "applied": 0,
}


@pytest.mark.parametrize(
    "given",
    [
        {"on": "completed"},
        {"nth": 2},
        {"times": 3},
        {"times": "always"},
        {"probability": 0.5},
        {"user": "ada"},
        {"session": "s1"},
    ],
    ids=str,
)
async def test_each_key_of_a_fault_changes_one_thing(admin: Admin, given: dict[str, Any]) -> None:
    body = {"fault": "transport close", **given}
    assert await admin.call("POST", "/faults", body) == {**FAULT, **given}


async def whose(admin: Admin, user: str) -> dict[str, str]:
    """The names of a user, of the user's session and of its connection."""
    sessions = (await admin.call("GET", "/sessions"))["sessions"]
    (session,) = (one for one in sessions if one["user"] == user)
    (connection,) = session["connections"]
    return {"user": user, "session": session["id"], "connection": connection["id"]}


@pytest.mark.parametrize("selector", ["user", "session", "connection"])
@pytest.mark.parametrize("path", ["/faults/now", "/restart"])
async def test_each_selector_alone_chooses_a_connection(
    admin: Admin,
    server: MockServer,
    client: WireClient,
    make_client: ClientFactory,
    path: str,
    selector: str,
) -> None:
    other = make_client("node")
    await other.connect(server.url, reconnection=False)
    await ready(other, userID="bob")
    names = await whose(admin, "bob")
    body: dict[str, Any] = {"fault": "transport close"} if path == "/faults/now" else {}
    for nobody in ("nope", ""):
        answer = await admin.call("POST", path, {**body, selector: nobody})
        assert answer == {"connections": 0}
    problem = await admin.refused("POST", path, {**body, selector: 7})
    assert problem == f"{selector!r} is a text, not 7"
    assert await admin.call("POST", path, {**body, selector: names[selector]}) == {"connections": 1}
    await other.wait_disconnect()
    assert await say(client, "hello") == ["hello"]


@pytest.mark.parametrize("key", ["connection", "direction", "name", "session", "user"])
async def test_each_filter_of_the_journal_works_alone(
    admin: Admin, client: WireClient, key: str
) -> None:
    await say(client, "hello")
    entries = (await admin.call("GET", "/journal"))["entries"]
    wanted = entries[-1][key]
    found = (await admin.call("GET", f"/journal?{key}={wanted}"))["entries"]
    assert found == [entry for entry in entries if entry[key] == wanted]
    assert 0 < len(found) < len(entries) or key == "connection"
    assert (await admin.call("GET", f"/journal?{key}=nope"))["entries"] == []


# Restart.


async def test_a_restart_disconnects_the_clients(
    admin: Admin, server: MockServer, client: WireClient, make_client: ClientFactory
) -> None:
    other = make_client("node")
    await other.connect(server.instances[1].url, reconnection=False)
    await ready(other, userID="bob")
    body = {"user": "bob", "action": {"type": "launch"}, "grace": "2s"}
    assert await admin.call("POST", "/restart", body) == {"connections": 1}
    assert await other.next("server.restart") == [{"action": {"type": "launch"}}]
    assert await say(other, "still here") == ["still here"]
    await admin.call("POST", "/clock", {"advance": 2})
    await other.wait_disconnect()
    assert await admin.call("POST", "/restart", {"instance": 1}) == {"connections": 0}
    assert await admin.call("POST", "/restart") == {"connections": 1}
    await client.wait_disconnect()


async def test_a_restart_has_the_grace_of_the_server_by_default(
    make_client: ClientFactory,
) -> None:
    with MockServer(seed=1, clock="mock", restart_grace="5s", fallback="echo") as server:
        client = make_client("node")
        await client.connect(server.url, reconnection=False)
        await ready(client, userID="ada")
        async with aiohttp.ClientSession() as http:
            admin = Admin(http, server.url)
            assert await admin.call("POST", "/restart") == {"connections": 1}
            await client.next("server.restart")
            await admin.call("POST", "/clock", {"advance": 4.9})
            assert await say(client, "still here") == ["still here"]
            await admin.call("POST", "/clock", {"advance": 0.1})
            await client.wait_disconnect()


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"grase": 1}, "unknown key 'grase', did you mean 'grace'"),
        ({"grace": -1}, "'grace': wanted 0 seconds or more"),
        ({"grace": "later"}, "'grace': wanted a number of seconds or a duration"),
        ({"action": "launch"}, "an action is an object with a string 'type', not 'launch'"),
        ({"replay": "no"}, "'replay' is true or false, not 'no'"),
    ],
)
async def test_an_impossible_restart_is_refused(
    admin: Admin, client: WireClient, body: Any, problem: str
) -> None:
    assert (await admin.refused("POST", "/restart", body)).startswith(problem)
    assert await say(client, "hello") == ["hello"]


# Sessions.


async def test_sessions_can_be_listed_and_ended(
    admin: Admin, server: MockServer, client: WireClient, make_client: ClientFactory
) -> None:
    stranger = make_client("node")
    await stranger.connect(server.instances[1].url)
    await start(stranger)
    told = await admin.call("GET", "/sessions")
    (session,) = told["sessions"]
    assert session | {"id": "?"} == {
        "id": "?",
        "user": "ada",
        "project": "6939bedf69c7ce5ee7a108ed",
        "environment": None,
        "state": "start",
        "turns": 0,
        "running": [],
        "deadline": None,
        "variables": {},
        "connections": [{"id": "c1", "transport": "websocket", "instance": 0}],
    }
    assert told["connections"] == [{"id": "c2", "transport": "websocket", "instance": 1}]
    path = f"/sessions/{session['id']}?reason=agent_closed"
    assert await admin.call("DELETE", path) == {"ended": session["id"]}
    assert await client.next("session.ended") == [{"reason": "agent_closed"}]
    assert "there is no session" in await admin.refused("DELETE", path, status=404)
    assert (await admin.call("GET", "/sessions"))["sessions"] == []


async def test_a_session_can_be_saved_and_begun_again_at_another_server(
    admin: Admin, server: MockServer, make_client: ClientFactory
) -> None:
    server.in_state("menu").event("what").reply(text("{{ size }}"))
    server.on.event("slow").reply(pause(60))
    body = {"user": "ada", "project": "p", "state": "menu", "variables": {"size": "large"}}
    begun = await admin.call("POST", "/sessions", body)
    client = make_client("node")
    await client.connect(server.url)
    assert await start(client, userID="ada", projectID="p", sessionKey=begun["sessionKey"]) is False
    what, slow = ({"type": "event", "payload": {"event": {"name": n}}} for n in ("what", "slow"))
    assert messages(await act(client, what)) == ["large"]
    whole = await admin.call("GET", f"/sessions/{begun['id']}")
    assert body.items() <= whole.items()
    assert (whole["id"], whole["turns"]) == (begun["id"], 1)
    await admin.call("DELETE", f"/sessions/{begun['id']}")
    assert (await admin.call("POST", "/sessions", whole))["id"] == begun["id"]
    assert "is here already" in await admin.refused("POST", "/sessions", whole)
    assert "no state 'mneu'" in await admin.refused("POST", "/sessions", {**body, "state": "mneu"})
    path = "/sessions/nothing"
    assert "there is no session 'nothing'" in await admin.refused("GET", path, status=404)
    again = {"sessionKey": begun["sessionKey"], "userID": "ada", "projectID": "p"}
    assert await start(client, **again) is False
    await client.emit("action.send", {"action": slow})
    await client.next("action.status")
    problem = await admin.refused("GET", f"/sessions/{begun['id']}", status=409)
    assert "has a turn under way" in problem


# The journal, and all of it.


async def test_the_journal_can_be_read_filtered_and_cleared(
    admin: Admin, client: WireClient
) -> None:
    await admin.call("POST", "/faults", "completed twice")
    await say(client, "hello")
    entries = (await admin.call("GET", "/journal"))["entries"]
    assert [entry["name"] for entry in entries[:2]] == ["connect", "client.start"]
    traces = (await admin.call("GET", "/journal?name=action.trace&user=ada"))["entries"]
    assert [entry["payload"]["trace"]["payload"]["message"] for entry in traces] == ["hello"]
    faulty = (await admin.call("GET", "/journal?fault=completed%20twice&direction=out"))["entries"]
    assert [entry["payload"]["status"] for entry in faulty] == ["completed"]
    problem = await admin.refused("GET", "/journal?nmae=x")
    assert problem.startswith("no filter 'nmae', did you mean 'name'")
    removed = (await admin.call("DELETE", "/journal"))["removed"]
    assert removed >= len(entries)
    assert await admin.call("GET", "/journal?limit=5") == {
        "entries": [],
        "last": 0,
        "dropped": 0,
    }


async def test_the_journal_comes_in_pages(
    admin: Admin, server: MockServer, client: WireClient
) -> None:
    for _ in range(3):
        await say(client, "hello")
    whole = await admin.call("GET", "/journal")
    assert (whole["last"], whole["dropped"]) == (len(whole["entries"]), 0)
    entries, last = [], 0
    while True:
        page = await admin.call("GET", f"/journal?limit=4&after={last}")
        if not page["entries"]:
            break
        assert len(page["entries"]) <= 4
        entries += page["entries"]
        last = page["last"]
    assert entries == whole["entries"]
    traces = await admin.call("GET", "/journal?name=action.trace&limit=2")
    assert len(traces["entries"]) == 2
    later = await admin.call("GET", f"/journal?name=action.trace&after={traces['last']}")
    assert len(later["entries"]) == 1
    assert later["last"] == whole["last"]
    assert (await admin.call("GET", "/journal?limit=0"))["entries"] == []
    nothing = await admin.call("GET", f"/journal?after={whole['last']}")
    assert nothing == {"entries": [], "last": whole["last"], "dropped": 0}


async def test_other_calls_are_answered_while_a_long_journal_is_read(
    admin: Admin, server: MockServer, client: WireClient
) -> None:
    for _ in range(10):
        await say(client, "x" * 100_000)
    async with admin.stream("/journal") as response:
        assert (await admin.call("GET", "/health"))["status"] == "ok"
        answer = await response.json()
    assert len(answer["entries"]) == answer["last"]


@pytest.mark.parametrize("key", ["limit", "after"])
@pytest.mark.parametrize("value", ["-1", "x", "1.5", "", "٣", "9" * 20])
async def test_a_page_is_a_whole_number(admin: Admin, key: str, value: str) -> None:
    problem = await admin.refused("GET", f"/journal?{key}={value}")
    assert problem == f"{key!r}: wanted a whole number from 0, got {value!r}"


async def test_a_reset_makes_the_server_like_new(
    admin: Admin, server: MockServer, client: WireClient
) -> None:
    server.on.text("x").reply(text("y"))
    await admin.call("POST", "/faults", "completed twice")
    assert await admin.call("POST", "/reset") == {"reset": True}
    assert await admin.call("GET", "/faults") == {"faults": []}
    health = {"status": "ok", "connections": 1, "sessions": 0}
    assert await admin.call("GET", "/health") == health
    assert (await admin.refused("POST", "/reset", {"all": 1})).startswith("unknown key 'all'")


# Who may.


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1.evil.example"},
    ],
)
async def test_a_page_of_another_site_is_refused(admin: Admin, headers: dict[str, str]) -> None:
    for method, path in (("GET", "/health"), ("POST", "/reset"), ("GET", "/nothing")):
        answer = await admin.call(method, path, status=403, **headers)
        assert answer["error"].startswith("the admin API answers on the loopback alone;")


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1", "http://[::1]:80"])
async def test_a_page_of_this_machine_is_allowed(admin: Admin, origin: str) -> None:
    assert (await admin.call("GET", "/health", Origin=origin))["status"] == "ok"


@pytest.mark.parametrize(
    ("method", "path", "status", "problem"),
    [
        (
            "GET",
            "/sesions",
            404,
            "no admin call '/sesions', did you mean '/sessions' (known: /clock",
        ),
        ("GET", "/", 404, "no admin call '/'"),
        ("PUT", "/clock", 405, "/clock takes GET, POST, not PUT"),
    ],
)
async def test_the_error_for_an_unknown_value_names_the_known_values(
    admin: Admin, method: str, path: str, status: int, problem: str
) -> None:
    assert (await admin.refused(method, path, status=status)).startswith(problem)


@pytest.mark.parametrize(
    ("remote", "local"),
    [
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("10.0.0.7", False),
        ("::ffff:10.0.0.7", False),
        ("203.0.113.5", False),
        (None, False),
    ],
)
def test_only_calls_from_this_machine_are_allowed(remote: str | None, local: bool) -> None:
    """The host name in the call does not count; only the address that the call comes from does."""
    request = make_mocked_request("POST", f"{PREFIX}/reset", headers={"Host": "localhost:3000"})
    assert is_local(request.clone(remote=remote or "")) is local
