"""Actions: what can be read from them; they are kept as they came."""

from __future__ import annotations

import pytest

from tests.core.builders import act, mean, press, say
from vfmock.core.actions import Action


def test_unknown_keys_are_kept() -> None:
    raw = {"type": "custom", "payload": {"a": 1}, "diagramID": "d", "time": 5, "extra": [1]}
    assert Action(raw).raw == raw


def test_type_and_payload() -> None:
    action = act("custom", {"a": 1})
    assert (action.type, action.payload) == ("custom", {"a": 1})


def test_an_absent_payload_is_none() -> None:
    assert act("launch").payload is None


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (say("hi"), "hi"),
        (say(""), ""),
        (act("message", "hi"), "hi"),
        (act("message", {"message": "hi"}), "hi"),
        (act("file", {"text": "my receipt", "files": [{}]}), "my receipt"),
        (act("file", {"files": [{}]}), None),
        (act("file", "a.png"), None),
        (mean("order", query="a pizza"), "a pizza"),
        (mean("order", query=""), ""),
        (mean("order"), None),
        (mean("order", query=7), None),
        (act("intent", "order"), None),
        (act("text", 7), None),
        (act("dtmf", "1"), None),
        (act("launch"), None),
    ],
)
def test_text_is_what_the_user_said(action: Action, text: str | None) -> None:
    assert action.text == text


def test_only_a_type_with_the_prefix_is_a_path() -> None:
    assert press("Order").is_path
    assert not act("path").is_path
    assert not say("path-order").is_path


@pytest.mark.parametrize(
    ("action", "label"),
    [
        (press("Order"), "Order"),
        (act("custom", {"label": "L"}), "L"),
        (act("custom", {"label": 1}), None),
        (act("custom", {}), None),
        (act("custom", "L"), None),
        (act("custom"), None),
    ],
)
def test_label(action: Action, label: str | None) -> None:
    assert action.label == label


@pytest.mark.parametrize(
    ("action", "name"),
    [
        (mean("order"), "order"),
        (act("intent", {"intent": {"name": 1}}), None),
        (act("intent", {"intent": "order"}), None),
        (act("intent", "order"), None),
        (act("custom", {"intent": {"name": "order"}}), None),
    ],
)
def test_intent(action: Action, name: str | None) -> None:
    assert action.intent == name


@pytest.mark.parametrize(
    ("action", "name"),
    [
        (act("event", {"event": {"name": "e"}}), "e"),
        (act("event", {"event": {}}), None),
        (act("event"), None),
        (act("custom", {"event": {"name": "e"}}), None),
    ],
)
def test_event(action: Action, name: str | None) -> None:
    assert action.event == name


@pytest.mark.parametrize(
    ("action", "entities"),
    [
        (mean("order", entities=[{"name": "size", "value": "large"}]), {"size": "large"}),
        (mean("order", entities=[{"name": "size"}]), {"size": None}),
        (mean("order", entities=None), {}),
        (mean("order"), {}),
        (act("intent", "order"), {}),
        (act("custom", {"entities": [{"name": "size", "value": "large"}]}), {}),
    ],
)
def test_entities(action: Action, entities: dict[str, str]) -> None:
    assert action.entities == entities


@pytest.mark.parametrize(
    ("action", "confidence"),
    [
        (mean("order", confidence=0.7), 0.7),
        (mean("order"), None),
        (act("intent", "order"), None),
        (act("custom", {"confidence": 0.7}), None),
    ],
)
def test_confidence(action: Action, confidence: float | None) -> None:
    assert action.confidence == confidence


@pytest.mark.parametrize(
    ("action", "shown"),
    [
        (say("hi"), "text 'hi'"),
        (say(""), "text ''"),
        (mean("order", query="a pizza"), "intent 'a pizza'"),
        # The query of an intent is '' by default, so the name has to do.
        (mean("order", query=""), "intent 'order'"),
        (press("Order"), "path-order 'Order'"),
        (act("event", {"event": {"name": "e"}}), "event 'e'"),
        (act("dtmf", "12"), "dtmf '12'"),
        (act("dtmf", 1), "dtmf 1"),
        (act("launch"), "launch"),
        (act("custom", {"a": 1}), "custom"),
    ],
)
def test_shown_by_what_the_user_did(action: Action, shown: str) -> None:
    assert str(action) == shown
