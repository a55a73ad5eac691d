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


FILE = {"mimeType": "image/png"}
UPLOAD = {"id": "f1", "name": "a.png", "size": 12, "type": "image/png"}


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
    {"type": "message", "payload": {"message": "hi", "own": 1}},
    {"type": "file", "payload": {"text": "mine", "files": [FILE], "own": 1}},
    {"type": "file", "payload": {"files": [FILE, FILE]}},
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
    {"type": "event", "payload": {"event": {"name": "e"}, "label": "L", "actions": []}},
    {"type": "action"},
    {"type": "action", "payload": {"actions": [{"type": "x"}], "label": "L"}},
    {"type": "path-x", "payload": {"label": "L"}},
    {"type": "path-x", "payload": {}},
    {"type": "path-x"},
    {"type": "path-", "payload": {"label": "L", "actions": []}},
    {"type": "no-reply"},
    {"type": "no-reply", "payload": 7},
    {"type": "end"},
    {"type": "end", "payload": None},
    {"type": "end", "payload": {"reason": "hangup", "message": "Bye", "own": 1}},
    {"type": "dtmf", "payload": "1"},
    {"type": "live-agent-handoff", "payload": {"type": "message", "message": "hi"}},
    {"type": "live-agent-handoff", "payload": {"type": "file_upload", "files": [UPLOAD]}},
    {"type": "live-agent-handoff", "payload": {"type": "continue_conversation"}},
    {"type": "live-agent-handoff", "payload": {"type": "return_to_voiceflow"}},
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
WORDS = "an object or a string"
FILES = "an array that is not empty"
KINDS = "one of 'message', 'file_upload', 'continue_conversation', 'return_to_voiceflow'"

WRONG: list[tuple[str, Any, str, str, str]] = [
    ("launch", "x", "", OBJECT_OR_NULL, "string 'x'"),
    ("launch", {"persona": 7}, "/persona", STRING, "number 7"),
    ("text", 7, "", STRING, "number 7"),
    ("text", None, "", STRING, "null"),
    ("text", {"message": "x"}, "", STRING, "an object with keys 'message'"),
    ("message", ["x"], "", WORDS, "an array of 1"),
    ("message", {}, "/message", STRING, "nothing"),
    ("message", {"message": 7}, "/message", STRING, "number 7"),
    ("file", "a.png", "", OBJECT, "string 'a.png'"),
    ("file", {"text": "mine"}, "/files", FILES, "nothing"),
    ("file", {"files": []}, "/files", FILES, "an array of 0"),
    ("file", {"files": [{}]}, "/files/0/mimeType", STRING, "nothing"),
    ("file", {"files": [{**FILE, "size": "1"}]}, "/files/0/size", NUMBER, "string '1'"),
    ("file", {"files": [FILE], "text": 7}, "/text", STRING, "number 7"),
    ("end", "bye", "", OBJECT_OR_NULL, "string 'bye'"),
    ("end", {}, "/reason", STRING, "nothing"),
    ("end", {"reason": "r", "message": 7}, "/message", STRING, "number 7"),
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
    ("path-x", "L", "", OBJECT_OR_NULL, "string 'L'"),
    ("path-x", {"label": 7}, "/label", STRING, "number 7"),
    ("path-x", {"label": "L", "actions": {}}, "/actions", ARRAY, "an empty object"),
    ("rate", {"label": 7}, "/label", STRING, "number 7"),
    ("rate", {"actions": [{}]}, "/actions/0/type", STRING, "nothing"),
    ("dtmf", None, "", STRING, "null"),
    ("dtmf", 1, "", STRING, "number 1"),
    ("dtmf", {"digits": "1"}, "", STRING, "an object with keys 'digits'"),
    ("live-agent-handoff", "hi", "", OBJECT, "string 'hi'"),
    ("live-agent-handoff", {"message": "hi"}, "/type", KINDS, "nothing"),
    ("live-agent-handoff", {"type": "x", "message": "hi"}, "/type", KINDS, "string 'x'"),
    ("live-agent-handoff", {"type": "file_upload"}, "/files", FILES, "nothing"),
    (
        "live-agent-handoff",
        {"type": "file_upload", "files": []},
        "/files",
        FILES,
        "an array of 0",
    ),
    (
        "live-agent-handoff",
        {"type": "file_upload", "files": [{**UPLOAD, "id": ""}]},
        "/files/0/id",
        "a string that is not empty",
        "string ''",
    ),
    (
        "live-agent-handoff",
        {"type": "file_upload", "files": [{**UPLOAD, "status": "lost"}]},
        "/files/0/status",
        "one of 'uploaded', 'failed'",
        "string 'lost'",
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
        ("message", WORDS),
        ("intent", OBJECT),
        ("event", OBJECT),
        ("file", OBJECT),
        ("dtmf", STRING),
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
        "file",
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
