"""No module of the package imports, directly or not, a module that imports it."""

from __future__ import annotations

from pathlib import Path

import pytest

import vfmock
from tests.cycles import cycle
from tests.layers import read_package


def test_the_package_has_no_import_cycle() -> None:
    assert cycle(read_package(Path(vfmock.__file__).parent)) == []


@pytest.mark.parametrize(
    "modules",
    [
        {"p": "", "p.a": "import p.b", "p.b": "from p import a"},
        {"p": "", "p.a": "from .b import x", "p.b": "def late():\n    from p.a import y"},
        {"p": "", "p.a": "import p.c", "p.c": "from p.b import x", "p.b": "import p.a"},
        {
            "p": "",
            "p.q": "from p.q import b",
            "p.q.a": "",
            "p.q.b": "import p.r",
            "p.r": "import p.q.a",
        },
    ],
    ids=["two", "in a function", "three", "through a package"],
)
def test_a_cycle_is_found(modules: dict[str, str]) -> None:
    found = cycle(modules)
    assert len(found) > 2
    assert found[0] == found[-1]


@pytest.mark.parametrize(
    "modules",
    [
        {"p": "", "p.a": "import p.b, os", "p.b": "from collections import abc"},
        {"p": "", "p.a": "if TYPE_CHECKING:\n    import p.b", "p.b": "import p.a"},
        {"p": "", "p.a": "if t.TYPE_CHECKING:\n    import p.b", "p.b": "import p.a"},
        {"p": "from p import a, b", "p.a": "import p.b", "p.b": ""},
    ],
    ids=["one way", "for types", "for types by its module", "a package of its modules"],
)
def test_modules_without_a_cycle_are_accepted(modules: dict[str, str]) -> None:
    assert cycle(modules) == []


def test_imports_in_the_else_of_type_checking_count() -> None:
    source = "if TYPE_CHECKING:\n    import p.c\nelse:\n    import p.b"
    assert cycle({"p": "", "p.a": source, "p.b": "import p.a", "p.c": ""}) != []
