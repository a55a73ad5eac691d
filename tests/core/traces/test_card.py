"""``cardV2``: ``{title, imageUrl, description: {text, slate: [node]}, buttons}``."""

from __future__ import annotations

import pytest

from tests.core.builders import perform
from vfmock.core.buttons import Button
from vfmock.core.slate import slate
from vfmock.core.traces.card import Card, CardV2, card
from vfmock.errors import ScenarioError
from vfmock.types import JSONObject


def test_a_whole_card() -> None:
    step = card(
        "Pizza",
        description="It is\nround",
        image_url="https://x/p.png",
        buttons=["Order", Button(name="Own", text="own")],
    )
    assert perform(step) == [
        {
            "type": "cardV2",
            "payload": {
                "imageUrl": "https://x/p.png",
                "title": "Pizza",
                "description": {"text": "It is\nround", "slate": slate("It is\nround")["content"]},
                "buttons": [
                    {
                        "name": "Order",
                        "request": {"type": "path-order", "payload": {"label": "Order"}},
                    },
                    {"name": "Own", "request": {"type": "text", "payload": "own"}},
                ],
            },
        }
    ]


EMPTY: JSONObject = {
    "title": "",
    "description": {"text": "", "slate": [{"children": [{"text": ""}]}]},
    "imageUrl": None,
    "buttons": [],
}


def test_an_empty_card_has_all_that_a_card_has() -> None:
    assert perform(card()) == [{"type": "cardV2", "payload": EMPTY}]


def test_a_card_may_have_an_id() -> None:
    assert Card(id="c1").to_wire() == {**EMPTY, "id": "c1"}
    assert CardV2(id="c1").payload()["id"] == "c1"


def test_a_card_may_have_a_message_id_and_a_ref() -> None:
    wire = Card(message_id="m", ref={"type": "node"}).to_wire()
    assert (wire["messageID"], wire["ref"]) == ("m", {"type": "node"})
    with pytest.raises(ScenarioError, match="a ref is an object"):
        Card(ref="node")
