"""Command line: `python -m benchmarks.turns`."""

import argparse
import json
import resource
import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

from . import cores, interrupts, report
from .errors import BenchmarkError
from .measure import Plan, run
from .servers import BASELINE, OTHER, SERVERS, add_other

SPARE_FILES = 100
"""Descriptors that a process needs besides its connections."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return 0, 1 after an error, 130 after an interruption."""
    options = _parser().parse_args(arguments)
    if options.other is not None:
        add_other(options.other)
    plan = Plan(
        servers=tuple(each for each in SERVERS if each in {BASELINE, OTHER, *options.servers}),
        connections=tuple(dict.fromkeys(options.connections)),
        rounds=options.rounds,
        seconds=options.seconds,
        idle=options.idle,
    )
    try:
        with interrupts.handled():
            _allow_files(max(*plan.connections, plan.idle, 1) + SPARE_FILES)
            _measure(plan, as_json=options.json)
    except BenchmarkError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("turns: interrupted, all servers are stopped", file=sys.stderr)
        return 130
    return 0


def _measure(plan: Plan, *, as_json: bool) -> None:
    chosen = cores.choose()
    if chosen is None:
        print("turns: no core can be chosen here, expect wider spreads", file=sys.stderr)
    results = run(plan, chosen)
    if as_json:
        print(json.dumps(report.document(plan, results, chosen), indent=2))
    else:
        print(report.table(plan, results))
    for text in report.warnings(plan, results):
        print(f"warning: {text}", file=sys.stderr)


def _allow_files(wanted: int) -> None:
    """Raise the limit of open files, which the servers inherit; macOS starts with 256."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise BenchmarkError(f"{wanted} open files are needed, the system allows {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.turns",
        description="Play the same turn on several servers and compare what it costs.",
    )
    parser.add_argument(
        "--connections",
        type=_list(_whole(1)),
        default=[1, 50, 500],
        metavar="N,N",
        help="numbers of connections (default: 1,50,500)",
    )
    parser.add_argument(
        "--rounds", type=_whole(1), default=5, help="rounds over all servers (default: 5)"
    )
    parser.add_argument(
        "--seconds",
        type=_seconds,
        default=2.0,
        help="length of one measurement (default: 2; 0.5 or more, as CPU is counted in 0.01 s)",
    )
    parser.add_argument(
        "--servers",
        type=_list(_server),
        default=list(SERVERS),
        metavar="NAME,NAME",
        help=f"of {', '.join(SERVERS)}; {BASELINE} is the baseline and always runs (default: all)",
    )
    parser.add_argument(
        "--other",
        metavar="COMMAND",
        help=f"the vfmock command of another environment, measured as {OTHER!r}",
    )
    parser.add_argument(
        "--idle",
        type=_idle,
        default=1000,
        help="idle connections for the memory, from 100; 0 leaves it out (default: 1000)",
    )
    parser.add_argument(
        "--json", action="store_true", help="print JSON with every sample instead of the table"
    )
    return parser


T = TypeVar("T")


def _list(item: Callable[[str], T]) -> Callable[[str], list[T]]:
    return lambda text: [item(each.strip()) for each in text.split(",")]


def _whole(least: int) -> Callable[[str], int]:
    def convert(text: str) -> int:
        number = int(text) if text.isdecimal() else -1
        if number < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least}")
        return number

    return convert


def _idle(text: str) -> int:
    # Fewer than a hundred drown in the steps in which a process gets its memory.
    return 0 if text == "0" else _whole(100)(text)


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0.5 <= number <= 600:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds from 0.5 to 600")
    return number


def _server(text: str) -> str:
    if text not in SERVERS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a server: {', '.join(SERVERS)}")
    return text


if __name__ == "__main__":
    sys.exit(main())
