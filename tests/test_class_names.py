"""Every class and type alias of the package has a different name."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import vfmock
from tests.layers import read_package

MODULES = read_package(Path(vfmock.__file__).parent)


def names(source: str) -> Iterator[str]:
    """The classes and type aliases that a module defines."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ClassDef(name=name):
                yield name
            case ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name(id="TypeAlias")):
                yield name
            case _:
                pass


def test_classes_and_type_aliases_are_found() -> None:
    source = "class A:\n    class B: ...\nC: TypeAlias = int\nd: int = 7\n"
    assert sorted(names(source)) == ["A", "B", "C"]
    assert "TrackedSession" in names(MODULES["vfmock.checks.lifecycle.state"])


def test_no_two_classes_or_type_aliases_have_the_same_name() -> None:
    counts = Counter(name for source in MODULES.values() for name in names(source))
    assert {name for name, count in counts.items() if count > 1} == set()
