"""Command line: `python -m benchmarks.turns`."""

import argparse
import json
import sys
from collections.abc import Sequence

from benchmarks.harness import options
from benchmarks.harness.command import carry_out
from benchmarks.harness.cores import Cores

from . import report
from .measure import Plan, run
from .servers import SERVERS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return 0, 1 after an error, 130 after an interruption."""
    chosen = _parser().parse_args(arguments)
    plan = Plan(
        servers=SERVERS.chosen(chosen.servers, chosen.other),
        connections=tuple(dict.fromkeys(chosen.connections)),
        rounds=chosen.rounds,
        seconds=chosen.seconds,
        idle=chosen.idle,
    )
    most = max(*plan.connections, plan.idle, 1)
    return carry_out("turns", most, lambda cores: _measure(plan, cores, as_json=chosen.json))


def _measure(plan: Plan, cores: Cores | None, *, as_json: bool) -> None:
    results = run(plan, cores)
    if as_json:
        print(json.dumps(report.document(plan, results, cores), indent=2))
    else:
        print(report.table(plan, results))
    for text in report.warnings(plan, results):
        print(f"warning: {text}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.turns",
        description="Play the same turn on several servers and compare what it costs.",
    )
    options.add_measuring(parser, connections=[1, 50, 500], rounds=5)
    options.add_servers(parser, SERVERS)
    parser.add_argument(
        "--idle",
        type=_idle,
        default=1000,
        help="idle connections for the memory, from 100; 0 leaves it out (default: 1000)",
    )
    options.add_output(parser)
    return parser


def _idle(text: str) -> int:
    # Fewer than a hundred drown in the steps in which a process gets its memory.
    return 0 if text == "0" else options.whole(100)(text)


if __name__ == "__main__":
    sys.exit(main())
