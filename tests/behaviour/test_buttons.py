"""Buttons that a user can press, whatever the client speaks."""

from __future__ import annotations

from tests.behaviour.conftest import ChatFactory
from tests.behaviour.surfaces import press
from vfmock import Button, Card, MockServer, card, carousel, choice, text


async def test_a_button_can_be_pressed(server: MockServer, talk: ChatFactory) -> None:
    server.on.launch().reply(choice("Order", "Track"))
    server.on.button("Track").reply(text("Where it is"))
    chat = await talk()
    shown = await chat.act({"type": "launch"})
    assert (await chat.act(press("Track", shown))).messages == ["Where it is"]


async def test_a_button_can_be_known_by_its_path(server: MockServer, talk: ChatFactory) -> None:
    server.on.launch().reply(choice("Track my order", Button(name="Back", path="home")))
    server.on.path("track-my-order").reply(text("track {{ match.label }}"))
    server.on.path("path-home").reply(text("home {{ match.label }}"))
    chat = await talk()
    shown = await chat.act({"type": "launch"})
    labels = ("Track my order", "Back")
    heard = [(await chat.act(press(label, shown))).messages for label in labels]
    assert heard == [["track Track my order"], ["home Back"]]


async def test_a_button_can_send_an_intent_a_text_or_any_action(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.launch().reply(
        choice(
            Button(name="Wrong size", intent="wrong_size"),
            Button(name="Call me", text="please call me"),
            Button(name="Upload", request={"type": "upload", "payload": {"most": 2}}),
        )
    )
    server.on.intent("wrong_size").reply(text("an intent: {{ action.text }}"))
    server.on.text("please call me").reply(text("a text"))
    server.on.type("upload").reply(text("{{ action.payload.most }} at most"))
    chat = await talk()
    shown = await chat.act({"type": "launch"})
    labels = ("Wrong size", "Call me", "Upload")
    heard = [(await chat.act(press(label, shown))).messages for label in labels]
    assert heard == [["an intent: Wrong size"], ["a text"], ["2 at most"]]


async def test_the_label_of_a_pressed_button_is_what_the_user_said_last(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.button().reply(text("{{ last_utterance }}"))
    chat = await talk()
    action = {"type": "path-x", "payload": {"label": "Track order"}}
    assert (await chat.act(action)).messages == ["Track order"]


async def test_the_buttons_of_cards_arrive_with_their_actions(
    server: MockServer, talk: ChatFactory
) -> None:
    opens = [{"type": "open_url", "payload": {"url": "https://shop.example"}}]
    buy, look = Button(name="Buy it"), Button(name="Look", path="look", actions=opens)
    cards = Card(title="Oak desk", buttons=(buy,)), Card(title="Pine lamp", buttons=(look,))
    server.on.launch().reply(card("Oak desk", buttons=[buy]), carousel(*cards, layout="List"))
    single, several = (await (await talk()).act({"type": "launch"})).payloads
    wanted = [
        {"name": "Buy it", "request": {"type": "path-buy-it", "payload": {"label": "Buy it"}}},
        {
            "name": "Look",
            "request": {"type": "path-look", "payload": {"label": "Look", "actions": opens}},
        },
    ]
    assert (single["title"], single["buttons"]) == ("Oak desk", wanted[:1])
    assert [(one["title"], one["buttons"]) for one in several["cards"]] == [
        ("Oak desk", wanted[:1]),
        ("Pine lamp", wanted[1:]),
    ]
