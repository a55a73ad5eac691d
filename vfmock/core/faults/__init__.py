"""Faults: every failure that a client can meet. Each fault has its own file, named after it.

``connecting`` has the faults before a client is connected. ``connection`` has the ways in which
connections break. ``handshake`` and ``turn`` have wrong answers of the server. ``wire`` has faults
in how bytes travel. ``http`` has those of answers over HTTP, ``webhook`` those of lifecycle
webhooks. They are imported when ``FAULTS`` is read: most servers play none of them.
"""

from vfmock.core.faults.base import FAULTS, Fault
from vfmock.core.faults.rule import FaultRule, FaultSpelling

__all__ = ["FAULTS", "Fault", "FaultRule", "FaultSpelling"]
