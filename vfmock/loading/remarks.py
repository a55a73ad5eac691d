"""Remarks on what is allowed in a scenario, but can't be what its author meant."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.errors import Place
from vfmock.types import Level


@dataclass(frozen=True, slots=True)
class Remark:
    """``kind`` is for example ``rule.dead``. ``subject`` names what the remark is about."""

    kind: str
    place: Place | None
    subject: str
    problem: str
    level: Level = "error"

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.text}"

    @property
    def text(self) -> str:
        """Subject and problem, without the place."""
        return f"{self.subject} {self.problem}"
