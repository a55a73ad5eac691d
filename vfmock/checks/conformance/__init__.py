"""Conformance: whether a server does what the protocol page says, point by point.

This package is pure. It gets what a client and the server exchanged, and returns verdicts.
"""

from vfmock.checks.conformance.ledger import Ledger
from vfmock.checks.conformance.observer import Observer
from vfmock.checks.conformance.points import POINTS, Point, points_by_id

__all__ = ["POINTS", "Ledger", "Observer", "Point", "points_by_id"]
