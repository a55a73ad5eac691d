"""Only the file of a dialect contains its event names on the wire."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import vfmock
from vfmock.dialects import DIALECTS

PACKAGE = Path(vfmock.__file__).parent

EXEMPT = {
    "endpoints/base.py": "'keep-alive' is a part of a stream too",
    "core/names.py": "the neutral names are the words of the protocol page",
    "checks": "what judges the documented dialect, and a client that speaks it",
    "cli/client.py": "a client that speaks the documented dialect",
}


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """The strings of a module, but for its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value


def is_exempt(name: str) -> bool:
    """Whether a module may know the names of a dialect."""
    return any(name == one or name.startswith(f"{one}/") for one in EXEMPT)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_other_module_contains_an_event_name_of_a_dialect(dialect: str) -> None:
    table = DIALECTS[dialect]
    names = {*table.client_events, *(event.name for event in table.server_events.values())}
    names = {name for name in names if not name.isalpha()}  # plain words mean other things too
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name != f"dialects/{dialect}.py" and not is_exempt(name):
            found += [f"{name}:{line}: {text}" for line, text in strings(path) if text in names]
    assert found == []


def test_every_exempt_module_exists() -> None:
    assert all((PACKAGE / name).exists() for name in EXEMPT)
