"""Voiceflow's web chat, ``@voiceflow/react-chat``, in a browser: what a person sees and does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
import pytest_asyncio

from tests.clients.node_client import NodeProcess
from tests.clients.web_chat import (
    ANSWER,
    BUTTON,
    CARD,
    CAROUSEL,
    PROGRAM,
    PROJECT,
    SAID,
    USER,
    WebChat,
    require_browser,
)
from vfmock import (
    Button,
    Card,
    MockServer,
    Scenario,
    Widget,
    card,
    carousel,
    choice,
    end,
    text,
)

pytestmark = pytest.mark.slow

PICTURE = (
    "data:image/svg+xml,"
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'%3E"
    "%3Crect width='1' height='1' fill='teal'/%3E%3C/svg%3E"
)
"""A picture that needs no other machine."""

SHOP = Scenario(
    name="shop",
    widget=Widget(
        title="The shop",
        description="Ask about desks.",
        color="#2f5d50",
        image=PICTURE,
        avatar=PICTURE,
        feedback=True,
    ),
)


@pytest.fixture(scope="module")
def chat_process() -> Iterator[NodeProcess]:
    """The process of the browser; it starts with the first page."""
    process = NodeProcess(PROGRAM)
    yield process
    process.close()


@pytest.fixture
def server() -> Iterator[MockServer]:
    with MockServer(SHOP, seed=1) as server:
        server.on.launch().reply(text("Hi!", delay=0), choice("Order", "Track"))
        server.on.text("hello").reply(text("Hello to you.", delay=0))
        server.on.button("Order").reply(text("Which size?", delay=0))
        server.on.text("desk").reply(
            card("Oak desk", description="140 cm", image_url=PICTURE, buttons=("Buy",))
        )
        server.on.text("all").reply(
            carousel(Card(title="Oak desk", buttons=(Button(name="Desk"),)), Card(title="Lamp"))
        )
        server.on.button("Desk").reply(text("A good choice.", delay=0))
        server.on.text("bye").reply(text("Bye.", delay=0), end())
        yield server


@pytest_asyncio.fixture
async def make_chat(chat_process: NodeProcess) -> AsyncIterator[Callable[..., WebChat]]:
    browser = require_browser()
    chats: list[WebChat] = []

    def make(url: str, **settings: Any) -> WebChat:
        chats.append(WebChat(chat_process, browser, url, **settings))
        return chats[-1]

    yield make
    await asyncio.gather(*(chat.close() for chat in chats))


@pytest_asyncio.fixture
async def chat(server: MockServer, make_chat: Callable[..., WebChat]) -> AsyncIterator[WebChat]:
    """An open chat, in which nothing goes wrong and from which nothing goes to other machines."""
    chat = make_chat(server.url)
    await chat.open()
    yield chat
    assert chat.errors == []
    assert chat.elsewhere == []


def actions(server: MockServer) -> list[Any]:
    """What the page sent."""
    return [entry.payload["action"] for entry in server.journal.received("action.send")]


async def test_a_chat_opens_with_a_launch(server: MockServer, chat: WebChat) -> None:
    await chat.wait_for(ANSWER, "Hi!")
    assert await chat.texts(".vfrc-header--title") == ["The shop"]
    assert await chat.texts(".vfrc-assistant-info--description") == ["Ask about desks."]
    assert actions(server) == [{"type": "launch"}]
    assert {entry.user for entry in server.journal.received("action.send")} == {USER}


async def test_a_text_is_answered_and_saves_a_transcript(server: MockServer, chat: WebChat) -> None:
    await chat.wait_for(ANSWER, "Hi!")
    await chat.say("hello")
    await chat.wait_for(ANSWER, "Hello to you.")
    assert await chat.texts(SAID) == ["hello"]
    assert actions(server)[1] == {"type": "text", "payload": "hello"}
    await chat.wait_for_call("POST", f"/public/{PROJECT}/transcripts")
    saved = server.journal.received("query")[-1]
    assert saved.wire == "POST /public/{projectID}/transcripts"
    assert saved.payload["sessionID"] == USER


async def test_a_button_sends_its_request(server: MockServer, chat: WebChat) -> None:
    await chat.wait_for(BUTTON, "Order")
    assert await chat.texts(BUTTON) == ["Order", "Track"]
    await chat.press("Order")
    await chat.wait_for(ANSWER, "Which size?")
    assert await chat.texts(SAID) == ["Order"]
    (shown,) = [
        entry.payload["payload"]["buttons"]
        for entry in server.journal.sent("action.trace")
        if entry.payload["type"] == "choice"
    ]
    assert actions(server)[1] == shown[0]["request"]
    assert await chat.texts(BUTTON) == []


async def test_a_card_and_a_carousel_show(server: MockServer, chat: WebChat) -> None:
    await chat.wait_for(ANSWER, "Hi!")
    await chat.say("desk")
    await chat.wait_for(CARD, "Oak desk")
    (shown,) = await chat.texts(CARD)
    assert shown.split() == ["Oak", "desk", "140", "cm", "Buy"]
    assert await chat.pictures(CARD) == [PICTURE]
    await chat.say("all")
    await chat.wait_for(CAROUSEL, "Lamp")
    cards = await chat.texts(f"{CAROUSEL} {CARD}")
    assert [shown.split("\n")[0] for shown in cards] == ["Oak desk", "Lamp"]
    await chat.press("Desk", within=f"{CARD} button")
    await chat.wait_for(ANSWER, "A good choice.")
    assert await chat.texts(SAID) == ["desk", "all", "Desk"]


async def test_feedback_arrives(server: MockServer, chat: WebChat) -> None:
    await chat.wait_for(ANSWER, "Hi!")
    await chat.press("", within=".vfrc-feedback button")
    await chat.wait_for_call("POST", f"/feedback/{PROJECT}/user/{USER}")
    feedback = server.journal.received("query")[-1]
    assert feedback.wire == "POST /feedback/{projectID}/user/{userID}"
    assert feedback.payload["name"] == "Thumbs down"


async def test_the_end_ends_the_chat(server: MockServer, chat: WebChat) -> None:
    await chat.wait_for(ANSWER, "Hi!")
    await chat.say("bye")
    await chat.wait_for(".vfrc-chat", "The chat has ended")
    assert server.sessions == []


async def test_a_page_that_is_loaded_anew_goes_on(server: MockServer, chat: WebChat) -> None:
    await chat.wait_for(ANSWER, "Hi!")
    await chat.say("hello")
    await chat.wait_for(ANSWER, "Hello to you.")
    await chat.reload()
    await chat.wait_for(ANSWER, "Hello to you.")
    assert await chat.texts(SAID) == ["hello"]
    assert [action["type"] for action in actions(server)] == ["launch", "text"]


async def test_a_picture_elsewhere_is_not_fetched(make_chat: Callable[..., WebChat]) -> None:
    """Without pictures of the scenario the widget wants its own, from a machine of Voiceflow."""
    with MockServer() as server:
        chat = make_chat(server.url)
        await chat.open()
        await chat.wait_for(".vfrc-header--title")
    assert {url.split("/")[2] for url in chat.elsewhere} == {"cdn.voiceflow.com"}
