"""How an action is answered, whatever the client speaks."""

from __future__ import annotations

from tests.behaviour.conftest import ChatFactory
from vfmock import MockServer, audio, completion, reasoning, text, tool_call, trace
from vfmock.contract.traces import check_trace
from vfmock.contract.validation import load_contract
from vfmock.types import JSONObject

BIG = "a huge text, " * 75_000
"""Almost a megabyte: the largest message that older servers and clients take is one."""


async def test_a_rule_answers_with_its_traces_in_order(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("hi").reply(text("Hello"), text("there"))
    answer = await (await talk()).say("hi")
    assert (answer.messages, answer.status) == (["Hello", "there"], "completed")


async def test_a_rule_without_a_reply_only_completes_the_action(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("hi")
    answer = await (await talk()).say("hi")
    assert (answer.traces, answer.status, answer.reason) == ([], "completed", None)


async def test_two_users_do_not_get_the_traces_of_each_other(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text().reply(text("{{ user.id }}: {{ action.text }}"))
    ada, bob = await talk("ada"), await talk("bob")
    await ada.send({"type": "text", "payload": "a"})
    assert (await bob.say("b")).messages == ["bob: b"]
    assert (await ada.answer()).messages == ["ada: a"]


async def test_a_user_id_can_have_any_characters(server: MockServer, talk: ChatFactory) -> None:
    user = "Ada Lovelace/ünï+1%2F?@example.com"
    server.on.text().reply(text("{{ user.id }}"))
    assert (await (await talk(user)).say("who am I")).messages == [user]
    server.verify.action(user=user, times=1)


async def test_any_characters_come_back_as_they_were_said(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text().reply(text("{{ action.text }}"))
    words = (
        "Grüße, 世界, مرحبا",
        "👩‍👩‍👧‍👦 🏳️‍🌈",
        "half a pair: \ud83d, \udc69",
        'a\u2028b\t"\\\r\n\n{}\x00c',
    )
    assert await (await talk()).hear(*words) == [[one] for one in words]


async def test_a_text_of_almost_a_megabyte_goes_there_and_back(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text(contains="huge").reply(text("{{ action.text }}"))
    (message,) = (await (await talk()).say(BIG)).messages
    assert message == BIG.strip(), "a slate's text is trimmed"


async def test_a_raw_trace_arrives_as_it_was_written(server: MockServer, talk: ChatFactory) -> None:
    body: JSONObject = {
        "type": "upload_photo",
        "payload": {"accept": ["image/png"], "say": "{{[size].id}} {{ user.id }}", "none": None},
        "paths": [{"label": "done", "event": {"type": "photo_uploaded"}}],
        "defaultPath": 0,
        "time": 12,
    }
    server.on.text("photo").reply(trace(body))
    assert (await (await talk()).say("photo")).traces == [body]


async def test_every_documented_kind_of_trace_arrives_with_its_payload(
    server: MockServer, talk: ChatFactory
) -> None:
    contract = load_contract()
    examples = [
        {**example, "time": 1}
        for name, schema in contract.schemas.items()
        if name.startswith("traces/")
        for example in schema["examples"]
    ]
    assert len({one["type"] for one in examples}) > 25
    server.on.text("all").reply(*[trace(one) for one in examples])
    answer = await (await talk()).say("all")
    assert answer.traces == examples
    assert not [one for one in answer.traces if check_trace(contract, one)]
    assert server.journal.notes("violation") == []


async def test_each_message_has_an_id_of_its_own(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("hi").reply(text("one"), text("one"))
    chat = await talk()
    payloads = (await chat.say("hi")).payloads + (await chat.say("hi")).payloads
    assert len({one["messageID"] for one in payloads}) == 4


async def test_an_answer_of_a_model_arrives_whole_when_its_time_has_come(
    server: MockServer, talk: ChatFactory
) -> None:
    said = completion("The answer is 42.", chunk=4, per_second=1, first_after=2)
    server.on.text("why").reply(said, text("That is all."))
    chat = await talk()
    await chat.begin_to_say("why")
    server.clock.advance(2 + 5 - 0.1)
    assert server.journal.sent("action.trace") == []
    server.clock.advance(0.1)
    answer = await chat.answer()
    assert answer.messages == ["The answer is 42.", "That is all."]
    assert [one.get("ai") for one in answer.payloads] == [True, None]


async def test_speech_and_thoughts_arrive_whole(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("think").reply(reasoning("Hm, hm.", chunk=2), audio("<b>Yes</b>", seconds=3))
    answer = await (await talk()).say("think")
    assert answer.types == ["reasoning", "speak"]
    assert answer.payloads[0] == {"state": "final", "message": "Hm, hm."}
    assert answer.payloads[1]["message"] == "<b>Yes</b>"


async def test_the_call_of_a_tool_takes_its_time(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("look").reply(tool_call("c1", seconds=3), text("Found it."))
    chat = await talk()
    await chat.begin_to_say("look")
    began = server.clock.now()
    server.clock.advance(3)
    answer = await chat.answer()
    calls = [one for one in answer.traces if one["type"] == "tool-call"]
    assert [(one["payload"]["state"], one["payload"]["callID"]) for one in calls] == [
        ("start", "c1"),
        ("end", "c1"),
    ]
    assert [one["time"] for one in calls] == [began * 1000, (began + 3) * 1000]
    assert answer.messages == ["Found it."]
