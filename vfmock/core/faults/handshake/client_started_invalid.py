"""``client.started invalid``: its payload has the wrong type."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import ClientStarted
from vfmock.core.faults.base import Altered, Changes, HandshakeFault, fault
from vfmock.core.faults.course import Course
from vfmock.types import JSON


@fault("client.started invalid")
@dataclass(frozen=True)
class ClientStartedInvalid(HandshakeFault):
    """Send ``newSessionRequired`` as ``value``, which is no boolean."""

    moments = ("client.start",)
    answer = ClientStarted
    primary = "value"
    value: JSON = "true"

    def changed(self, effect: ClientStarted, course: Course) -> Changes:
        value = self.value
        return (Altered(of=effect, change=lambda payload: {"newSessionRequired": value}),)
