"""The observer sees everything that passes, and enters its results into the ledger.

It checks every payload against its schema, and the whole exchange against the lifecycle. Only what
the server did counts, not what the client did.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from vfmock.checks.conformance.ledger import Ledger
from vfmock.checks.conformance.points import POINTS, Point, broken_by, is_of_the_mock
from vfmock.checks.findings import Finding
from vfmock.checks.lifecycle import Lifecycle
from vfmock.checks.lifecycle.line import Line
from vfmock.checks.payload_fields import value_of
from vfmock.contract import Contract
from vfmock.core.journal import Direction
from vfmock.types import JSON

STREAMS = {"completion": "rule.completions", "audio": "rule.audio"}
"""The traces that come in parts, and their points."""


_LINE = re.compile(r" on line \d+")
"""The place in the lifecycle's findings. There is no transcript to look it up in."""

MANY = 10
"""The limit of warnings, because a server may invent any number of events."""


class Observer:
    """Watches the connections of one check, for its points.

    ``odd`` are warnings: events that the page does not have, and packets that are not Socket.IO's.
    Such events are only warnings, because the page does not say that there are no others.
    """

    def __init__(
        self, contract: Contract, ledger: Ledger, points: Mapping[str, Point] = POINTS
    ) -> None:
        self.odd: list[Finding] = []
        self._ledger = ledger
        self._points = points
        self._broken_by = broken_by(points)
        self._lifecycle = Lifecycle(contract)
        self._lines = 0

    def note(self, connection: str, name: str) -> None:
        """Note that a connection began (``connect``) or is over (``disconnect``)."""
        self._feed(connection, "note", name, "")

    def sent(self, connection: str, name: str, payload: JSON) -> None:
        """Take an event that the client sent."""
        self._feed(connection, "in", name, payload)

    def came(self, connection: str, name: str, payload: JSON) -> None:
        """Take an event that the server sent."""
        broken = self._feed(connection, "out", name, payload)
        if name in self._points and name not in broken:
            self._ledger.met(name)
            self._look(name, payload)

    def malformed(self, error: Exception) -> None:
        """Take a packet that the client can't read."""
        kind = type(error).__name__
        self._wonder("packet.malformed", f"a packet came that is no Socket.IO ({kind})")

    def _feed(self, connection: str, direction: Direction, name: str, payload: JSON) -> set[str]:
        """Pass a line to the lifecycle. Return the points that it breaks."""
        self._lines += 1
        line = Line(
            number=self._lines,
            direction=direction,
            name=name,
            payload=payload,
            connection=connection,
        )
        broken = set()
        for finding in self._lifecycle.feed(line):
            if finding.who == "server" and not is_of_the_mock(finding.rule):
                broken |= self._enter(finding, name)
        return broken

    def _enter(self, finding: Finding, event: str) -> set[str]:
        if finding.rule == "event.known":
            self._wonder(finding.rule, finding.message)
            return set()
        point = event if finding.rule == "payload" else self._broken_by[finding.rule]
        if finding.rule == "payload":
            detail = f"wanted {finding.wanted} at {finding.pointer or '/'}, got {finding.got}"
        else:
            detail = _LINE.sub("", finding.message)
        self._ledger.broken(point, detail)
        return {point}

    def _wonder(self, rule: str, message: str) -> None:
        odd = Finding(rule=rule, message=self._ledger.plain(message), level="warning", who="server")
        if odd not in self.odd and len(self.odd) < MANY:
            self.odd.append(odd)

    def _look(self, name: str, payload: JSON) -> None:
        """Enter what a valid event shows by itself."""
        if name == "action.trace":
            trace = payload["trace"]
            stream = STREAMS.get(trace["type"])
            if stream is not None and value_of(trace.get("payload"), "state") == "end":
                self._ledger.met(stream)
        elif name == "session.ended":
            self._ledger.met("rule.end")
            if "timeout" in payload["reason"]:
                self._ledger.met("rule.end.timeout")
        elif name == "error":
            self._ledger.met("rule.error")
