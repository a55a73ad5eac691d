"""Faults: every failure that a client can meet. Each fault has its own file, named after it.

``connecting`` has the faults before a client is connected. ``connection`` has the ways in which
connections break. ``handshake`` and ``turn`` have wrong answers of the server. ``wire`` has faults
in how bytes travel. ``http`` has those of answers over HTTP, ``webhook`` those of lifecycle
webhooks.
"""

from vfmock.core.faults import connecting, connection, handshake, http, turn, webhook, wire
from vfmock.core.faults.base import FAULTS, Fault
from vfmock.core.faults.rule import FaultRule, FaultSpelling
from vfmock.core.registry import import_modules

__all__ = ["FAULTS", "Fault", "FaultRule", "FaultSpelling"]

for _package in (connecting, connection, handshake, turn, wire, http, webhook):
    import_modules(_package.__name__, list(_package.__path__))
