"""``cardV2``: ``{title?, imageUrl, description?: {text, slate}, buttons}``."""

from __future__ import annotations

from tests.core.builders import perform
from vfmock.core.buttons import Button
from vfmock.core.slate import slate
from vfmock.core.traces.card import Card, CardV2, card


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
                "description": {"text": "It is\nround", "slate": slate("It is\nround")},
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


def test_an_empty_card_is_sent() -> None:
    assert perform(card()) == [{"type": "cardV2", "payload": {"imageUrl": None, "buttons": []}}]


def test_a_card_may_have_an_id() -> None:
    assert Card(id="c1").to_wire() == {"imageUrl": None, "id": "c1", "buttons": []}
    assert CardV2(id="c1").payload()["id"] == "c1"
