"""``carousel``: ``{layout, cards: [card + id]}``."""

from __future__ import annotations

from tests.core.builders import perform
from vfmock.core.traces.card import Card
from vfmock.core.traces.carousel import carousel


def test_cards_have_their_number_for_an_id_unless_they_have_one() -> None:
    assert perform(carousel(Card(title="A"), Card(title="B", id="b"), Card())) == [
        {
            "type": "carousel",
            "payload": {
                "layout": "Carousel",
                "cards": [
                    {"id": "1", **Card(title="A").to_wire()},
                    {"id": "b", **Card(title="B").to_wire()},
                    {"id": "3", **Card().to_wire()},
                ],
            },
        }
    ]


def test_the_cards_may_be_a_list() -> None:
    payload = {"layout": "List", "cards": []}
    assert perform(carousel(layout="List")) == [{"type": "carousel", "payload": payload}]
