"""Plays turns in a closed loop on many connections, and counts what they take."""

import selectors
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from .client import PATIENCE, Client
from .errors import LoadError

C = TypeVar("C", bound=Client)
Maker: TypeAlias = Callable[[int, str], C]
"""Makes the client of a port and a user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """Turns played, the seconds that passed, and the generator's own CPU seconds."""

    turns: int
    wall: float
    own_cpu: float


@contextmanager
def connected(make: Maker[C], port: int, count: int) -> Iterator[list[C]]:
    """Open `count` connections, each with a user of its own, and close them at the end.

    The users have the same names each time, so that a server's table of users stays bounded.
    """
    with ExitStack() as stack:
        clients: list[C] = []
        for index in range(count):
            client = make(port, f"user-{index}")
            stack.enter_context(client)
            client.connect()
            clients.append(client)
        yield clients


def play(clients: Sequence[Client], seconds: float) -> Played:
    """Play turns for `seconds`: each connection sends its next one when one is completed.

    Turns that run when the time is up are completed and counted, so that CPU and turns are of
    the same work. With 0 seconds each connection plays one turn.
    """
    # A selector and not asyncio: the loop below costs about half, and the generator has to be
    # cheaper than the cheapest server.
    with selectors.DefaultSelector() as selector:
        for client in clients:
            selector.register(client, selectors.EVENT_READ, client)
        cpu = time.process_time()
        begin = time.perf_counter()
        for client in clients:
            client.send_turn()
        turns = _loop(selector, len(clients), begin + seconds)
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
            client: Client = key.data
            if not client.take():
                continue
            turns += 1
            if now < deadline:
                client.send_turn()
            else:
                running -= 1
    return turns
