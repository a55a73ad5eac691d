"""Every client event with every field wrong: where, what was wanted, what came."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.documented import check_event
from vfmock.contract import Contract, Violation, load_contract

EVENTS: dict[str, dict[str, Any]] = {
    "client.start": {
        "userID": "u",
        "projectID": "p",
        "environmentID": "main",
        "sessionKey": "key",
        "authorization": "VF.DM.x",
        "config": {
            "completionEvents": True,
            "userTimezone": "Asia/Tokyo",
            "audioEvents": True,
            "audioEncoding": "audio/x-mulaw",
        },
    },
    "session.create": {},
    "action.send": {
        "messageID": "m1",
        "action": {
            "type": "custom",
            "payload": {"a": 1},
            "diagramID": "d",
            "time": 1.5,
            "metadata": {},
        },
    },
}
"""Each with everything that it may have."""

STRING, NOT_EMPTY = "a string", "a string that is not empty"
FLAG, OBJECT, NUMBER = "true or false", "an object", "a number"

FIELDS = [
    ("client.start", "userID", NOT_EMPTY),
    ("client.start", "projectID", NOT_EMPTY),
    ("client.start", "environmentID", STRING),
    ("client.start", "sessionKey", "a string or null"),
    ("client.start", "authorization", STRING),
    ("client.start", "config", OBJECT),
    ("client.start", "config/completionEvents", FLAG),
    ("client.start", "config/userTimezone", STRING),
    ("client.start", "config/audioEvents", FLAG),
    ("client.start", "config/audioEncoding", "one of 'audio/x-mulaw', 'audio/pcm'"),
    ("action.send", "messageID", NOT_EMPTY),
    ("action.send", "action", OBJECT),
    ("action.send", "action/type", NOT_EMPTY),
    ("action.send", "action/diagramID", STRING),
    ("action.send", "action/time", NUMBER),
    ("action.send", "action/metadata", OBJECT),
]
"""Event, field and what is wanted of it: the protocol page's interfaces."""

REQUIRED = {
    ("client.start", "userID"),
    ("client.start", "projectID"),
    ("action.send", "action"),
    ("action.send", "action/type"),
}

VALUES: list[tuple[Any, str, str]] = [
    ("x", STRING, "string 'x'"),
    ("", STRING, "string ''"),
    (7, NUMBER, "number 7"),
    (0.5, NUMBER, "number 0.5"),
    (True, FLAG, "true"),
    (None, "null", "null"),
    ([], "an array", "an array of 0"),
    ({}, OBJECT, "an empty object"),
    ({"k": 1}, OBJECT, "an object with keys 'k'"),
]
"""A value of each type: what it is, and how it is shown."""


@pytest.fixture(scope="module")
def contract() -> Contract:
    """The contract that ships."""
    return load_contract()


def changed(event: str, path: str, value: Any) -> dict[str, Any]:
    """An event with one field changed."""
    return _changed(EVENTS[event], path.split("/"), value)


def _changed(payload: dict[str, Any], path: list[str], value: Any) -> dict[str, Any]:
    name, *rest = path
    return {**payload, name: _changed(payload[name], rest, value) if rest else value}


def without(event: str, path: str) -> dict[str, Any]:
    """An event without one field."""
    *outer, name = path.split("/")
    inner = EVENTS[event]
    for step in outer:
        inner = inner[step]
    less = {key: value for key, value in inner.items() if key != name}
    return changed(event, "/".join(outer), less) if outer else less


def takes(wanted: str, value: Any, kind: str) -> bool:
    """Whether a field that wants this takes a value of that kind."""
    if wanted == NOT_EMPTY:
        return kind == STRING and value != ""
    return kind in wanted


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_with_every_field_is_allowed(contract: Contract, event: str) -> None:
    assert check_event(contract, event, [EVENTS[event]]) is None


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_with_unknown_fields_is_allowed(contract: Contract, event: str) -> None:
    assert check_event(contract, event, [{**EVENTS[event], "more": [1, {"x": None}]}]) is None


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize(
    ("arguments", "pointer", "wanted", "came"),
    [
        ([], "", "one payload, an object", "nothing"),
        ([{}, {}], "", "one payload, an object", "2 arguments"),
        ([None, 1, 2], "", "one payload, an object", "3 arguments"),
        ([None], "", OBJECT, "null"),
        (["x"], "", OBJECT, "string 'x'"),
        ([7], "", OBJECT, "number 7"),
        ([False], "", OBJECT, "false"),
        ([[1]], "", OBJECT, "an array of 1"),
        ([b"abc"], "", "JSON", "3 bytes of binary"),
        ([bytearray(2)], "", "JSON", "2 bytes of binary"),
        ([[1, b"abc"]], "/1", "JSON", "3 bytes of binary"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_payload_that_is_no_object(
    contract: Contract, event: str, arguments: list[Any], pointer: str, wanted: str, came: str
) -> None:
    assert check_event(contract, event, arguments) == Violation(event, pointer, wanted, came)


@pytest.mark.parametrize(("event", "path", "wanted"), FIELDS)
@pytest.mark.parametrize(("value", "kind", "shown"), VALUES, ids=lambda value: str(value)[:16])
def test_a_field_of_another_type_is_a_violation(
    contract: Contract, event: str, path: str, wanted: str, value: Any, kind: str, shown: str
) -> None:
    violation = check_event(contract, event, [changed(event, path, value)])
    if path == "action" and kind == OBJECT:
        assert violation == Violation(event, "/action/type", NOT_EMPTY, "nothing")
    elif takes(wanted, value, kind):
        assert violation is None
    else:
        assert violation == Violation(event, f"/{path}", wanted, shown)


@pytest.mark.parametrize(("event", "path", "wanted"), FIELDS)
def test_a_missing_required_field_is_a_violation(
    contract: Contract, event: str, path: str, wanted: str
) -> None:
    violation = check_event(contract, event, [without(event, path)])
    missing = Violation(event, f"/{path}", wanted, "nothing")
    assert violation == (missing if (event, path) in REQUIRED else None)


@pytest.mark.parametrize(("event", "path", "wanted"), FIELDS)
def test_a_binary_field_is_a_violation(
    contract: Contract, event: str, path: str, wanted: str
) -> None:
    violation = check_event(contract, event, [changed(event, path, b"ab")])
    assert violation == Violation(event, f"/{path}", "JSON", "2 bytes of binary")


@pytest.mark.parametrize("encoding", ["audio/x-mulaw", "audio/pcm"])
def test_both_audio_encodings_of_the_page_are_allowed(contract: Contract, encoding: str) -> None:
    event = changed("client.start", "config/audioEncoding", encoding)
    assert check_event(contract, "client.start", [event]) is None


def test_the_first_of_two_missing_fields_is_reported(contract: Contract) -> None:
    assert check_event(contract, "client.start", [{}]) == Violation(
        "client.start", "/userID", NOT_EMPTY, "nothing"
    )
    assert check_event(contract, "client.start", [{"userID": "u"}]) == Violation(
        "client.start", "/projectID", NOT_EMPTY, "nothing"
    )


def test_a_lone_surrogate_is_a_string_like_any_other(contract: Contract) -> None:
    event = changed("client.start", "userID", "\ud83d")
    assert check_event(contract, "client.start", [event]) is None
