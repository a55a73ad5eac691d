"""``cardV2``: a card with a picture, a text and buttons."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.core.buttons import Button, as_button
from vfmock.core.slate import slate
from vfmock.core.spec import Part
from vfmock.core.traces.base import TraceStep, trace_step, without_none
from vfmock.core.traces.origin import REF, must_be_ref
from vfmock.types import JSON, JSONObject


@dataclass(frozen=True, kw_only=True)
class Card(Part):
    """The contents of a card; ``id`` is for a card of a carousel, by default its number there.

    A card always has a title, a description, a picture (``null`` if there is none) and buttons,
    because Voiceflow's cards have. ``message_id`` and ``ref`` are left out if they are not given.
    """

    primary = "title"
    title: str = ""
    description: str = ""
    image_url: str | None = None
    buttons: tuple[Button, ...] = ()
    id: str | None = None
    message_id: str | None = None
    ref: JSON = field(default=None, metadata=REF)

    def __post_init__(self) -> None:
        must_be_ref(self.ref)

    def to_wire(self) -> JSONObject:
        """``{id?, title, description: {text, slate: [node]}, imageUrl, buttons, …}``."""
        return {
            **without_none(id=self.id),
            "title": self.title,
            "description": {"text": self.description, "slate": slate(self.description)["content"]},
            "imageUrl": self.image_url,
            "buttons": [button.to_wire() for button in self.buttons],
            **without_none(messageID=self.message_id, ref=self.ref),
        }


@trace_step("cardV2")
@dataclass(frozen=True, kw_only=True)
class CardV2(Card, TraceStep):
    """Show one card."""

    def payload(self) -> JSONObject:
        """The card."""
        return self.to_wire()


def card(
    title: str = "",
    *,
    description: str = "",
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
