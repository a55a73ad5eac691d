"""The ledger: what was seen of each point, and the verdict."""

from __future__ import annotations

import json
from collections.abc import Mapping

from vfmock.checks.conformance.points import POINTS, Point
from vfmock.checks.findings import Outcome, Verdict
from vfmock.core.redaction import redacted

LENGTH = 240
"""The longest detail in characters. vfmock's own texts are shorter; a server's may be longer."""


class Ledger:
    """Collects the evidence for and against each point.

    One break is enough for ``not met``; the first break is reported. A point that was neither met
    nor broken was not tried. Its verdict says why: for its own reason, for what the point needs, or
    because of ``stop``.

    The details hold what servers say: in one line, cut at ``LENGTH``, and without secrets, which a
    server may send back. ``secrets`` are those that are known; others are found by their form.
    """

    def __init__(self, *secrets: str, points: Mapping[str, Point] = POINTS) -> None:
        as_json = {json.dumps(one)[1:-1] for one in secrets}
        self._secrets = sorted(as_json.union(secrets), key=len, reverse=True)
        self._points = points
        self._met: dict[str, str] = {}
        self._broken: dict[str, dict[str, None]] = {}
        self._reasons: dict[str, str] = {}
        self._stopped = ""

    def met(self, *points: str, came: str = "") -> None:
        """Note that the server did what these points want. ``came`` says how, if there are ways."""
        for point in points:
            self._met.setdefault(point, self.plain(came))

    def broken(self, point: str, detail: str) -> None:
        """Note a break; ``detail`` says what was wanted and what came. Each detail counts once."""
        self._broken.setdefault(point, {})[self.plain(detail)] = None

    def untried(self, point: str, reason: str) -> None:
        """Say why a point could not be tried. This overrides its needs; the first reason counts."""
        self._reasons.setdefault(point, self.plain(reason))

    def stop(self, reason: str) -> None:
        """Say why all open points were not tried. The first reason counts."""
        self._stopped = self._stopped or self.plain(reason)

    def is_met(self, point: str) -> bool:
        """Whether the point was met at least once."""
        return point in self._met

    def is_broken(self, point: str) -> bool:
        """Whether the point was broken at least once."""
        return point in self._broken

    def plain(self, text: str) -> str:
        """Make a text with a server's words fit for a report."""
        text = self.mask(text)
        text = "".join(one if one.isprintable() else repr(one)[1:-1] for one in text[: LENGTH + 1])
        return text if len(text) <= LENGTH else text[: LENGTH - 1] + "…"

    def mask(self, text: str) -> str:
        """Take the secrets out of a text. This has to be done before it is cut or quoted."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        masked: str = redacted(text)
        return masked

    def verdicts(self) -> tuple[Verdict, ...]:
        """One verdict for every point, in their order."""
        return tuple(self._verdict(point) for point in self._points.values())

    def _verdict(self, point: Point) -> Verdict:
        if point.id in self._broken:
            first, *others = self._broken[point.id]
            more = f" (and {len(others)} more)" if others else ""
            return _make(point, "not met", first + more)
        if point.id in self._met:
            return _make(point, "met", self._met[point.id])
        needed = f"needs {point.needs}" if point.needs else ""
        fallback = self._stopped or "the check did not get that far"
        return _make(point, "not tried", self._reasons.get(point.id) or needed or fallback)


def _make(point: Point, outcome: Outcome, detail: str) -> Verdict:
    return Verdict(
        point=point.id,
        outcome=outcome,
        sentence=point.sentence,
        section=point.section,
        detail=detail,
    )
