"""What a test can ask of a server afterwards, whatever the client speaks."""

from __future__ import annotations

from tests.behaviour.conftest import ChatFactory
from vfmock import MockServer, text
from vfmock.types import JSON


async def test_received_actions_can_be_verified(server: MockServer, talk: ChatFactory) -> None:
    server.expect.text("hi").reply(text("Hello")).times(2)
    chat = await talk()
    await chat.say("hi")
    await chat.say("hi")
    server.verify.text("hi", times=2)
    server.verify.action(type="text", payload="hi", user="ada", times=2)
    server.check()


async def test_the_journal_has_neutral_names(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("hi").reply(text("Hello"))
    await (await talk()).say("hi")
    (sent,) = server.journal.received("action.send")
    assert sent.user == "ada"
    (trace,) = server.journal.sent("action.trace")
    assert trace.session == server.sessions[0]["id"]
    statuses = [entry.item for entry in server.journal.sent("action.status")]
    assert [getattr(one, "status", None) for one in statuses] == ["accepted", "completed"]


async def test_a_session_is_listed_with_its_data(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("hi").set(seen=True).reply(text("Hello")).goto("later")
    chat = await talk()
    await chat.say("hi")
    (session,) = server.sessions
    told: dict[str, JSON] = {"user": "ada", "project": chat.project, "turns": 1, "state": "later"}
    assert told.items() <= session.items()
    assert session["variables"] == {"seen": True}
