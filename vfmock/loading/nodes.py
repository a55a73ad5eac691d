"""The tree of a scenario file: each value with its line and column."""

from __future__ import annotations

import reprlib
from typing import TypeAlias

from vfmock.errors import Place, ScenarioError
from vfmock.types import JSON

MAX_DEPTH = 100
"""How deep values may be nested. A scenario needs about ten levels. Past a hundred, code that walks
the tree (the builder, the templates, a JSON encoder) comes near to Python's recursion limit."""

Entries: TypeAlias = dict[str, tuple["Node", "Node"]]
"""A mapping by key: the key's node and the value's."""

Value: TypeAlias = str | int | float | bool | list["Node"] | Entries | None

_SHORT = reprlib.Repr()
_SHORT.maxstring = 60


class Node:
    """A value of the file. ``line`` and ``column`` count from 1."""

    __slots__ = ("column", "line", "value")

    def __init__(self, value: Value, line: int, column: int) -> None:
        self.value = value
        self.line = line
        self.column = column

    def place(self, file: str) -> Place:
        """The place of the value in this file."""
        return Place(file, self.line, self.column)

    def plain(self) -> JSON:
        """The value as plain JSON, without places."""
        value = self.value
        if isinstance(value, dict):
            return {key: item.plain() for key, (_, item) in value.items()}
        if isinstance(value, list):
            return [item.plain() for item in value]
        return value

    def describe(self) -> str:
        """Describe the value, for a message after "got"."""
        value = self.value
        if isinstance(value, str):
            return f"the string {_SHORT.repr(value)}"
        if isinstance(value, bool | None):
            return {True: "true", False: "false", None: "null"}[value]
        if isinstance(value, dict):
            return "a mapping" if value else "an empty mapping"
        if isinstance(value, list):
            return "a list" if value else "an empty list"
        return f"the number {_SHORT.repr(value)}"


def add_entry(entries: Entries, key: Node, value: Node, file: str) -> None:
    """Add an entry to a mapping. A key that comes twice is an error that names the first place."""
    name = str(key.value)
    if name in entries:
        first = entries[name][0]
        problem = f"duplicate key {name!r}: the first is at line {first.line}"
        raise ScenarioError(f"{problem}, column {first.column}", key.place(file))
    entries[name] = (key, value)


def place_at(text: str, at: int, file: str) -> Place:
    """The place of the character at this offset."""
    start = text.rfind("\n", 0, at) + 1
    return Place(file, text.count("\n", 0, at) + 1, at - start + 1)
