"""What the real clients report of every fault, group by group: the one place that says it.

The tests of this package hold these tables against npm's ``socket.io-client`` and Python's asyncio
client, and ``docs/faults.md`` shows them; a test compares the two. The words are those of
``tests/wire/faults/words.py``.
"""

from tests.wire.faults.reports.base import Report, Says, both
from tests.wire.faults.reports.connecting import CONNECTING
from tests.wire.faults.reports.connection import CONNECTION
from tests.wire.faults.reports.handshake import HANDSHAKE
from tests.wire.faults.reports.turn import TURN
from tests.wire.faults.reports.wire import WIRE

GROUPS: dict[str, dict[str, Report]] = {
    "connecting": CONNECTING,
    "connection": CONNECTION,
    "handshake": HANDSHAKE,
    "turn": TURN,
    "wire": WIRE,
}

__all__ = [
    "CONNECTING",
    "CONNECTION",
    "GROUPS",
    "HANDSHAKE",
    "Report",
    "Says",
    "TURN",
    "WIRE",
    "both",
]
