"""Measures one server in one round."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from .client import Client
from .errors import BenchmarkError, LoadError
from .load import Maker, connected, play
from .processes import Server
from .usage import cpu_seconds, settle

WARM_UP_CONNECTIONS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One server in one round. All times are seconds a turn, except `generator_share`.

    `wall` is the time passed divided by the turns of all connections together;
    `generator_share` is the part of that time in which the generator itself ran, 0 to 1.
    """

    server: str
    connections: int
    round: int
    turns: int
    wall: float
    cpu: float
    generator_cpu: float
    generator_share: float


@contextmanager
def blaming(server: Server, what: str) -> Iterator[None]:
    """Name the server and what was measured in an error of the block."""
    try:
        yield
    except (LoadError, OSError) as error:
        raise BenchmarkError(f"{server.name}, {what}: {error}") from error


def warm_up(make: Maker[Client], server: Server, seconds: float) -> None:
    """Play turns that are not counted, and wait until the server is idle."""
    with connected(make, server.port, WARM_UP_CONNECTIONS) as clients:
        play(clients, seconds)
    settle(server.pid)


def sample(make: Maker[Client], server: Server, count: int, round_: int, seconds: float) -> Sample:
    """Play turns on `count` connections for `seconds`."""
    with blaming(server, f"{count} connections"):
        with connected(make, server.port, count) as clients:
            play(clients, 0)
            settle(server.pid)
            before = cpu_seconds(server.pid)
            played = play(clients, seconds)
            used = cpu_seconds(server.pid) - before
        settle(server.pid)
    return Sample(
        server=server.name,
        connections=count,
        round=round_,
        turns=played.turns,
        wall=played.wall / played.turns,
        cpu=used / played.turns,
        generator_cpu=played.own_cpu / played.turns,
        generator_share=played.own_cpu / played.wall,
    )
