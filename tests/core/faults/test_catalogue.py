"""The catalogue of faults as a whole."""

from __future__ import annotations

import dataclasses
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

import vfmock.core.faults
from vfmock.core.faults import FAULTS
from vfmock.core.faults.base import (
    ConnectFault,
    ConnectionFault,
    HandshakeFault,
    HostFault,
    OrderFault,
    TurnFault,
    WireFault,
    fault,
)
from vfmock.errors import DuplicateName

KINDS = {
    ConnectFault: "connecting",
    HostFault: "connecting",
    ConnectionFault: "connection",
    OrderFault: "connection",
    HandshakeFault: "handshake",
    TurnFault: "turn",
    WireFault: "wire",
}
"""Each kind of fault, and the package that its faults are in."""

HERE = Path(__file__).parent


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_of_one_kind_and_in_the_package_of_that(name: str) -> None:
    (kind,) = (kind for kind in KINDS if issubclass(FAULTS[name], kind))
    assert FAULTS[name].__module__.split(".")[-2] == KINDS[kind]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_has_a_name_of_lower_case_words_which_is_that_of_its_file(name: str) -> None:
    assert re.fullmatch(r"[a-z]+([ .][a-z]+)*", name)
    assert FAULTS[name].name == name
    assert FAULTS[name].__module__.split(".")[-1] == re.sub(r"[ .]", "_", name)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_needs_nothing_said_and_is_told_by_its_name(name: str) -> None:
    assert str(FAULTS[name]()) == name
    assert FAULTS[name]() == FAULTS[name]()


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_a_frozen_dataclass_that_says_what_it_is_for(name: str) -> None:
    cls = FAULTS[name]
    made: Any = cls()
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.anything = 1
    assert cls.primary in (None, *(field.name for field in dataclasses.fields(made)))
    text = inspect.getdoc(cls)
    assert text, "inherited text counts for nothing"
    assert not text.startswith(f"{cls.__name__}("), "a dataclass makes one of its fields"
    assert cls.__doc__ is not None
    module = inspect.getmodule(cls)
    assert module is not None
    assert (module.__doc__ or "").startswith(f"``{name}``: ")


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_has_its_mirrored_test(name: str) -> None:
    *_, package, module = FAULTS[name].__module__.split(".")
    assert (HERE / package / f"test_{module}.py").is_file()


def test_every_file_of_the_catalogue_holds_one_fault() -> None:
    root = Path(vfmock.core.faults.__file__).parent
    files = {
        f"{path.parent.name}.{path.stem}" for path in root.glob("*/*.py") if path.stem != "__init__"
    }
    held = [".".join(cls.__module__.split(".")[-2:]) for cls in FAULTS.values()]
    assert sorted(held) == sorted(files)


def test_a_name_is_taken_once() -> None:
    with pytest.raises(DuplicateName, match=r"^two faults are named 'split'$"):

        @fault("split")
        class Another(WireFault):
            pass
