"""Every error that vfmock raises.

VfmockError
 ├─ ScenarioError          a scenario file or a scenario in Python is wrong
 ├─ SettingError           an option has a value that it can't have
 ├─ TemplateError          a template could not be rendered
 ├─ DuplicateName          two implementations register one name
 ├─ UnknownName            a name that no registry entry has (also a KeyError)
 │   └─ UnknownMethod      the same of a method (also an AttributeError)
 ├─ SnapshotError          a session as JSON is wrong
 ├─ IncompletePackage      files that vfmock needs were left out of a program
 ├─ ServerError            the server can't do this now (not started, started twice, port in use)
 └─ VerificationError      what a test expected did not happen (also an AssertionError)
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from vfmock.printable import printable


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands; lines and columns count from 1.

    ``column`` is 0 for a line of Python, whose column is not known.
    """

    file: str
    line: int
    column: int = 0

    def __str__(self) -> str:
        column = f":{self.column}" if self.column else ""
        return f"{self.file}:{self.line}{column}"


class VfmockError(Exception):
    """The root of the tree above: catch it to catch all that vfmock raises."""

    def __str__(self) -> str:
        return printable(super().__str__())


class ScenarioError(VfmockError):
    """A scenario is wrong.

    ``problem`` says what came and what was wanted; ``place`` is where, or ``None`` if this is not
    known.
    """

    def __init__(self, problem: str, place: Place | None = None) -> None:
        super().__init__(problem, place)
        self.problem = problem
        self.place = place

    def __str__(self) -> str:
        return printable(f"{self.place}: {self.problem}" if self.place else self.problem)


class ScenarioWarning(UserWarning):
    """Something in a scenario has no effect: a rule that can never take an action, for one."""


class SettingError(VfmockError):
    """An option has a value that it can't have."""


class TemplateError(VfmockError):
    """A template could not be compiled or rendered; the message names the template."""


class DuplicateName(VfmockError):
    """Two implementations want one name in a registry."""


class UnknownName(VfmockError, KeyError):
    """A name that is not known; the message names the nearest known one.

    ``name`` is what came, ``known`` what there is.
    """

    def __init__(self, noun: str, name: str, known: Iterable[str]) -> None:
        self.noun = noun
        self.name = name
        self.known = tuple(known)
        super().__init__(noun, name, self.known)

    def __str__(self) -> str:
        return printable(f"unknown {self.noun} {self.name!r}{suggest(self.name, self.known)}")


class UnknownMethod(UnknownName, AttributeError):  # type: ignore[misc] # both have the same name
    """A method that does not exist, such as ``server.on.txt``. ``hasattr`` says no."""


class SnapshotError(VfmockError):
    """A session as JSON is wrong; the message names the key, what was wanted and what came."""


class IncompletePackage(VfmockError):
    """Files of vfmock are missing, because whoever packed a program left them out."""


class ServerError(VfmockError):
    """The server can't do this in its current state."""


class VerificationError(VfmockError, AssertionError):
    """What a test expected did not happen; the message shows what happened."""


def named(function: object) -> str:
    """The name of a function of the user, for messages."""
    return str(getattr(function, "__name__", None) or repr(function))


def failed(function: object, error: BaseException) -> str:
    """Say that a function of the user raised something."""
    said = f": {error}" if str(error) else ""
    return f"{named(function)} raised {type(error).__name__}{said}"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is nearest to ``word``, or ``None`` if none is near."""
    by_folded = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower(), by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None


def suggest(word: str, known: Iterable[str]) -> str:
    """Return the tail of an error message: the nearest known word and, if few, all of them."""
    names = sorted(known)
    near = nearest(word, names)
    hint = f", did you mean {near!r}" if near else ""
    if names and (len(names) <= 12 or not near):
        hint += f" (known: {', '.join(names)})"
    return hint
