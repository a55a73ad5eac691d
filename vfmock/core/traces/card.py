"""``cardV2``: a card with a picture, a text and buttons."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.buttons import Button, as_button
from vfmock.core.slate import slate
from vfmock.core.spec import Part
from vfmock.core.traces.base import TraceStep, trace_step
from vfmock.types import JSONObject


@dataclass(frozen=True, kw_only=True)
class Card(Part):
    """The contents of a card; ``id`` is for a card of a carousel, by default its number there."""

    primary = "title"
    title: str | None = None
    description: str | None = None
    image_url: str | None = None
    buttons: tuple[Button, ...] = ()
    id: str | None = None

    def to_wire(self) -> JSONObject:
        """``{title?, description?: {text, slate}, imageUrl, buttons}``."""
        wire: JSONObject = {"imageUrl": self.image_url}
        if self.id is not None:
            wire["id"] = self.id
        if self.title is not None:
            wire["title"] = self.title
        if self.description is not None:
            wire["description"] = {"text": self.description, "slate": slate(self.description)}
        wire["buttons"] = [button.to_wire() for button in self.buttons]
        return wire


@trace_step("cardV2")
@dataclass(frozen=True, kw_only=True)
class CardV2(Card, TraceStep):
    """Show one card."""

    def payload(self) -> JSONObject:
        """The card."""
        return self.to_wire()


def card(
    title: str | None = None,
    *,
    description: str | None = None,
    image_url: str | None = None,
    buttons: tuple[str | Button, ...] | list[str | Button] = (),
) -> CardV2:
    """Show a card."""
    return CardV2(
        title=title,
        description=description,
        image_url=image_url,
        buttons=tuple(map(as_button, buttons)),
    )
