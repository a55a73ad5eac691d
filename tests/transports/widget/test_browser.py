"""The page in Chromium: what its user sees and does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clients.node_client import NODE_DIRECTORY
from tests.clients.web_chat import require_browser
from tests.transports.widget.test_programs import PROGRAMS, run
from vfmock import (
    MockServer,
    Scenario,
    Widget,
    card,
    choice,
    end,
    fault,
    no_reply,
    pause,
    text,
)

pytestmark = pytest.mark.slow

BUNDLE = NODE_DIRECTORY / "node_modules" / "@voiceflow" / "react-chat" / "dist" / "bundle.mjs"
SHOP = Scenario(name="shop", widget=Widget(title="The shop", description="Ask about desks."))
PICTURE = "https://shop.example/oak.jpg"


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A server with an agent for the page."""
    with MockServer(SHOP, seed=1, widget=True) as server:
        server.on.launch().reply(text("Hi <b>there</b>"), choice("Order", "Track"))
        server.on.button("Order").reply(card("Oak desk", image_url=PICTURE, buttons=["Buy"]))
        server.on.button("Buy").reply(text("Bought."))
        server.on.text("hello").reply(text("Hello to you."))
        server.on.text("slow").reply(text("wait"), pause(60), text("done"))
        server.on.text("silence").reply(text("I wait."), no_reply(0.5))
        server.on.no_reply().reply(text("Are you still there?"))
        server.on.text("drop").reply(text("before"), fault("transport close"), text("after"))
        server.on.text("bye").reply(text("Bye."), end())
        yield server


@pytest.fixture
def bundled() -> Iterator[MockServer]:
    """A server whose page starts Voiceflow's own widget."""
    with MockServer(seed=1, widget=True, widget_bundle=str(BUNDLE)) as server:
        server.on.launch().reply(text("Hello from the bundle."))
        yield server


def test_a_user_gets_along_with_the_page(server: MockServer, bundled: MockServer) -> None:
    run(
        PROGRAMS / "browser.mjs",
        VFMOCK_BROWSER=require_browser(),
        VFMOCK_URL=server.url,
        VFMOCK_BUNDLED=bundled.url,
    )
    assert server.journal.notes("violation") == []
    assert server.journal.notes("refused") == []
