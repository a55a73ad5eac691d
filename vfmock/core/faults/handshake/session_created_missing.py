"""``session.created missing``: ``session.create`` is not answered."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.effects import SessionCreated
from vfmock.core.faults.base import Changes, HandshakeFault, fault
from vfmock.core.faults.course import Course


@fault("session.created missing")
@dataclass(frozen=True)
class SessionCreatedMissing(HandshakeFault):
    """Never send ``session.created``."""

    moments = ("session.create",)
    answer = SessionCreated

    def changed(self, effect: SessionCreated, course: Course) -> Changes:
        return ()
