"""Which actions a rule takes, whatever the client speaks."""

from __future__ import annotations

from tests.behaviour.conftest import ChatFactory
from vfmock import MockServer, text
from vfmock.core.matchers.event import EventMatcher
from vfmock.core.matchers.text import TextMatcher
from vfmock.core.matchers.who import UserMatcher
from vfmock.types import JSONObject


async def test_a_text_is_taken_as_a_whole_and_in_its_case(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("Yes", ignore_case=True).reply(text("in any case")).times(1)
    server.on.text("yes").reply(text("exactly"))
    server.on.text().reply(text("something else"))
    heard = await (await talk()).hear("YES", "yes", "Yes", "yes please")
    assert heard == [["in any case"], ["exactly"], ["something else"], ["something else"]]


async def test_a_text_is_taken_by_a_part_of_it(server: MockServer, talk: ChatFactory) -> None:
    server.on.text(contains="price").reply(text("9 euros"))
    server.on.text().reply(text("Pardon?"))
    heard = await (await talk()).hear("the price?", "The Price?", "prices", "pric")
    assert heard == [["9 euros"], ["Pardon?"], ["9 euros"], ["Pardon?"]]


async def test_the_named_groups_of_a_pattern_are_found(
    server: MockServer, talk: ChatFactory
) -> None:
    found = "{{ match.count|int + 1 }} {{ match.what|default('things', true) }}"
    server.on.text(regex=r"(?P<count>\d+)( (?P<what>\w+))?").reply(text(found))
    assert await (await talk()).hear("I want 2 desks", "now 11") == [["3 desks"], ["12 things"]]


async def test_a_pattern_that_could_take_for_ever_does_not(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text(regex=r"^(a+)+$").reply(text("only a"))
    server.on.text().reply(text("not only a"))
    heard = await (await talk()).hear("a" * 20_000, "a" * 20_000 + "b")
    assert heard == [["only a"], ["not only a"]]


async def test_an_intent_is_taken_by_name_entities_and_confidence(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.intent("order", {"size": "large"}, 0.7).reply(text("large {{ match.food }}"))
    server.on.intent("order").reply(text("any order"))
    server.on.intent().reply(text("any intent"))
    chat = await talk()

    async def means(name: str, size: str, confidence: float) -> list[str]:
        entities = [{"name": "size", "value": size}, {"name": "food", "value": "pizza"}]
        payload = {"intent": {"name": name}, "entities": entities, "confidence": confidence}
        return (await chat.act({"type": "intent", "payload": payload})).messages

    assert await means("order", "large", 0.7) == ["large pizza"]
    assert await means("order", "large", 0.6) == ["any order"]
    assert await means("order", "small", 0.9) == ["any order"]
    assert await means("cancel", "large", 0.9) == ["any intent"]


async def test_an_event_is_taken_by_name_and_its_other_keys_are_found(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.event("checkout").reply(text("{{ match.total }} euros"))
    server.on.event().reply(text("another event"))
    chat = await talk()

    async def happens(name: str) -> list[str]:
        payload = {"event": {"name": name}, "total": 12}
        return (await chat.act({"type": "event", "payload": payload})).messages

    assert await happens("checkout") == ["12 euros"]
    assert await happens("check") == ["another event"]


async def test_the_keys_of_a_telephone_are_taken_by_their_digits(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.dtmf("1").reply(text("one"))
    server.on.dtmf().reply(text("not {{ match.digits }}"))
    chat = await talk()
    pressed = [await chat.act({"type": "dtmf", "payload": keys}) for keys in ("1", "11", "*#")]
    assert [one.messages for one in pressed] == [["one"], ["not 11"], ["not *#"]]


async def test_a_custom_action_is_taken_by_its_type(server: MockServer, talk: ChatFactory) -> None:
    server.on.type("upload_photo").reply(text("{{ action.payload.files }} files"))
    server.on.any().reply(text("any action"))
    chat = await talk()
    sent: list[JSONObject] = [
        {"type": "upload_photo", "payload": {"files": 3}},
        {"type": "upload", "payload": {"files": 3}},
        {"type": "upload"},
    ]
    heard = [(await chat.act(action)).messages for action in sent]
    assert heard == [["3 files"], ["any action"], ["any action"]]


async def test_a_payload_is_taken_by_some_of_its_keys_at_any_depth(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.payload({"cart": {"items": [1, 2], "paid": True}}).reply(text("paid"))
    server.on.any().reply(text("not paid"))
    chat = await talk()

    async def shows(**cart: object) -> list[str]:
        action = {"type": "cart_shown", "payload": {"cart": cart, "more": 1}}
        return (await chat.act(action)).messages

    assert await shows(items=[1, 2], paid=True, coupon="x") == ["paid"]
    assert await shows(items=[1, 2, 3], paid=True) == ["not paid"]
    assert await shows(items=[1, 2]) == ["not paid"]


async def test_the_words_beside_a_message_or_a_file_count_as_text(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("look").reply(text("{{ action.type }}: {{ action.text }}"))
    chat = await talk()
    sent: list[JSONObject] = [
        {"type": "text", "payload": "look"},
        {"type": "message", "payload": {"message": "look"}},
        {"type": "file", "payload": {"text": "look", "files": [{"mimeType": "image/png"}]}},
    ]
    heard = [(await chat.act(action)).messages for action in sent]
    assert heard == [["text: look"], ["message: look"], ["file: look"]]


async def test_a_rule_can_be_for_one_user(server: MockServer, talk: ChatFactory) -> None:
    server.on(TextMatcher("hi"), UserMatcher("boss@example.com")).reply(text("Good morning."))
    server.on.text("hi").reply(text("Hi."))
    boss, ada = await talk("boss@example.com"), await talk("ada")
    assert (await boss.hear("hi"), await ada.hear("hi")) == ([["Good morning."]], [["Hi."]])


async def test_a_rule_can_be_for_some_values_of_variables(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("gold please").set(plan="gold").reply(text("Gold it is."))
    server.on.variable({"plan": "gold"}).reply(text("Dear customer"))
    server.on.variable({"plan": None}).reply(text("Who are you?"))
    heard = await (await talk()).hear("hi", "gold please", "hi")
    assert heard == [["Who are you?"], ["Gold it is."], ["Dear customer"]]


async def test_matchers_can_be_joined(server: MockServer, talk: ChatFactory) -> None:
    either = TextMatcher("go") | EventMatcher("go")
    server.on(either & ~UserMatcher("bob")).reply(text("Going."))
    server.on.any().reply(text("Staying."))
    ada, bob = await talk("ada"), await talk("bob")
    event = {"type": "event", "payload": {"event": {"name": "go"}}}
    assert [await ada.hear("go"), await bob.hear("go")] == [[["Going."]], [["Staying."]]]
    assert [(await one.act(event)).messages for one in (ada, bob)] == [["Going."], ["Staying."]]


async def test_a_function_can_choose_the_actions_with_all_their_keys(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on(lambda action: action.raw.get("metadata") == {"from": "menu"}).reply(text("menu"))
    server.on.any().reply(text("elsewhere"))
    chat = await talk()
    action: JSONObject = {"type": "text", "payload": "x", "metadata": {"from": "menu"}}
    assert (await chat.act(action)).messages == ["menu"]
    assert (await chat.act({**action, "metadata": {"from": "page"}})).messages == ["elsewhere"]
