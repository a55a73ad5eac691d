"""``carousel``: several cards side by side or in a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vfmock.core.traces.base import TraceStep, trace_step
from vfmock.core.traces.card import Card
from vfmock.types import JSONObject


@trace_step("carousel")
@dataclass(frozen=True)
class Carousel(TraceStep):
    """Show ``cards``."""

    primary = "cards"
    cards: tuple[Card, ...]
    layout: Literal["Carousel", "List"] = "Carousel"

    def payload(self) -> JSONObject:
        """``{layout, cards: [card with an id]}``."""
        cards = [{"id": str(n), **one.to_wire()} for n, one in enumerate(self.cards, 1)]
        return {"layout": self.layout, "cards": cards}


def carousel(*cards: Card, layout: Literal["Carousel", "List"] = "Carousel") -> Carousel:
    """Show several cards."""
    return Carousel(cards, layout)
