"""Every text file is read and written as UTF-8: the encoding of Windows is another one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

FOLDERS = ("vfmock", "tests", "tools", "benchmarks")

ARGUMENTS_BEFORE = {"read_text": 0, "write_text": 1, "open": 3}
"""How many positional arguments come before ``encoding``."""


def without(source: str) -> Iterator[int]:
    """The lines that open a text file and leave its encoding to the system."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _opens_text(node):
            yield node.lineno


def _opens_text(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if isinstance(call.func, ast.Name) and call.func.id == "open":
        name = "open"
    elif name == "open":
        return False  # many things are opened; a path of this repository never is, but by ``open``
    if name not in ARGUMENTS_BEFORE or any(one.arg in (None, "encoding") for one in call.keywords):
        return False
    binary = name == "open" and len(call.args) > 1 and "b" in str(ast.literal_eval(call.args[1]))
    return not binary and len(call.args) <= ARGUMENTS_BEFORE[name]


def test_no_file_is_opened_in_the_encoding_of_the_system() -> None:
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    files = [path for path in files if "node_modules" not in path.parts]
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in (*files, ROOT / "dev.py", ROOT / "conftest.py")
        for line in without(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(['these lack encoding="utf-8":', *found])


@pytest.mark.parametrize(
    "source",
    ["open(x)", "open(x, 'w')", "path.read_text()", "path.write_text(x)", "path.write_text('')"],
)
def test_an_encoding_that_lacks_is_found(source: str) -> None:
    assert list(without(source)) == [1]


@pytest.mark.parametrize(
    "source",
    [
        "open(x, 'rb')",
        "open(x, encoding='utf-8')",
        "open(**options)",
        "path.read_text('utf-8')",
        "path.write_text(x, encoding='utf-8')",
        "session.open()",
    ],
)
def test_what_has_an_encoding_is_accepted(source: str) -> None:
    assert list(without(source)) == []
