"""Remarks: what a scenario may say, but what is not as its author can have meant it."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.errors import Place
from vfmock.types import Level


@dataclass(frozen=True, slots=True)
class Remark:
    """``kind`` is such as ``rule.dead``, ``subject`` the name of what it is about."""

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
