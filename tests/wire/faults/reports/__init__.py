"""What the real clients report of every fault, group by group: the one place that says it.

``tests/wire/faults/test_reports.py`` holds these tables against npm's ``socket.io-client`` and
Python's asyncio client, and ``docs/faults.md`` shows them; a test compares the two. The words are
those of ``tests/wire/faults/words.py``.
"""

from tests.wire.faults.reports.base import Report, Says
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

REPORTS = {name: report for reports in GROUPS.values() for name, report in reports.items()}

__all__ = ["GROUPS", "REPORTS", "Report", "Says"]
