"""Buttons: what a client sends when one is pressed."""

from __future__ import annotations

from typing import Any

import pytest

from vfmock.core.buttons import Button, as_button, path_id
from vfmock.errors import ScenarioError


@pytest.mark.parametrize(
    ("button", "request_"),
    [
        (
            Button(name="Track order"),
            {"type": "path-track-order", "payload": {"label": "Track order"}},
        ),
        (Button(name="Track", path="p1"), {"type": "path-p1", "payload": {"label": "Track"}}),
        (
            Button(name="Site", actions=[{"type": "open_url", "payload": {"url": "https://x"}}]),
            {
                "type": "path-site",
                "payload": {
                    "label": "Site",
                    "actions": [{"type": "open_url", "payload": {"url": "https://x"}}],
                },
            },
        ),
        (
            Button(name="Order", intent="order"),
            {
                "type": "intent",
                "payload": {"intent": {"name": "order"}, "query": "Order", "entities": []},
            },
        ),
        (Button(name="Yes", text="yes, please"), {"type": "text", "payload": "yes, please"}),
        (Button(name="Own", request={"type": "own", "x": 1}), {"type": "own", "x": 1}),
    ],
)
def test_a_button_sends_its_request(button: Button, request_: dict[str, Any]) -> None:
    assert button.to_wire() == {"name": button.name, "request": request_}


@pytest.mark.parametrize(
    "given",
    [
        {"path": "a", "text": "b"},
        {"intent": "a", "request": {"type": "b"}},
        {"path": "a", "intent": "b", "text": "c"},
    ],
)
def test_a_button_makes_one_request(given: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError) as raised:
        Button(name="B", **given)
    assert str(raised.value) == "a button has one of 'path', 'intent', 'text' and 'request'"


@pytest.mark.parametrize("request_", ["launch", {"payload": {}}, {"type": 1}, []])
def test_a_request_that_is_not_an_action_is_refused(request_: Any) -> None:
    with pytest.raises(ScenarioError) as raised:
        Button(name="B", request=request_)
    wanted = "a button's request is an object with a string 'type'"
    assert str(raised.value) == f"{wanted}, not {request_!r}"


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Order", "order"),
        ("  Track my_order! ", "track-my-order"),
        ("Größe 2", "größe-2"),
        ("👍", "5d57d39e6b7d"),
    ],
)
def test_the_id_of_a_path_is_made_from_its_name(name: str, made: str) -> None:
    assert path_id(name) == made


def test_names_without_words_have_different_ids() -> None:
    assert len({path_id(name) for name in ("👍", "👎", "?", "\ud83d")}) == 4


def test_a_name_makes_a_button() -> None:
    button = Button(name="Order", text="order")
    assert as_button(button) is button
    assert as_button("Order") == Button(name="Order")
