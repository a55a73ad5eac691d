"""Conformance: what the protocol page says of a server, point by point, and whether one does it.

Pure: what passed between a client and the server comes in, verdicts come out.
"""

from vfmock.checks.conformance.ledger import Ledger
from vfmock.checks.conformance.observer import Observer
from vfmock.checks.conformance.points import POINTS, Point

__all__ = ["POINTS", "Ledger", "Observer", "Point"]
