"""The catalogue of faults as a whole."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import vfmock.core.faults
from tests.each import check_each
from vfmock.core.faults import FAULTS
from vfmock.core.faults.base import (
    ConnectFault,
    ConnectionFault,
    HandshakeFault,
    HostFault,
    HttpFault,
    OrderFault,
    TurnFault,
    WebhookFault,
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
    WebhookFault: "webhook",
    HttpFault: "http",
}
"""Each kind of fault, and the package that its faults are in."""

HERE = Path(__file__).parent


def of_one_kind(name: str) -> None:
    """A fault is of one kind, and in the package of that kind."""
    (kind,) = (kind for kind in KINDS if issubclass(FAULTS[name], kind))
    assert FAULTS[name].__module__.split(".")[-2] == KINDS[kind]


def well_named(name: str) -> None:
    """Its name is lower-case words, and that of its file."""
    assert re.fullmatch(r"[a-z]+([ .][a-z]+)*", name)
    assert FAULTS[name].name == name
    assert FAULTS[name].__module__.split(".")[-1] == re.sub(r"[ .]", "_", name)


def good_without_a_word(name: str) -> None:
    """It can be made without arguments, and is shown by its name."""
    assert str(FAULTS[name]()) == name
    assert FAULTS[name]() == FAULTS[name]()


def described(name: str) -> None:
    """It is a frozen dataclass that says what it is for."""
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


def mirrored(name: str) -> None:
    """It has its mirrored test."""
    *_, package, module = FAULTS[name].__module__.split(".")
    assert (HERE / package / f"test_{module}.py").is_file()


@pytest.mark.parametrize(
    "check", [of_one_kind, well_named, good_without_a_word, described, mirrored]
)
def test_a_fault_is(check: Callable[[str], None]) -> None:
    check_each(FAULTS, check)


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
