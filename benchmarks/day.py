"""A conversation of 24 hours under the mock clock: ``python -m benchmarks.day``.

The agent says something every five minutes for a day: 288 pauses and 288 texts. The time is taken
from moving the clock by 24 hours until the client has the last message. The budget is 50 ms.
"""

from __future__ import annotations

import argparse
import time

from benchmarks.harness.client import PATIENCE
from benchmarks.harness.errors import LoadError
from benchmarks.harness.options import whole
from benchmarks.harness.spread import spread
from benchmarks.turns.connection import TURN, Connection
from vfmock import MockServer, pause, text

MINUTES = 5
TEXTS = 24 * 60 // MINUTES

BUDGET = 50.0
"""Milliseconds."""


def day() -> float:
    """Play a day, and return the milliseconds that it took."""
    server = MockServer(clock="mock")
    server.on.text("go").reply(
        *[step for _ in range(TEXTS) for step in (pause(60 * MINUTES), text("Still here."))]
    )
    with server, Connection(server.port, "user") as client:
        client.connect()
        client.socket.settimeout(PATIENCE)
        client.send(TURN)
        client.receive()  # "accepted": the turn has begun
        begin = time.perf_counter()
        server.clock.advance(hours=24)
        heard = 0
        while heard <= TEXTS:  # the last packet says that the action is completed
            heard += len(client.receive())
        took = (time.perf_counter() - begin) * 1000
    if heard != TEXTS + 1:
        raise LoadError(f"{heard} packets came, wanted {TEXTS + 1}")
    return took


def main() -> int:
    """Print the median of some days."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.day")
    parser.add_argument("--rounds", type=whole(1), default=9, help="(default: 9)")
    given = parser.parse_args()
    day()  # what is imported for the first server is not of the day
    taken = spread([day() for _ in range(given.rounds)])
    print(f"24 hours with {TEXTS} texts: {taken.show(1, 1)} ms (budget {BUDGET:g} ms)")
    return 0 if taken.median <= BUDGET else 1


if __name__ == "__main__":
    raise SystemExit(main())
