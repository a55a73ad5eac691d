"""What other programs see and do over the admin API, whatever the client speaks."""

from __future__ import annotations

from tests.behaviour.conftest import ChatFactory
from tests.transports.admin.conftest import Admin
from vfmock import MockServer, pause, text
from vfmock.types import JSON


async def test_a_session_is_listed_with_its_data(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("hi").set(seen=True).reply(text("Hello")).goto("later")
    chat = await talk()
    await chat.say("hi")
    (session,) = server.sessions
    told: dict[str, JSON] = {"user": "ada", "project": chat.project, "turns": 1, "state": "later"}
    assert told.items() <= session.items()
    assert session["variables"] == {"seen": True}


async def test_programs_see_the_sessions_and_the_turns_that_run(
    server: MockServer, talk: ChatFactory, admin: Admin
) -> None:
    server.on.text("slow").reply(pause(30), text("Done."))
    chat = await talk()
    await chat.begin_to_say("slow")
    (session,) = (await admin.call("GET", "/sessions"))["sessions"]
    assert (session["user"], session["turns"]) == ("ada", 1)
    assert session["running"]
    await admin.call("GET", f"/sessions/{session['id']}", status=409)
    await admin.call("POST", "/clock", {"advance": "30s"})
    assert (await chat.answer()).messages == ["Done."]
    whole = await admin.call("GET", f"/sessions/{session['id']}")
    assert whole == server.snapshot(session["id"])


async def test_programs_can_begin_and_end_a_session(
    server: MockServer, talk: ChatFactory, admin: Admin
) -> None:
    server.in_state("size").text("large").reply(text("One large {{ food }}."))
    begun = {"user": "ada", "project": talk.project, "state": "size", "variables": {"food": "pie"}}
    made = await admin.call("POST", "/sessions", begun)
    chat = await talk(key=made["sessionKey"])
    assert await chat.hear("large") == [["One large pie."]]
    await admin.call("DELETE", f"/sessions/{made['id']}?reason=agent_closed")
    assert server.sessions == []


async def test_programs_read_the_journal_of_one_user(
    server: MockServer, talk: ChatFactory, admin: Admin
) -> None:
    server.on.text().reply(text("Hello, {{ user.id }}"))
    for user in ("ada", "bob"):
        await (await talk(user)).hear("hi")
    query = "?user=bob&direction=out&name=action.trace"
    (trace,) = (await admin.call("GET", f"/journal{query}"))["entries"]
    assert "Hello, bob" in str(trace["payload"])
    (same,) = [one for one in server.journal.sent("action.trace") if one.user == "bob"]
    assert trace == same.to_json()


async def test_programs_can_let_faults_happen(
    server: MockServer, talk: ChatFactory, admin: Admin
) -> None:
    server.on.text("hi").reply(text("one"), text("two"))
    chat = await talk()
    rule = {"fault": {"trace duplicated": {"trace": 2}}, "user": "ada", "times": "always"}
    armed = await admin.call("POST", "/faults", rule)
    assert await chat.hear("hi") == [["one", "two", "two"]]
    (listed,) = (await admin.call("GET", "/faults"))["faults"]
    assert (listed["id"], listed["applied"]) == (armed["id"], 1)
    await admin.call("DELETE", f"/faults/{armed['id']}")
    assert await chat.hear("hi") == [["one", "two"]]


async def test_programs_can_forget_everything(
    server: MockServer, talk: ChatFactory, admin: Admin
) -> None:
    server.on.text("hi").reply(text("Hello"))
    chat = await talk()
    await chat.hear("hi")
    await admin.call("POST", "/reset")
    assert (server.sessions, len(server.journal)) == ([], 0)
    await chat.renew()
    assert (await chat.say("hi")).status == "rejected"
