"""Keeps the servers on one core and the load generator on another, where the system can."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cores:
    """The numbers of the two cores."""

    server: int
    generator: int


def choose() -> Cores | None:
    """Choose two cores that this process may use; `None` where it cannot choose or has one."""
    if sys.platform == "linux":
        allowed = sorted(os.sched_getaffinity(0))
        if len(allowed) >= 2:
            return Cores(server=allowed[-1], generator=allowed[0])
    return None


@contextmanager
def on_server_core(cores: Cores | None) -> Iterator[None]:
    """Run the block on the servers' core, then go to the generator's own.

    A process started in the block inherits its core with all threads it will ever have. Moving it
    later would move its first thread only, and Node has several.
    """
    if cores is None:
        yield
        return
    _move_to(cores.server)
    try:
        yield
    finally:
        _move_to(cores.generator)


def _move_to(core: int) -> None:
    if sys.platform == "linux":
        os.sched_setaffinity(0, {core})
