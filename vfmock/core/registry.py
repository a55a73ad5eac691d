"""Registries: tables of the implementations of one kind of thing.

An implementation (a step, a matcher, a dialect, a command …) is a class in a file of its own. The
class registers itself under its name. To add one, add its file. The package imports all of its
modules, so nothing else has to be edited.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from vfmock.errors import DuplicateName, IncompletePackage, UnknownName

T = TypeVar("T")
E = TypeVar("E")


class Registry(Mapping[str, T], Generic[T]):
    """Named implementations of one kind of thing.

    ``noun`` is the word for an entry in error messages, for example ``step``. ``load`` imports the
    modules of the entries, when the registry is read for the first time: a program that needs none
    of them does not wait for them. By default they are imported with their package.
    """

    def __init__(self, noun: str, load: Callable[[], None] | None = None) -> None:
        self.noun = noun
        self._entries: dict[str, T] = {}
        self._load = load

    @property
    def _loaded(self) -> dict[str, T]:
        """The entries, after their modules are imported."""
        if self._load is not None:
            load, self._load = self._load, None
            try:
                load()
            except BaseException:
                self._load = load  # the next reader is told too
                raise
        return self._entries

    def register(self, name: str) -> Callable[[E], E]:
        """Return a class decorator that adds the class under ``name``.

        Raises:
            DuplicateName: the name is taken.
        """

        def add(entry: E) -> E:
            if name in self._entries:
                raise DuplicateName(f"two {self.noun}s are named {name!r}")
            self._entries[name] = entry  # type: ignore[assignment]
            return entry

        return add

    def __getitem__(self, name: str) -> T:
        """Return the entry; an unknown name raises ``UnknownName`` with the nearest known one."""
        try:
            return self._loaded[name]
        except KeyError:
            raise UnknownName(self.noun, name, self._loaded) from None

    def __contains__(self, name: object) -> bool:
        return name in self._loaded

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._loaded))

    def __len__(self) -> int:
        return len(self._loaded)


def import_packages(parent: str, names: Iterable[str]) -> None:
    """Import every module of these packages within a package."""
    for name in names:
        package = importlib.import_module(f"{parent}.{name}")
        import_modules(package.__name__, list(package.__path__))


def import_modules(package: str, path: list[str]) -> None:
    """Import every module of a package, so that each module registers its classes.

    Raises:
        IncompletePackage: there is none.
    """
    modules = sorted(info.name for info in pkgutil.iter_modules(path))
    if not modules:
        raise IncompletePackage(
            f"no module of {package} is there: a program that contains vfmock has to contain all of"
            " it (with PyInstaller: --collect-all vfmock)"
        )
    for module in modules:
        importlib.import_module(f"{package}.{module}")
