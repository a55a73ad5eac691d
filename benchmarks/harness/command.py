"""What every command line of a benchmark does around its work."""

import resource
import sys
from collections.abc import Callable

from . import interrupts
from .cores import Cores, choose
from .errors import BenchmarkError

SPARE_FILES = 100
"""Descriptors that a process needs besides its connections."""


def carry_out(name: str, connections: int, work: Callable[[Cores | None], None]) -> int:
    """Do the work on the chosen cores; return 0, 1 after an error, 130 after an interruption.

    `connections` is the greatest number of them at a time.
    """
    try:
        with interrupts.handled():
            _allow_files(connections + SPARE_FILES)
            chosen = choose()
            if chosen is None:
                say(name, "no core can be chosen here, expect wider spreads")
            work(chosen)
    except BenchmarkError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say(name, "interrupted, all servers are stopped")
        return 130
    return 0


def say(name: str, text: str) -> None:
    """Tell a person how far the benchmark `name` is."""
    print(f"{name}: {text}", file=sys.stderr, flush=True)


def _allow_files(wanted: int) -> None:
    """Raise the limit of open files, which the servers inherit; macOS starts with 256."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise BenchmarkError(f"{wanted} open files are needed, the system allows {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
