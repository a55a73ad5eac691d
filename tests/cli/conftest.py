"""A server to chat with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from vfmock import MockServer, choice, end, no_reply, pause, text


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A small agent."""
    with MockServer(seed=1) as server:
        server.on.launch().reply(text("Hi!"), choice("Order", "Track"))
        server.on.text("hello").reply(text("Hello to you."))
        server.on.text("bye").reply(text("Goodbye."), end())
        server.on.text("wait").reply(text("Take your time."), no_reply(0.05))
        server.on.text("slow").reply(text("One."), pause(3600))
        server.on.no_reply().reply(text("Still there?"))
        server.on.button("Track").reply(text("Which number?"))
        server.on.event("ring").reply(text("Somebody rang."))
        server.on.intent("pay").reply(text("Pay."))
        server.on.dtmf("7").reply(text("Seven."))
        server.on.type("custom").reply(text("Custom."))
        yield server
