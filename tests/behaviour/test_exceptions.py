"""Every behaviour runs on every surface, except where the table gives a reason."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from tests.behaviour.exceptions import EXCEPTIONS, meant
from tests.behaviour.surfaces import SURFACES
from tests.packaging.project import ROOT

HERE = Path(__file__).parent
LEAST = 150
"""How many behaviours there are at least. It only ever grows."""


def found() -> Iterator[str]:
    """The behaviours: the names of the tests that talk."""
    for path in sorted(HERE.glob("test_*.py")):
        module = importlib.import_module(f"{__package__}.{path.stem}")
        for name, member in vars(module).items():
            if name.startswith("test_") and "talk" in inspect.signature(member).parameters:
                yield name


BEHAVIOURS = list(found())


def test_there_are_many_behaviours_and_each_has_a_name_of_its_own() -> None:
    assert len(BEHAVIOURS) >= LEAST
    assert [name for name, count in Counter(BEHAVIOURS).items() if count > 1] == []


def test_each_exception_is_of_a_behaviour_and_a_surface_and_has_a_reason() -> None:
    unknown = [row for row in EXCEPTIONS if row[0] not in BEHAVIOURS or row[1] not in SURFACES]
    assert unknown == []
    assert [row for row, why in EXCEPTIONS.items() if len(why) < 20] == []
    assert [name for name in BEHAVIOURS if not meant(name, SURFACES)] == []


def test_an_exception_leaves_out_its_behaviour_on_its_surface_alone() -> None:
    exceptions = {("test_one", "b"): "there is no such thing"}
    assert meant("test_one", ["c", "b", "a"], exceptions) == ["a", "c"]
    assert meant("test_two", ["c", "b", "a"], exceptions) == ["a", "b", "c"]


@pytest.fixture(scope="module")
def collected() -> list[str]:
    """The tests of this folder, as pytest finds them."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", str(HERE)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return [line.partition("::")[2] for line in done.stdout.splitlines() if "::" in line]


def test_every_behaviour_runs_on_every_surface_that_is_not_excepted(collected: list[str]) -> None:
    wanted = [
        f"{behaviour}[{surface}]"
        for behaviour, surface in product(BEHAVIOURS, SURFACES)
        if (behaviour, surface) not in EXCEPTIONS
    ]
    assert sorted(one for one in collected if one.endswith("]")) == sorted(wanted)
