"""``carousel``: several cards side by side or in a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from vfmock.core.traces.base import TraceStep, trace_step, without_none
from vfmock.core.traces.card import Card
from vfmock.core.traces.origin import REF, must_be_ref
from vfmock.types import JSON, JSONObject


@trace_step("carousel")
@dataclass(frozen=True)
class Carousel(TraceStep):
    """Show ``cards``. ``message_id`` and ``ref`` are left out if they are not given."""

    primary = "cards"
    cards: tuple[Card, ...]
    layout: Literal["Carousel", "List"] = "Carousel"
    message_id: str | None = None
    ref: JSON = field(default=None, metadata=REF)

    def __post_init__(self) -> None:
        must_be_ref(self.ref)

    def payload(self) -> JSONObject:
        """``{layout, cards: [card with an id], messageID?, ref?}``."""
        cards = [{"id": str(n), **one.to_wire()} for n, one in enumerate(self.cards, 1)]
        rest = without_none(messageID=self.message_id, ref=self.ref)
        return {"layout": self.layout, "cards": cards, **rest}


def carousel(*cards: Card, layout: Literal["Carousel", "List"] = "Carousel") -> Carousel:
    """Show several cards."""
    return Carousel(cards, layout)
