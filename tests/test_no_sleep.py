"""No test sleeps to wait: tests wait for events instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent

ALLOWED: dict[str, str] = {}
"""Files that may sleep, and why: only what passes in real time alone is a reason, as heartbeats."""

MODULES = {"time", "asyncio", "anyio", "trio"}


def sleeps(source: str) -> Iterator[int]:
    """The lines that call a ``sleep`` for any time but none, under whatever name it has there."""
    tree = ast.parse(source)
    modules: dict[str, str] = {}
    functions: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {one.asname or one.name: one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            functions |= {one.asname or one.name for one in node.names if one.name == "sleep"}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or _is_nothing(node):
            continue
        if _is_sleep(node.func, modules, functions):
            yield node.lineno


def _is_sleep(called: ast.expr, modules: dict[str, str], functions: set[str]) -> bool:
    if isinstance(called, ast.Name):
        return called.id in functions
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        return called.attr == "sleep" and modules.get(called.value.id) in MODULES
    return False


def _is_nothing(call: ast.Call) -> bool:
    """Whether it is ``sleep(0)``: a turn of the loop for the others, and no time."""
    return (
        len(call.args) == 1
        and not call.keywords
        and isinstance(call.args[0], ast.Constant)
        and call.args[0].value == 0
    )


def files() -> list[str]:
    """Every module of the tests."""
    found = [path for path in ROOT.rglob("*.py") if "node_modules" not in path.parts]
    return sorted(str(path.relative_to(ROOT)) for path in found)


def test_no_test_sleeps() -> None:
    lines = {name: list(sleeps((ROOT / name).read_text(encoding="utf-8"))) for name in files()}
    found = [f"{name}:{line}" for name in lines if name not in ALLOWED for line in lines[name]]
    assert not found, "\n".join(["these sleep; wait for an event instead:", *found])
    rested = [name for name in ALLOWED if not lines[name]]
    assert not rested, f"these do not sleep any more, take them off the list: {rested}"


def test_every_exception_has_a_reason() -> None:
    assert "test_no_sleep.py" in files()
    assert all(len(why) > 20 for why in ALLOWED.values())


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.sleep(1)",
        "import asyncio\nasync def f():\n    await asyncio.sleep(0.1)",
        "from time import sleep\nsleep(1)",
        "from asyncio import sleep as wait\nwait(1)",
        "import asyncio as aio\naio.sleep(n)",
        "import asyncio\nasyncio.sleep(0 + 1)",
        "import asyncio\nasyncio.sleep(delay=0.0)",
        "import time\nwhile True: time.sleep(*[1])",
    ],
)
def test_a_sleep_is_found(source: str) -> None:
    assert list(sleeps(source)) == [source.count("\n") + 1]


@pytest.mark.parametrize(
    "source",
    [
        "import asyncio\nasyncio.sleep(0)",
        "clock.sleep(5)",
        "def sleep(n): ...\nsleep(5)",
        "import time\ntime.monotonic()",
    ],
)
def test_code_without_a_sleep_is_accepted(source: str) -> None:
    assert list(sleeps(source)) == []
