"""``choice``: buttons to press."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.core.buttons import Button, as_button
from vfmock.core.traces.base import TraceStep, trace_step, without_none
from vfmock.core.traces.origin import REF, must_be_ref
from vfmock.types import JSON, JSONObject


@trace_step("choice")
@dataclass(frozen=True)
class Choice(TraceStep):
    """Offer ``buttons``. ``message_id`` and ``ref`` are left out if they are not given."""

    primary = "buttons"
    buttons: tuple[Button, ...]
    message_id: str | None = None
    ref: JSON = field(default=None, metadata=REF)

    def __post_init__(self) -> None:
        must_be_ref(self.ref)

    def payload(self) -> JSONObject:
        """``{buttons: [{name, request}], messageID?, ref?}``."""
        rest = without_none(messageID=self.message_id, ref=self.ref)
        return {"buttons": [button.to_wire() for button in self.buttons], **rest}


def choice(*buttons: str | Button) -> Choice:
    """Offer buttons; a name alone makes one with a path."""
    return Choice(tuple(map(as_button, buttons)))
