"""The servers of the benchmark, and the commands that start them."""

import json
import sys
from pathlib import Path

from benchmarks.harness import processes
from benchmarks.harness.servers import Servers
from benchmarks.turns.servers import SCENARIO

from .answers import answers

HERE = Path(__file__).parent


def _python() -> list[str]:
    return [sys.executable, str(HERE / "bare_server.py"), json.dumps(answers())]


def _node() -> list[str]:
    return [processes.node(), str(HERE / "bare_server.mjs"), json.dumps(answers())]


SERVERS = Servers(python=_python, node=_node, scenario=SCENARIO)
