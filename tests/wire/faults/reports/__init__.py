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

TESTS = {
    "handshake delay": "test_a_late_handshake",
    "handshake timeout": "test_a_handshake_that_is_never_answered",
    "half open": "test_a_connection_without_heartbeats",
    "ping timeout": "test_a_connection_without_heartbeats",
    "server restart": "test_a_restart",
    "client.started late": "test_a_late_answer",
    "session.created late": "test_a_late_answer",
    "slow drip": "test_bytes_that_drip",
    "split": "test_messages_in_pieces",
}
"""The tests of single faults; the others of a group have one together."""

TOGETHER = {
    "connecting": "test_connecting",
    "connection": "test_a_broken_connection",
    "handshake": "test_a_handshake",
    "turn": "test_a_turn",
    "wire": "test_what_comes_later",
}


def shown_by(group: str, fault: str) -> str:
    """The test that shows a fault with the real clients."""
    return f"tests/wire/faults/test_{group}.py::{TESTS.get(fault, TOGETHER[group])}"


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
    "shown_by",
]
