"""Registries: each name is used once; the error for an unknown name shows the nearest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from vfmock.core.registry import Registry, import_modules
from vfmock.errors import DuplicateName, UnknownName


@pytest.fixture
def fruits() -> Registry[type]:
    """A registry with two things in it."""
    registry: Registry[type] = Registry("fruit")
    registry.register("pear")(int)
    registry.register("apple")(str)
    return registry


def test_registering_returns_the_thing(fruits: Registry[type]) -> None:
    @fruits.register("plum")
    class Plum:
        """A fruit."""

    assert fruits["plum"] is Plum
    assert Plum.__name__ == "Plum"


def test_a_registry_is_a_mapping_sorted_by_name(fruits: Registry[type]) -> None:
    assert list(fruits) == ["apple", "pear"]
    assert dict(fruits) == {"apple": str, "pear": int}
    assert len(fruits) == 2
    assert "pear" in fruits
    assert "plum" not in fruits


def test_a_name_can_be_registered_only_once(fruits: Registry[type]) -> None:
    with pytest.raises(DuplicateName) as raised:
        fruits.register("pear")(float)
    assert str(raised.value) == "two fruits are named 'pear'"
    assert fruits["pear"] is int


def test_the_error_for_an_unknown_name_shows_the_nearest(fruits: Registry[type]) -> None:
    with pytest.raises(UnknownName) as raised:
        fruits["paer"]
    assert str(raised.value) == "unknown fruit 'paer', did you mean 'pear' (known: apple, pear)"


def test_get_has_a_default_like_any_mapping(fruits: Registry[type]) -> None:
    assert fruits.get("pear") is int
    assert fruits.get("plum") is None
    assert fruits.get("plum", float) is float


def test_entries_are_loaded_when_one_is_read() -> None:
    read: list[str] = []

    def load() -> None:
        read.append("loaded")
        berries.register("apple")(str)

    berries: Registry[type] = Registry("berry", load)
    berries.register("pear")(int)
    assert read == []
    assert sorted(berries) == ["apple", "pear"]
    assert (len(berries), berries["apple"], "plum" in berries) == (2, str, False)
    assert read == ["loaded"]


def test_every_reader_is_told_that_entries_can_not_be_loaded() -> None:
    def load() -> None:
        raise ImportError("no berry")

    berries: Registry[type] = Registry("berry", load)
    for _ in range(2):
        with pytest.raises(ImportError, match="no berry"):
            berries.get("pear")


def test_a_server_that_plays_no_fault_imports_none() -> None:
    program = (
        "import sys; from vfmock import MockServer, text; server = MockServer();"
        " server.on.text('hi').reply(text('hello')); server.start(); server.stop();"
        " print([name for name in sys.modules if name.startswith('vfmock.core.faults.turn.')])"
    )
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert told.stdout.decode().strip() == "[]"


def test_every_module_of_a_package_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "orchard_of_tests"
    package.mkdir()
    for name in ("__init__", "b", "a"):
        (package / f"{name}.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    names = [f"orchard_of_tests.{name}" for name in "ab"]
    import_modules("orchard_of_tests", [str(package)])
    assert [name for name in sys.modules if name in names] == names
    for name in ("orchard_of_tests", *names):
        monkeypatch.delitem(sys.modules, name)
