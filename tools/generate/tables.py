"""Tables of the docs whose rows follow from a registry, with cells that are written by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_TABLE = re.compile(r"(?:^\|.*\n)+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """What the code says of a row.

    ``new`` are the cells behind the word where the page has no such row yet. ``fixed`` are those
    that follow from the code whatever the page has: the number of the cell, 0 behind the word, to
    its text.
    """

    new: Sequence[str]
    fixed: Mapping[int, str] = field(default_factory=dict)


def filled(page: str, first: str, rows: Mapping[str, Row]) -> str:
    """The page with one row for each word, in the tables whose first column is called ``first``.

    Rows stay where they are, and so do their cells that are not fixed. A row of a word that there
    is no more goes; a new one comes at the end of the last table.

    Raises:
        ValueError: the page has no such table.
    """
    found = [one for one in _TABLE.finditer(page) if cells(one[0].splitlines()[0])[0] == first]
    if not found:
        raise ValueError(f"no table has the first column {first!r}")
    shown = {_word(text) for one in found for text in one[0].splitlines()[2:]}
    new = [line(word, row.new) for word, row in rows.items() if word not in shown]
    for one in reversed(found):
        head = one[0].splitlines()[:2]
        body = [_kept(text, rows) for text in one[0].splitlines()[2:] if _word(text) in rows]
        table = "".join(f"{text}\n" for text in [*head, *body, *new])
        page = page[: one.start()] + table + page[one.end() :]
        new = []
    return page


def line(word: str, cells: Sequence[str]) -> str:
    """A row as a page has it."""
    return "".join(f"| {cell} " if cell else "| " for cell in [f"`{word}`", *cells]) + "|"


def cells(text: str) -> list[str]:
    """The cells of a row."""
    return [cell.strip() for cell in text.strip("|").split("|")]


def _word(text: str) -> str:
    return cells(text)[0].strip("`")


def _kept(text: str, rows: Mapping[str, Row]) -> str:
    word, *rest = cells(text)
    word = word.strip("`")
    fixed = rows[word].fixed
    return line(word, [fixed.get(number, cell) for number, cell in enumerate(rest)])
