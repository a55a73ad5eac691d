"""Reads the pages of ``docs/``: their tables and their fences."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

_FENCE = re.compile(r"^```(\w+)(?: ([^\n]*))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Fence:
    """A block of code: its language, what stands behind it, its text, and its line in the page."""

    language: str
    info: str
    text: str
    line: int


def fences(page: str, language: str) -> list[Fence]:
    """The blocks of a page that are in a language."""
    return [
        Fence(found[1], found[2] or "", found[3], page.count("\n", 0, found.start()) + 1)
        for found in _FENCE.finditer(page)
        if found[1] == language
    ]


def rows(page: str, first: str = "id") -> Iterator[list[str]]:
    """The cells of each row of each table whose first column has that name."""
    inside = False
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line[:1] == "|" else []
        if not cells:
            inside = False
        elif cells[0] == first:
            inside = True
        elif inside and not set(cells[0]) <= {"-"}:
            yield cells


def code(cell: str) -> list[str]:
    """What stands in backquotes in a cell."""
    return _CODE.findall(cell)


def words(page: str) -> set[str]:
    """All that stands in backquotes, outside fences."""
    return set(_CODE.findall(_FENCE.sub("", page)))


def is_test(name: str) -> bool:
    """Whether there is a test function of that name: ``tests/wire/test_x.py::test_y``."""
    file, _, function = name.partition("::")
    return file.startswith("tests/") and function.startswith("test_") and function in _tests(file)


@cache
def _tests(file: str) -> frozenset[str]:
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    body = ast.parse(path.read_bytes()).body
    functions = (one for one in body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(one.name for one in functions)
