"""The files that ship with the code: JSON Schemas, example scenarios, presets of faults.

In a wheel they are inside the package, which may itself be in a zip file or in a frozen program. In
a checkout they are at the top of the repository.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from vfmock.errors import IncompletePackage

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    File: TypeAlias = Path | Traversable

_PACKAGE = Path(__file__).parent


def files(folder: str, suffix: str) -> Iterator[tuple[str, File]]:
    """Yield the files of ``schemas``, ``examples`` or ``presets``, at any depth.

    Each comes with its path below the folder, without the ``suffix`` that its name ends in.

    Raises:
        IncompletePackage: the folder is not there.
    """
    yield from _below(_find(folder), "", suffix)


def _find(folder: str) -> File:
    for parent in (_PACKAGE, _PACKAGE.parent):
        if (parent / folder).is_dir():
            return parent / folder
    from importlib.resources import files as contents  # slow to import, and seldom needed

    inside = contents("vfmock") / folder
    if inside.is_dir():
        return inside
    raise IncompletePackage(
        f"the folder {folder!r} of vfmock is not in {_PACKAGE}: a program that contains vfmock has"
        " to contain its data too (with PyInstaller: --collect-all vfmock)"
    )


def _below(folder: File, path: str, suffix: str) -> Iterator[tuple[str, File]]:
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.is_dir():
            yield from _below(file, f"{path}{file.name}/", suffix)
        elif file.name.endswith(suffix):
            yield path + file.name.removesuffix(suffix), file
