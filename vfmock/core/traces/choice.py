"""``choice``: buttons to press."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.buttons import Button, as_button
from vfmock.core.traces.base import TraceStep, trace_step
from vfmock.types import JSONObject


@trace_step("choice")
@dataclass(frozen=True)
class Choice(TraceStep):
    """Offer ``buttons``."""

    primary = "buttons"
    buttons: tuple[Button, ...]

    def payload(self) -> JSONObject:
        """``{buttons: [{name, request}]}``."""
        return {"buttons": [button.to_wire() for button in self.buttons]}


def choice(*buttons: str | Button) -> Choice:
    """Offer buttons; a name alone makes one with a path."""
    return Choice(tuple(map(as_button, buttons)))
