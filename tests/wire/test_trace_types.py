"""Every type of trace over the wire, as its step makes it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients.base import WireClient
from tests.wire.talk import act, ready
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
    reasoning,
    speak,
    tool_call,
    trace,
    visual,
)
from vfmock.core.steps import STEPS, Step
from vfmock.core.traces.base import TraceStep
from vfmock.core.traces.live_agent_handoff import LiveAgentHandoff
from vfmock.core.traces.text import Text
from vfmock.types import JSON, JSONObject

OBJECT = {"any": ["thing"]}


def make(kind: str, *values: JSON) -> Step:
    """A step that has no function of its own."""
    step: Callable[..., Step] = STEPS[kind]
    return step(*values)


CARD: JSONObject = {
    "title": "T",
    "description": {"text": "", "slate": [{"children": [{"text": ""}]}]},
    "imageUrl": None,
    "buttons": [],
}

STEPS_MADE: dict[str, tuple[Step, JSON]] = {
    "text": (
        Text(message="Hi", delay=0, message_id="m"),
        {
            "message": "Hi",
            "delay": 0,
            "slate": {
                "id": "3639efcd08abb273b1619e82",
                "content": [{"children": [{"text": "Hi"}]}],
                "messageDelayMilliseconds": 0,
            },
            "messageID": "m",
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
    "cardV2": (card("T"), CARD),
    "carousel": (
        carousel(Card(title="T"), layout="List"),
        {"layout": "List", "cards": [{"id": "1", **CARD}]},
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
    "knowledgeBase": (make("knowledgeBase"), {"chunks": []}),
    "live-agent-handoff": (
        LiveAgentHandoff(event="agent_typing", conversation_id="h"),
        {"conversationID": "h", "message": "", "event": "agent_typing"},
    ),
    "dtmf": (
        make("dtmf"),
        {"enabled": True, "timeoutInSeconds": 5, "delimiter": ["#"], "maxDigits": 20},
    ),
    "call-forward": (make("call-forward", "+44"), {"addressType": "phone", "address": "+44"}),
    "realtime-agent": (make("realtime-agent", "END"), {"action": "END"}),
    "simulation-test-result": (make("simulation-test-result", OBJECT), OBJECT),
}
"""A step of each type, and the payload of its trace."""

STREAMED: dict[str, Step] = {
    "completion": completion("abcd", chunk=2),
    "audio": audio("Hi", seconds=0.2, chunk=0.1),
    "reasoning": reasoning("abcd", chunk=2),
    "tool-call": tool_call("c1"),
}
"""The types that come as several traces: a start, the content (a call has none) and an end."""


def test_every_type_of_trace_is_tested_here() -> None:
    types = {name for name, step in STEPS.items() if issubclass(step, TraceStep)}
    assert types == {*STEPS_MADE, *STREAMED}


async def sent(client: WireClient, words: str) -> list[JSONObject]:
    """Say something; return the traces that answer it, without their times."""
    events = await act(client, {"type": "text", "payload": words})
    traces = [args[0]["trace"] for name, args in events if name == "action.trace"]
    assert all(isinstance(one.pop("time"), int) for one in traces)
    return traces


async def test_a_trace_of_the_type(node: WireClient, server: MockServer) -> None:
    for kind, (step, _) in STEPS_MADE.items():
        server.on.text(f"a {kind}").reply(step)
    await ready(node)
    kinds = sorted(STEPS_MADE, key="end".__eq__)  # that one ends the session
    assert {kind: await sent(node, f"a {kind}") for kind in kinds} == {
        kind: [{"type": kind, "payload": payload}] for kind, (_, payload) in STEPS_MADE.items()
    }


@pytest.mark.parametrize("kind", STREAMED)
async def test_a_trace_of_the_type_in_parts(
    node: WireClient, server: MockServer, kind: str
) -> None:
    server.on.text(kind).reply(STREAMED[kind])
    await ready(node, config={"completionEvents": True, "audioEvents": True})
    traces = await sent(node, kind)
    content = [] if kind == "tool-call" else ["content"] * 2
    assert [one["type"] for one in traces] == [kind] * (2 + len(content))
    assert [one["payload"]["state"] for one in traces] == ["start", *content, "end"]


async def test_a_trace_of_any_other_type(node: WireClient, server: MockServer) -> None:
    server.on.text("own").reply(trace(type="my_own", payload="words", paths=[{"label": "a"}]))
    await ready(node)
    assert await sent(node, "own") == [
        {"type": "my_own", "payload": "words", "paths": [{"label": "a"}]}
    ]
