"""Findings: what a check of the contract found, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from vfmock.types import JSONObject, Level

Side: TypeAlias = Literal["client", "server"]
"""The side that did something wrong."""

Outcome: TypeAlias = Literal["met", "not met", "not tried"]
"""The outcome of one point of a specification."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong.

    ``rule`` is the id of the broken rule. ``message`` says in words what is wrong. ``who`` is the
    side that did it; ``None`` if it was neither side, such as for a line that is not JSON.
    ``file``, ``line`` and ``column`` (from 1) are the place, as far as there is one.
    ``connection`` is the connection in a transcript. ``pointer``, ``wanted`` and ``got`` are for a
    payload: a JSON pointer, what the schema wants there, and what came.
    """

    rule: str
    message: str
    level: Level = "error"
    who: Side | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    connection: str = ""
    pointer: str | None = None
    wanted: str | None = None
    got: str | None = None

    @property
    def where(self) -> str:
        """``file:line:column``, as far as known."""
        parts = (self.file, self.line, self.column if self.line is not None else None)
        return ":".join(str(part) for part in parts if part is not None)

    def __str__(self) -> str:
        """``file:line:column: level: message [rule, who, connection]``."""
        marks = ", ".join(filter(None, (self.rule, self.who, self.connection)))
        where = f"{self.where}: " if self.where else ""
        return f"{where}{self.level}: {self.message} [{marks}]"

    def to_json(self) -> JSONObject:
        """The finding as one JSON object. Unknown values are ``null``."""
        return {
            "rule": self.rule,
            "level": self.level,
            "who": self.who,
            "message": self.message,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "connection": self.connection or None,
            "pointer": self.pointer,
            "wanted": self.wanted,
            "got": self.got,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The outcome of one point.

    ``point`` is its id. ``sentence`` is what the point says, ``section`` is where this is written.
    ``detail`` says what was wanted and what came, or why the point was not tried. If the point was
    met, it says what came where there are several good answers, and is empty elsewhere.
    """

    point: str
    outcome: Outcome
    sentence: str
    section: str
    detail: str = ""

    def __str__(self) -> str:
        """``sentence: detail``."""
        return f"{self.sentence}: {self.detail}" if self.detail else self.sentence

    def to_json(self) -> JSONObject:
        """The verdict as one JSON object."""
        return {
            "point": self.point,
            "outcome": self.outcome,
            "sentence": self.sentence,
            "section": self.section,
            "detail": self.detail or None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One checked thing: its name (such as a file), how much of it there was, and the outcome.

    ``amount`` says in words how much was checked. ``exempt`` is the number of lines that were
    ignored because a requested fault made them. ``points`` are the verdicts of a check that has a
    list of points. A point that is not met makes the check fail, as an error does.
    """

    name: str
    amount: str
    findings: tuple[Finding, ...] = ()
    exempt: int = 0
    points: tuple[Verdict, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that make the check fail."""
        return tuple(finding for finding in self.findings if finding.level == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that don't make the check fail."""
        return tuple(finding for finding in self.findings if finding.level == "warning")

    @property
    def failures(self) -> int:
        """How many things make the check fail: errors, and points that are not met."""
        return len(self.errors) + self.count("not met")

    def count(self, outcome: Outcome) -> int:
        """How many points have this outcome."""
        return sum(verdict.outcome == outcome for verdict in self.points)
