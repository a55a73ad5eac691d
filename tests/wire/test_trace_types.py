"""Every type of trace over the wire, as its step makes it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients.fixtures import ClientFactory
from tests.wire.talk import TEXT, act, ready
from vfmock import (
    Card,
    MockServer,
    audio,
    card,
    carousel,
    choice,
    completion,
    end,
    no_reply,
    speak,
    text,
    trace,
    visual,
)
from vfmock.core.steps import STEPS, Step
from vfmock.core.traces.base import TraceStep
from vfmock.types import JSON

OBJECT = {"any": ["thing"]}


def make(kind: str, *values: JSON) -> Step:
    """A step that has no function of its own."""
    step: Callable[..., Step] = STEPS[kind]
    return step(*values)


STEPS_MADE: dict[str, tuple[Step, JSON]] = {
    "text": (
        text("Hi", delay=0),
        {
            "message": "Hi",
            "delay": 0,
            "slate": {
                "id": "3639efcd08abb273b1619e82",
                "content": [{"children": [{"text": "Hi"}]}],
                "messageDelayMilliseconds": 0,
            },
        },
    ),
    "speak": (speak("Hi", voice="v"), {"type": "message", "message": "Hi", "voice": "v"}),
    "choice": (
        choice("A b"),
        {
            "buttons": [
                {"name": "A b", "request": {"type": "path-a-b", "payload": {"label": "A b"}}}
            ]
        },
    ),
    "cardV2": (card("T"), {"title": "T", "imageUrl": None, "buttons": []}),
    "carousel": (
        carousel(Card(title="T"), layout="List"),
        {"layout": "List", "cards": [{"id": "1", "title": "T", "imageUrl": None, "buttons": []}]},
    ),
    "visual": (
        visual("https://x/y.png", width=1, height=2),
        {
            "visualType": "image",
            "image": "https://x/y.png",
            "device": None,
            "dimensions": {"width": 1, "height": 2},
            "canvasVisibility": "full",
        },
    ),
    "no-reply": (no_reply(8), {"timeout": 8}),
    "end": (end("done"), {"reason": "done"}),
    "debug": (make("debug", "m", "api"), {"type": "api", "message": "m"}),
    "block": (make("block", "b"), {"blockID": "b"}),
    "flow": (make("flow", "d", "n"), {"name": "n", "diagramID": "d"}),
    "path": (make("path", "p"), {"path": "p"}),
    "goto": (make("goto", {"type": "launch"}), {"request": {"type": "launch"}}),
    "log": (make("log", OBJECT), OBJECT),
    "entity-filling": (
        make("entity-filling", "size", "order"),
        {
            "entityToFill": "size",
            "intent": {
                "type": "intent",
                "payload": {"query": "", "intent": {"name": "order"}, "entities": []},
            },
        },
    ),
    "stream": (
        make("stream", "https://x/y.mp3", "t"),
        {"src": "https://x/y.mp3", "token": "t", "action": "PLAY", "loop": False},
    ),
    "channel-action": (make("channel-action", "hold"), {"name": "hold", "payload": {}}),
    **{
        kind: (make(kind, OBJECT), OBJECT)
        for kind in (
            "knowledgeBase",
            "knowledge-base",
            "live-agent-handoff",
            "tool-call",
            "reasoning",
            "dtmf",
            "call-forward",
            "realtime-agent",
        )
    },
}
"""A step of each type, and the payload of its trace."""

STREAMED: dict[str, Step] = {
    "completion": completion("abcd", chunk=2),
    "audio": audio("Hi", seconds=0.2, chunk=0.1),
}
"""The types that come as several traces: a start, the content and an end."""


def test_every_type_of_trace_is_here() -> None:
    types = {name for name, step in STEPS.items() if issubclass(step, TraceStep)}
    assert types == {*STEPS_MADE, *STREAMED}


@pytest.mark.parametrize("kind", STEPS_MADE)
async def test_a_trace_of_the_type(
    make_server: Callable[..., MockServer], make_client: ClientFactory, kind: str
) -> None:
    step, payload = STEPS_MADE[kind]
    server = make_server()
    server.on.text("hello").reply(step)
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    await ready(client)
    sent = (await act(client, TEXT))[1][1][0]["trace"]
    assert isinstance(sent.pop("time"), int)
    assert sent == {"type": kind, "payload": payload}


@pytest.mark.parametrize("kind", STREAMED)
async def test_a_trace_of_the_type_in_parts(
    make_server: Callable[..., MockServer], make_client: ClientFactory, kind: str
) -> None:
    server = make_server()
    server.on.text("hello").reply(STREAMED[kind])
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    await ready(client, config={"completionEvents": True, "audioEvents": True})
    events = await act(client, TEXT)
    traces = [args[0]["trace"] for name, args in events if name == "action.trace"]
    assert [one["type"] for one in traces] == [kind] * 4
    states = [one["payload"]["state"] for one in traces]
    assert states == ["start", "content", "content", "end"]


async def test_a_trace_of_any_other_type(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_server()
    server.on.text("hello").reply(trace(type="my_own", payload="words", paths=[{"label": "a"}]))
    client = make_client("node")
    await client.connect_via(server.url, "websocket")
    await ready(client)
    sent = (await act(client, TEXT))[1][1][0]["trace"]
    assert isinstance(sent.pop("time"), int)
    assert sent == {"type": "my_own", "payload": "words", "paths": [{"label": "a"}]}
