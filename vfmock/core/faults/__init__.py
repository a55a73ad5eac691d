"""Faults: every failure that a client can be shown, one file each, by the name that it has.

``connecting`` has what happens before a client is connected, ``connection`` how connections break,
``handshake`` and ``turn`` what the server says wrong, ``wire`` how bytes travel.
"""

from vfmock.core.faults import connecting, connection, handshake, turn, wire
from vfmock.core.faults.base import FAULTS, Fault
from vfmock.core.faults.rule import FaultRule, FaultSpelling
from vfmock.core.registry import import_modules

__all__ = ["FAULTS", "Fault", "FaultRule", "FaultSpelling"]

for _package in (connecting, connection, handshake, turn, wire):
    import_modules(_package.__name__, list(_package.__path__))
