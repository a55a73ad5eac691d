"""How sessions begin, go on and end, whatever the client speaks."""

from __future__ import annotations

import json

import pytest

from tests.behaviour.conftest import ChatFactory
from tests.behaviour.surfaces import CUT
from vfmock import MockServer, end, pause, text
from vfmock.errors import ServerError


async def test_an_end_step_ends_the_session(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("bye").reply(text("Bye!"), end())
    answer = await (await talk()).say("bye")
    assert (answer.messages, answer.status) == (["Bye!"], "completed")
    assert server.sessions == []
    (ended,) = server.journal.sent("session.ended")
    assert ended.user == "ada"
    assert server.journal.notes("undelivered") == []


async def test_a_turn_that_is_ended_from_outside_has_the_reason(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("slow").reply(pause(30), text("Done."))
    chat = await talk()
    await chat.begin_to_say("slow")
    server.end_session("ada", "agent_closed")
    answer = await chat.answer()
    assert answer.messages == []
    assert answer.reason == ("agent_closed" if chat.tells_reasons else None)


async def test_an_action_after_the_end_never_comes_to_the_old_session(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("bye").set(name="Ada").goto("gone").reply(end())
    server.on.text("hi").reply(text("{{ session.state }}, session {{ sessions }}"))
    server.in_state("gone").text("hi").reply(text("never"))
    chat = await talk()
    await chat.say("bye")
    answer = await chat.say("hi")
    if chat.keeps_session:
        assert answer.status == "rejected"
        await chat.renew()
        answer = await chat.say("hi")
    assert (answer.messages, answer.status) == (["start, session 2"], "completed")


async def test_clients_with_the_same_user_id_are_one_user(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("I am Ada").set(name="Ada").reply(text("Hello."))
    server.on.text("who am I").reply(text("{{ name|default('nobody') }}"))
    await (await talk("ada")).hear("I am Ada")
    assert await (await talk("bob")).hear("who am I") == [["nobody"]]
    assert await (await talk("ada")).hear("who am I") == [["Ada"]]
    assert sorted(one["user"] for one in server.sessions) == ["ada", "bob"]


async def test_two_clients_can_be_in_one_session(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("go").goto("inside").reply(text("gone"))
    server.in_state("inside").text("where").reply(text("inside, turn {{ turn }}"))
    desk = await talk()
    await desk.hear("go")
    phone = await talk(key=desk.key)
    assert await phone.hear("where") == [["inside, turn 2"]]
    assert (await desk.say("where")).messages[-1] == "inside, turn 3"
    assert len(server.sessions) == 1


async def test_a_session_can_begin_anywhere_in_the_conversation(
    server: MockServer, talk: ChatFactory
) -> None:
    server.in_state("size").text("large").reply(text("One large {{ food }}."))
    key = server.begin_session("ada", talk.project, state="size", variables={"food": "pizza"})
    assert await (await talk(key=key)).hear("large") == [["One large pizza."]]


async def test_a_session_that_begins_ends_the_one_that_the_user_has(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("slow").reply(pause(30), text("Done."))
    server.on.text("hi").reply(text("turn {{ turn }}"))
    chat = await talk()
    await chat.begin_to_say("slow")
    key = server.begin_session("ada", talk.project)
    answer = await chat.answer()
    assert answer.messages == []
    assert answer.reason == ("session_replaced" if chat.tells_reasons else None)
    assert await (await talk(key=key)).hear("hi") == [["turn 1"]]
    assert len(server.sessions) == 1


async def test_a_session_goes_on_from_its_snapshot(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("go").set(name="Ada").goto("inside").reply(text("gone"))
    told = "{{ name }}, turn {{ turn }}, after {{ last_response }}"
    server.in_state("inside").text("where").reply(text(told)).reply(text("once more: " + told))
    chat = await talk()
    assert await chat.hear("go", "where") == [["gone"], ["Ada, turn 2, after gone"]]
    snapshot = json.loads(json.dumps(server.snapshot(server.sessions[0]["id"])))
    server.end_session("ada", "moved")
    key = server.restore_session(snapshot)
    (heard,) = await (await talk(key=key)).hear("where")
    assert heard == ["once more: Ada, turn 3, after Ada, turn 2, after gone"]


async def test_a_session_has_no_snapshot_while_a_turn_runs(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("slow").reply(pause(30), text("Done."))
    chat = await talk()
    await chat.begin_to_say("slow")
    with pytest.raises(ServerError, match="turn under way"):
        server.snapshot(server.sessions[0]["id"])
    server.clock.advance(30)
    await chat.answer()
    assert server.snapshot(server.sessions[0]["id"])["turns"] == 1


async def test_a_reset_forgets_users_rules_and_what_happened(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("I am Ada").set(name="Ada").reply(text("Hello."))
    chat = await talk()
    await chat.hear("I am Ada", "what?")
    server.reset()
    assert (server.sessions, list(server.journal)) == ([], [])
    server.check()
    server.on.text("who am I").reply(text("{{ name|default('nobody') }}, session {{ sessions }}"))
    await chat.renew()
    assert await chat.hear("who am I") == [["nobody, session 1"]]
    assert (await chat.say("I am Ada")).status == "rejected"


async def test_a_turn_goes_on_when_its_user_leaves(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("slow").reply(pause(30), text("Done.")).goto("done")
    server.in_state("done").text("and").reply(text("It is done."))
    chat = await talk()
    await chat.begin_to_say("slow")
    await chat.leave()
    server.clock.advance(30)
    assert server.sessions[0]["state"] == "done"
    assert await (await talk(key=chat.key)).hear("and") == [["It is done."]]


@pytest.mark.server(instances=2)
async def test_instances_share_the_sessions(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("I am Ada").set(name="Ada").goto("known").reply(text("Hello."))
    server.in_state("known").text("who am I").reply(text("{{ name }}, turn {{ turn }}"))
    chat = await talk()
    await chat.hear("I am Ada")
    there = await talk(key=chat.key, instance=1)
    assert await there.hear("who am I") == [["Ada, turn 2"]]
    assert len(server.sessions) == 1


async def test_a_restart_drops_the_turn_and_keeps_the_session(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("I am Ada").set(name="Ada").reply(text("Hello."))
    server.on.text("slow").reply(pause(30), text("never")).times(1)
    server.on.text("slow").reply(text("Here you are, {{ name }}."))
    chat = await talk()
    await chat.hear("I am Ada")
    await chat.begin_to_say("slow")
    server.restart()
    answer = await chat.answer()
    assert (answer.messages, answer.status) == ([], CUT)
    server.clock.advance(30)
    assert await (await talk(key=chat.key)).hear("slow") == [["Here you are, Ada."]]


@pytest.mark.server(instances=2)
async def test_a_restart_of_one_instance_cuts_no_client_of_another(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text().reply(pause(30), text("Done, {{ user.id }}."))
    ada, bob = await talk("ada"), await talk("bob", instance=1)
    await ada.begin_to_say("slow")
    await bob.begin_to_say("slower")
    server.instances[0].restart()
    assert (await ada.answer()).status == CUT
    server.clock.advance(30)
    assert (await bob.answer()).messages == ["Done, bob."]
