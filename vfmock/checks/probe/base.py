"""The base of probes, and their registry.

A probe is a client of a live server. It tries the points of one surface: the Socket.IO channel, or
a family of calls over HTTP.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from vfmock.checks.conformance import Ledger, Point
from vfmock.checks.findings import Finding
from vfmock.checks.probe.plan import Plan
from vfmock.core.registry import Registry


class Probed(NamedTuple):
    """How a probe went. ``amount`` says how much was done: ``in 12 calls``."""

    amount: str
    findings: tuple[Finding, ...] = ()


class Probe(ABC):
    """Tries the ``points`` of one surface, in the order of a report, and enters them."""

    points: ClassVar[Mapping[str, Point]]

    def __init__(self, plan: Plan, ledger: Ledger) -> None:
        self.plan = plan
        self.ledger = ledger

    @abstractmethod
    async def go(self) -> Probed:
        """Try all points. This ends whatever the server does."""


PROBES: Registry[type[Probe]] = Registry("surface")
