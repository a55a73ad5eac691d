"""Command line: `python -m benchmarks.http`."""

import argparse
import json
import sys
from collections.abc import Sequence

from benchmarks.harness import options
from benchmarks.harness.command import carry_out
from benchmarks.harness.cores import Cores

from . import report
from .connection import CALLS
from .measure import Plan, run
from .servers import SERVERS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return 0, 1 after an error, 130 after an interruption."""
    chosen = _parser().parse_args(arguments)
    plan = Plan(
        calls=tuple(dict.fromkeys(chosen.calls)),
        servers=SERVERS.chosen(chosen.servers, chosen.other),
        connections=tuple(dict.fromkeys(chosen.connections)),
        rounds=chosen.rounds,
        seconds=chosen.seconds,
    )
    most = max(plan.connections)
    return carry_out("http", most, lambda cores: _measure(plan, cores, as_json=chosen.json))


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
        prog="python -m benchmarks.http",
        description="Make the same calls over HTTP on several servers and compare what they cost.",
    )
    parser.add_argument(
        "--calls",
        type=options.list_of(options.one_of(CALLS, "a call")),
        default=list(CALLS),
        metavar="NAME,NAME",
        help=f"of {', '.join(CALLS)} (default: all)",
    )
    options.add_measuring(parser, connections=[1, 50], rounds=7)
    options.add_servers(parser, SERVERS)
    options.add_output(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
