"""Every type of action over the wire: taken if its schema allows, else refused with a pointer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clients.base import WireClient
from tests.wire.talk import act, messages, ready, statuses
from vfmock import MockServer, text
from vfmock.contract import load_contract

SCHEMAS = {
    name.removeprefix("actions/"): schema
    for name, schema in load_contract().schemas.items()
    if name.startswith("actions/")
}

WRONG: dict[str, tuple[Any, str]] = {
    "action": ({"label": 1}, "/action/payload/label wanted a string, got number 1"),
    "custom": ({"label": 1}, "/action/payload/label wanted a string, got number 1"),
    "dtmf": (None, "/action/payload wanted a string, got null"),
    "end": ({}, "/action/payload/reason wanted a string, got nothing"),
    "event": ({}, "/action/payload/event wanted an object, got nothing"),
    "exit-scenario": ({}, "/action/payload/intentID wanted a string, got nothing"),
    "file": (
        {"files": []},
        "/action/payload/files wanted an array that is not empty, got an array of 0",
    ),
    "intent": ({"intent": {}}, "/action/payload/intent/name wanted a string, got nothing"),
    "launch": ("x", "/action/payload wanted an object or null, got string 'x'"),
    "live-agent-handoff": (
        {"type": "typing", "message": "x"},
        "/action/payload/type wanted one of 'message', 'file_upload', 'continue_conversation',"
        " 'return_to_voiceflow', got string 'typing'",
    ),
    "message": (7, "/action/payload wanted an object or a string, got number 7"),
    "path-": ({"label": 7}, "/action/payload/label wanted a string, got number 7"),
    "text": (7, "/action/payload wanted a string, got number 7"),
}
"""A payload that each type can't have, and what is said of it. The other types take any."""


def test_every_type_that_can_be_wrong_is_tested_here() -> None:
    assert set(SCHEMAS) - set(WRONG) == {"no-reply"}


@pytest.mark.parametrize(
    ("kind", "example"),
    [(kind, example) for kind, schema in SCHEMAS.items() for example in schema["examples"]],
)
async def test_an_action_of_the_type_is_taken(
    node: WireClient, server: MockServer, kind: str, example: dict[str, Any]
) -> None:
    server.on.type(example["type"]).reply(text(f"took {kind}"))
    await ready(node)
    events = await act(node, example)
    assert statuses(events) == ["accepted", "completed"]
    assert messages(events)[0] in (f"took {kind}", *_OF_THE_FIXTURE)


_OF_THE_FIXTURE = ("Hi!", "Hello to you.", "From the event.", "Which size?")
"""What rules of the fixture say, which come before those of a test."""


@pytest.mark.parametrize("kind", WRONG)
async def test_a_payload_that_the_type_can_not_have_is_rejected(
    node: WireClient, kind: str
) -> None:
    payload, problem = WRONG[kind]
    wire_type = "path-order" if kind == "path-" else kind
    await ready(node)
    action = {"type": wire_type, "payload": payload}
    await node.emit("action.send", {"action": action, "messageID": "mine"})
    assert await node.next("error") == [
        {"code": "invalid_payload", "error": f"action.send: at {problem}"}
    ]
    (status,) = await node.next("action.status")
    assert status["status"] == "rejected"
    assert status["reason"] == f"action.send: at {problem}"


@pytest.mark.parametrize("payload", [None, "words", {"label": "x"}, [1], 7])
async def test_a_custom_type_takes_any_payload(
    node: WireClient, server: MockServer, payload: Any
) -> None:
    server.on.type("anything_else").reply(text("taken"))
    await ready(node)
    assert messages(await act(node, {"type": "anything_else", "payload": payload})) == ["taken"]
