"""Plays turns in a closed loop on many connections, and counts what they take."""

import selectors
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from .connection import PATIENCE, TURN, Connection
from .errors import LoadError

PACKETS_IN_TURN = 5
STATUS = b'42["action.status"'
TRACE = b'42["action.trace"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """Turns played, the seconds that passed, and the generator's own CPU seconds."""

    turns: int
    wall: float
    own_cpu: float


@contextmanager
def connected(port: int, count: int) -> Iterator[list[Connection]]:
    """Open `count` connections, each with a session of its own, and close them at the end.

    The users have the same names each time, so that a server's table of users stays bounded.
    """
    with ExitStack() as stack:
        connections = []
        for index in range(count):
            connection = stack.enter_context(Connection(port, f"user-{index}"))
            connection.connect()
            connections.append(connection)
        yield connections


def play(connections: list[Connection], seconds: float) -> Played:
    """Play turns for `seconds`: each connection sends its next one when one is completed.

    Turns that run when the time is up are completed and counted, so that CPU and turns are of
    the same work. With 0 seconds each connection plays one turn.
    """
    # A selector and not asyncio: the loop below costs about half, and the generator has to be
    # cheaper than the cheapest server.
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection, selectors.EVENT_READ, connection)
        cpu = time.process_time()
        begin = time.perf_counter()
        for connection in connections:
            connection.send(TURN)
        turns = _loop(selector, len(connections), begin + seconds)
        return Played(
            turns=turns,
            wall=time.perf_counter() - begin,
            own_cpu=time.process_time() - cpu,
        )


def _loop(selector: selectors.BaseSelector, running: int, deadline: float) -> int:
    turns = 0
    while running:
        ready = selector.select(PATIENCE)
        now = time.perf_counter()
        if now > deadline + PATIENCE:
            raise LoadError(f"{running} turns are not completed {PATIENCE:.0f} s after the end")
        for key, _ in ready:
            connection: Connection = key.data
            for packet in connection.receive():
                if not _completes(connection, packet):
                    continue
                turns += 1
                if now < deadline:
                    connection.send(TURN)
                else:
                    running -= 1
    return turns


def _completes(connection: Connection, packet: bytes) -> bool:
    """Take one packet of a turn; say whether it is the turn's last one."""
    connection.packets_in_turn += 1
    if packet.startswith(TRACE):
        return False
    if not packet.startswith(STATUS):
        raise LoadError(f"in a turn came {packet[:300]!r}")
    if b"completed" not in packet:
        if b"accepted" not in packet:
            raise LoadError(f"in a turn came {packet[:300]!r}")
        return False
    if connection.packets_in_turn != PACKETS_IN_TURN:
        raise LoadError(
            f"a turn had {connection.packets_in_turn} packets, wanted {PACKETS_IN_TURN}"
        )
    connection.packets_in_turn = 0
    return True
