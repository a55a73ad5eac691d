"""Every action type, right and wrong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.documented import check_event
from vfmock.contract import Violation, load_contract
from vfmock.contract.validation import action_schema

OBJECT_OR_NULL = "an object or null"
NAMED = {"intent": {"name": "order"}}
ENTITY = {"name": "size", "value": "large"}
VERBOSE = {"rawText": "r", "canonicalText": "c", "startIndex": 0}


def check(action: Any) -> Violation | None:
    """Hold an action against the contract, as the action of an ``action.send``."""
    return check_event(load_contract(), "action.send", [{"action": action}])


RIGHT: list[dict[str, Any]] = [
    {"type": "launch"},
    {"type": "launch", "payload": None},
    {"type": "launch", "payload": {"persona": "p", "own": [1]}},
    {"type": "text", "payload": ""},
    {"type": "text", "payload": "hi", "metadata": {}, "own": 1},
    {"type": "message", "payload": "hi"},
    {"type": "intent", "payload": NAMED},
    {
        "type": "intent",
        "payload": {
            **NAMED,
            "query": "",
            "entities": [
                {
                    "name": "size",
                    "value": 7,
                    "query": "q",
                    "verboseValue": [VERBOSE],
                }
            ],
            "confidence": 0.5,
            "data": {"a": 1},
            "actions": [{"type": "open_url", "payload": {"url": "https://x"}}],
            "label": "L",
        },
    },
    {"type": "event", "payload": {"event": {"name": "e", "own": 1}, "own": 2}},
    {"type": "action"},
    {"type": "action", "payload": {"actions": [{"type": "x"}], "label": "L"}},
    {"type": "path-x", "payload": {"label": "L"}},
    {"type": "path-", "payload": {"label": "L", "actions": []}},
    {"type": "no-reply"},
    {"type": "no-reply", "payload": 7},
    {"type": "end"},
    {"type": "end", "payload": None},
    {"type": "dtmf", "payload": "1"},
    {"type": "dtmf", "payload": 1},
    {"type": "dtmf", "payload": {"digit": "1"}},
    {"type": "live-agent-handoff", "payload": {"type": "message", "message": "hi"}},
    {"type": "exit-scenario", "payload": {"intentID": "i"}},
    {"type": "custom"},
    {"type": "custom", "payload": [1]},
    # Without the hyphen it is an action as any other.
    {"type": "path"},
    {"type": "path", "payload": "x"},
]


@pytest.mark.parametrize("action", RIGHT, ids=str)
def test_a_correct_action_has_no_violation(action: dict[str, Any]) -> None:
    assert check(action) is None


STRING, NUMBER, OBJECT, ARRAY = "a string", "a number", "an object", "an array"

WRONG: list[tuple[str, Any, str, str, str]] = [
    ("launch", "x", "", OBJECT_OR_NULL, "string 'x'"),
    ("launch", {"persona": 7}, "/persona", STRING, "number 7"),
    ("text", 7, "", STRING, "number 7"),
    ("text", None, "", STRING, "null"),
    ("text", {"message": "x"}, "", STRING, "an object with keys 'message'"),
    ("message", ["x"], "", STRING, "an array of 1"),
    ("intent", "order", "", OBJECT, "string 'order'"),
    ("intent", {}, "/intent", OBJECT, "nothing"),
    ("intent", {"intent": "order"}, "/intent", OBJECT, "string 'order'"),
    ("intent", {"intent": {}}, "/intent/name", STRING, "nothing"),
    ("intent", {"intent": {"name": 7}}, "/intent/name", STRING, "number 7"),
    ("intent", {**NAMED, "query": None}, "/query", STRING, "null"),
    ("intent", {**NAMED, "entities": {}}, "/entities", ARRAY, "an empty object"),
    ("intent", {**NAMED, "entities": [ENTITY, "x"]}, "/entities/1", OBJECT, "string 'x'"),
    ("intent", {**NAMED, "entities": [{"value": 1}]}, "/entities/0/name", STRING, "nothing"),
    ("intent", {**NAMED, "entities": [{"name": "a"}]}, "/entities/0/value", "any value", "nothing"),
    (
        "intent",
        {**NAMED, "entities": [{**ENTITY, "query": 7}]},
        "/entities/0/query",
        STRING,
        "number 7",
    ),
    (
        "intent",
        {**NAMED, "entities": [{**ENTITY, "verboseValue": [{**VERBOSE, "startIndex": "0"}]}]},
        "/entities/0/verboseValue/0/startIndex",
        NUMBER,
        "string '0'",
    ),
    (
        "intent",
        {**NAMED, "entities": [{**ENTITY, "verboseValue": [{**VERBOSE, "rawText": 0}]}]},
        "/entities/0/verboseValue/0/rawText",
        STRING,
        "number 0",
    ),
    (
        "intent",
        {**NAMED, "entities": [{**ENTITY, "verboseValue": [{**VERBOSE, "canonicalText": 0}]}]},
        "/entities/0/verboseValue/0/canonicalText",
        STRING,
        "number 0",
    ),
    ("intent", {**NAMED, "confidence": "high"}, "/confidence", NUMBER, "string 'high'"),
    ("intent", {**NAMED, "data": []}, "/data", OBJECT, "an array of 0"),
    ("intent", {**NAMED, "actions": [{}]}, "/actions/0/type", STRING, "nothing"),
    ("intent", {**NAMED, "label": 7}, "/label", STRING, "number 7"),
    ("event", "e", "", OBJECT, "string 'e'"),
    ("event", {}, "/event", OBJECT, "nothing"),
    ("event", {"event": "e"}, "/event", OBJECT, "string 'e'"),
    ("event", {"event": {}}, "/event/name", STRING, "nothing"),
    ("event", {"event": {"name": None}}, "/event/name", STRING, "null"),
    (
        "intent",
        {**NAMED, "entities": [{**ENTITY, "verboseValue": [{}]}]},
        "/entities/0/verboseValue/0/rawText",
        STRING,
        "nothing",
    ),
    ("action", "x", "", OBJECT_OR_NULL, "string 'x'"),
    ("action", {"label": 7}, "/label", STRING, "number 7"),
    ("action", {"actions": 7}, "/actions", ARRAY, "number 7"),
    ("action", {"actions": ["x"]}, "/actions/0", OBJECT, "string 'x'"),
    ("action", {"actions": [{"type": 7}]}, "/actions/0/type", STRING, "number 7"),
    ("path-x", "L", "", OBJECT, "string 'L'"),
    ("path-x", {}, "/label", STRING, "nothing"),
    ("path-x", {"label": 7}, "/label", STRING, "number 7"),
    ("path-x", {"label": "L", "actions": {}}, "/actions", ARRAY, "an empty object"),
    ("rate", {"label": 7}, "/label", STRING, "number 7"),
    ("rate", {"actions": [{}]}, "/actions/0/type", STRING, "nothing"),
    ("dtmf", None, "", "a string or a number or an object", "null"),
    ("dtmf", True, "", "a string or a number or an object", "true"),
    ("live-agent-handoff", "hi", "", OBJECT, "string 'hi'"),
    ("live-agent-handoff", {"message": "hi"}, "/type", "one of 'message'", "nothing"),
    (
        "live-agent-handoff",
        {"type": "x", "message": "hi"},
        "/type",
        "one of 'message'",
        "string 'x'",
    ),
    ("live-agent-handoff", {"type": "message"}, "/message", STRING, "nothing"),
    ("exit-scenario", {}, "/intentID", STRING, "nothing"),
    ("exit-scenario", {"intentID": 7}, "/intentID", STRING, "number 7"),
]


@pytest.mark.parametrize(("kind", "payload", "pointer", "wanted", "came"), WRONG)
def test_a_wrong_action_has_a_violation(
    kind: str, payload: Any, pointer: str, wanted: str, came: str
) -> None:
    where = f"/action/payload{pointer}"
    assert check({"type": kind, "payload": payload}) == Violation(
        "action.send", where, wanted, came
    )


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("text", STRING),
        ("message", STRING),
        ("intent", OBJECT),
        ("event", OBJECT),
        ("path-x", OBJECT),
        ("dtmf", "a string or a number or an object"),
        ("live-agent-handoff", OBJECT),
        ("exit-scenario", OBJECT),
    ],
)
def test_a_missing_payload_is_a_violation(kind: str, wanted: str) -> None:
    assert check({"type": kind}) == Violation("action.send", "/action/payload", wanted, "nothing")


@pytest.mark.parametrize("kind", ["text", "event", "path-x", "dtmf", "launch"])
def test_a_binary_payload_is_a_violation(kind: str) -> None:
    assert check({"type": kind, "payload": b"abc"}) == Violation(
        "action.send", "/action/payload", "JSON", "3 bytes of binary"
    )


def test_binary_inside_a_payload_is_a_violation() -> None:
    payload = {"a/b": [0, {"c~d": b"abc"}]}
    assert check({"type": "text", "payload": payload}) == Violation(
        "action.send", "/action/payload/a~1b/1/c~0d", "JSON", "3 bytes of binary"
    )


def test_a_key_that_utf8_cannot_encode_is_a_violation() -> None:
    payload = {"a": [{"\ud83d": b"abc"}]}
    assert check({"type": "text", "payload": payload}) == Violation(
        "action.send", "/action/payload/a/0", "JSON", "string '\\ud83d'"
    )


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        ("text", "actions/text"),
        ("path-order", "actions/path-"),
        ("path-", "actions/path-"),
        ("path", "actions/path"),
        ("custom", "actions/custom"),
    ],
)
def test_an_action_is_checked_with_the_schema_of_its_type(kind: str, schema: str) -> None:
    assert action_schema(kind) == schema


def test_each_action_type_of_the_reference_has_a_schema() -> None:
    schemas = load_contract().schemas
    assert sorted(name.removeprefix("actions/") for name in schemas if "actions/" in name) == [
        "action",
        "custom",
        "dtmf",
        "end",
        "event",
        "exit-scenario",
        "intent",
        "launch",
        "live-agent-handoff",
        "message",
        "no-reply",
        "path-",
        "text",
    ]


def test_every_action_schema_is_tested() -> None:
    tested = {action["type"] for action in RIGHT}
    names = [name for name in load_contract().schemas if name.startswith("actions/")]
    assert {name.removeprefix("actions/") for name in names} <= tested
