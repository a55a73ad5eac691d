"""What the journal has of a conversation, whatever the client speaks."""

from __future__ import annotations

import json

import pytest

from tests.behaviour.conftest import ChatFactory
from vfmock import MockServer, pause, text
from vfmock.cli.recording import as_line
from vfmock.core.journal import Entry


async def test_the_journal_has_neutral_names(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("hi").reply(text("Hello"))
    await (await talk()).say("hi")
    (sent,) = server.journal.received("action.send")
    assert sent.user == "ada"
    (trace,) = server.journal.sent("action.trace")
    assert trace.session == server.sessions[0]["id"]
    statuses = [entry.item for entry in server.journal.sent("action.status")]
    assert [getattr(one, "status", None) for one in statuses] == ["accepted", "completed"]


async def test_the_journal_is_in_the_order_on_the_wire(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("slow").reply(text("one"), pause(30), text("two"))
    chat = await talk()
    await chat.begin_to_say("slow")
    server.clock.advance(30)
    await chat.answer()
    turn = [one for one in server.journal if one.name.startswith("action.")]
    assert [(one.direction, one.name, one.at - 1_700_000_000) for one in turn] == [
        ("in", "action.send", 0),
        ("out", "action.status", 0),
        ("out", "action.trace", 0),
        ("out", "action.trace", 30),
        ("out", "action.status", 30),
    ]
    assert len({one.connection for one in turn}) == 1


async def test_each_entry_says_whose_it_is(server: MockServer, talk: ChatFactory) -> None:
    server.on.text().reply(text("Hello, {{ user.id }}"))
    ada, bob = await talk("ada"), await talk("bob")
    await ada.hear("hi")
    await bob.hear("hi")
    sessions = {one["user"]: one["id"] for one in server.sessions}
    traces = server.journal.sent("action.trace")
    assert [(one.user, one.session) for one in traces] == list(sessions.items())
    assert ["Hello, ada" in json.dumps(one.payload) for one in traces] == [True, False]


async def test_the_journal_can_be_watched(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("hi").reply(text("Hello"))
    chat = await talk()
    seen: list[Entry] = []
    server.journal.watch(seen.append)
    await chat.hear("hi")
    assert seen == list(server.journal)[-len(seen) :]
    assert [one.name for one in seen if one.direction == "out"][-1] == "action.status"


@pytest.mark.server(journal_limit=10)
async def test_a_full_journal_keeps_the_newest_entries(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text().reply(text("{{ action.text }}"))
    await (await talk()).hear(*[f"words {number}" for number in range(10)])
    assert len(server.journal) == 10
    assert "words 9" in json.dumps([one.payload for one in server.journal])
    assert server.journal.dropped > 10


async def test_the_conversation_tells_what_happened_turn_by_turn(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("go").reply(text("gone")).goto("inside").named("going")
    server.in_state("inside").text("look").reply(text("a room"))
    await (await talk()).hear("go", "look", "fly")
    told = server.conversation()
    first, second, third = told.split("  turn ")[1:]
    assert "→ text 'go'" in first
    assert "· taken by going at " in first
    assert "← text 'gone'" in first
    assert "· state 'start' → 'inside'" in first
    assert "← text 'a room'" in second
    assert "! mismatch: no rule takes text 'fly' in state 'inside'" in third


async def test_the_conversation_tells_which_turn_waits_for_the_clock(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("slow").reply(pause(30), text("Done."))
    chat = await talk()
    await chat.begin_to_say("slow")
    (waits,) = [line for line in server.conversation().splitlines() if "… " in line]
    assert "text 'slow'" in waits
    server.clock.advance(30)
    await chat.answer()
    assert "… " not in server.conversation()


async def test_the_keys_of_a_client_are_placeholders_in_a_recording(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.type("login").reply(text("Welcome."))
    chat = await talk()
    payload = {"password": "hunter22", "note": "my key is VF.DM.12ab.34cd"}
    await chat.act({"type": "login", "payload": payload})
    recorded = b"".join(map(as_line, server.journal)).decode()
    assert recorded.count("<redacted ") >= 2
    secrets = ["hunter22", "VF.DM.12ab", *filter(None, [chat.key])]
    assert [one for one in secrets if one in recorded] == []
