"""Extensions that the tests register from outside of the package, for one test at a time."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator

import pytest

from vfmock.dialects import DIALECTS
from vfmock.endpoints import ENDPOINTS

MODULES = ("tests.behaviour.toy_dialect", "tests.behaviour.toy_endpoint")


def registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the toys registered meanwhile; nothing else of the process shall see them."""
    for registry in (DIALECTS, ENDPOINTS):
        monkeypatch.setattr(registry, "_entries", dict(registry._entries))
    for name in MODULES:
        monkeypatch.delitem(sys.modules, name, raising=False)
        importlib.import_module(name)
    yield
    for name in MODULES:
        sys.modules.pop(name, None)
