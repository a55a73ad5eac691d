"""The files that ship with the code: where they are found, and what is said if they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.folders import EXAMPLES, PRESETS, SCHEMAS
from vfmock import resources
from vfmock.core.registry import import_modules
from vfmock.errors import IncompletePackage


@pytest.mark.parametrize(
    ("folder", "suffix"), [(SCHEMAS, ".json"), (EXAMPLES, ".yaml"), (PRESETS, ".yaml")]
)
def test_every_file_is_found_by_its_path(folder: Path, suffix: str) -> None:
    found = {name: file.read_bytes() for name, file in resources.files(folder.name, suffix)}
    there = {
        file.relative_to(folder).as_posix().removesuffix(suffix): file.read_bytes()
        for file in folder.rglob(f"*{suffix}")
    }
    assert found == there != {}


def test_files_come_in_the_order_of_their_names() -> None:
    names = [name for name, _ in resources.files("presets", ".yaml")]
    assert names == sorted(names)


def test_a_folder_that_is_missing_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path)
    told = (
        f"the folder 'schemas' of vfmock is not in {tmp_path}: a program that contains vfmock has"
        r" to contain its data too \(with PyInstaller: --collect-all vfmock\)"
    )
    with pytest.raises(IncompletePackage, match=told):
        list(resources.files("schemas", ".json"))


def test_a_package_without_its_modules_is_an_error(tmp_path: Path) -> None:
    told = (
        r"^no module of vfmock.core.steps is there: .* \(with PyInstaller: --collect-all vfmock\)$"
    )
    with pytest.raises(IncompletePackage, match=told):
        import_modules("vfmock.core.steps", [str(tmp_path)])
