"""The contract itself: its schemas are valid, and any payload can be checked."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contract.documented import check_event
from vfmock.contract import Violation, load_contract

SCHEMAS = load_contract().schemas

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
ANYTHING = st.recursive(
    JSON | st.binary(max_size=4) | st.text(st.characters()),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters()), inner, max_size=3)
    ),
    max_leaves=8,
)


def maybe(**fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    """An object with any of the fields, mostly right and sometimes wrong."""
    return st.fixed_dictionaries({}, optional={key: of | JSON for key, of in fields.items()})


START = maybe(
    userID=st.text(),
    projectID=st.text(),
    sessionKey=st.none() | st.text(),
    config=maybe(
        completionEvents=st.booleans(),
        userTimezone=st.text(),
        audioEncoding=st.sampled_from(["audio/pcm", "audio/x-mulaw", "mp3"]),
    ),
)
INTENT = maybe(
    intent=maybe(name=st.text()),
    entities=st.lists(maybe(name=st.text(), value=JSON), max_size=2),
    confidence=st.floats(0, 1),
)
SENDS = st.fixed_dictionaries(
    {"action": st.fixed_dictionaries({"type": st.sampled_from(["intent"]), "payload": INTENT})},
    optional={"messageID": st.text() | JSON},
)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_valid(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$id"] == f"{name}.json"
    assert "Source: " in SCHEMAS[name]["description"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_allows_its_own_examples(name: str) -> None:
    assert SCHEMAS[name]["examples"]
    for example in SCHEMAS[name]["examples"]:
        assert load_contract().check(name, example, "event") is None
        jsonschema.validate(example, SCHEMAS[name])


def is_valid(schema: str, value: Any) -> bool:
    """What the reference validator says."""
    return bool(jsonschema.Draft202012Validator(SCHEMAS[schema]).is_valid(value))


@given(START | JSON)
def test_the_reference_validator_says_the_same_of_client_start(payload: Any) -> None:
    ours = check_event(load_contract(), "client.start", [payload])
    assert (ours is None) is is_valid("documented/client-events/client.start", payload)


@given(SENDS)
def test_the_reference_validator_says_the_same_of_an_action(payload: Any) -> None:
    ours = check_event(load_contract(), "action.send", [payload])
    both = is_valid("documented/client-events/action.send", payload) and is_valid(
        "actions/intent", payload["action"]
    )
    assert (ours is None) is both


@given(st.sampled_from(["client.start", "session.create", "action.send"]), ANYTHING)
def test_any_payload_can_be_checked(event: str, payload: Any) -> None:
    violation = check_event(load_contract(), event, [payload])
    if not isinstance(payload, dict):
        assert violation is not None
        assert violation.event == event


@given(st.sampled_from(["text", "launch", "intent", "path-x", "custom"]), ANYTHING)
def test_any_action_can_be_checked(kind: str, payload: Any) -> None:
    action = {"action": {"type": kind, "payload": payload}}
    violation = check_event(load_contract(), "action.send", [action])
    if violation is not None:
        assert violation.pointer.startswith("/action/payload")
        assert violation.wanted
        assert violation.got


@pytest.mark.parametrize(
    ("pointer", "text"),
    [
        ("", "client.start: at / wanted an object, got null"),
        ("/config", "client.start: at /config wanted an object, got null"),
    ],
)
def test_a_violation_is_shown_in_words(pointer: str, text: str) -> None:
    assert str(Violation("client.start", pointer, "an object", "null")) == text


def test_a_prefix_is_put_before_the_pointer() -> None:
    contract = load_contract()
    violation = contract.check("actions/text", {"type": "text", "payload": 7}, "e", "/somewhere")
    assert violation == Violation("e", "/somewhere/payload", "a string", "number 7")


def test_the_contract_is_read_once() -> None:
    assert load_contract() is load_contract()


@pytest.mark.parametrize("payload", ["\ud800", ["\ud800"]])
def test_a_lone_surrogate_does_not_hide_another_error(payload: Any) -> None:
    """The fast validator can't tell of it, so the reference one does."""
    action = {"action": {"type": "launch", "payload": payload}}
    violation = check_event(load_contract(), "action.send", [action])
    assert violation is not None
    assert violation.pointer == "/action/payload"
    assert check_event(load_contract(), "action.send", [{"action": SAID_SURROGATE}]) is None


def test_a_lone_surrogate_is_a_type_of_a_custom_action() -> None:
    assert load_contract().check_action({"type": "\ud800"}, "e") is None


SAID_SURROGATE = {"type": "text", "payload": "\ud800"}
