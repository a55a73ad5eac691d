"""Reads JSON into a tree with places. Python's own ``json`` does not keep the places."""

from __future__ import annotations

import re
from bisect import bisect_right
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined] # typeshed leaves it out
from math import isfinite

from vfmock.errors import Place, ScenarioError
from vfmock.loading.hints import JSON_LINES
from vfmock.loading.nodes import MAX_DEPTH, Entries, Node, Value, add_entry

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORD = re.compile(r"-?[A-Za-z]+")
_WORDS = {"true": True, "false": False, "null": None}
_NOT_FINITE = frozenset({"NaN", "Infinity", "-Infinity"})


class NotJSON(ScenarioError):
    """The text does not have the grammar of JSON."""


def read(text: str, file: str) -> Node:
    """Read one JSON document.

    Raises:
        NotJSON: its grammar is wrong.
        ScenarioError: a key comes twice, a number is invalid, the nesting is too deep, or an object
        follows the value.
    """
    reader = _Reader(text, file)
    try:
        root, at = reader.value(reader.skip(0), 1)
        rest = reader.skip(at)
        if text[rest : rest + 1] == "{":  # YAML can't read this either
            problem = f"not JSON: a second value comes after the first: {JSON_LINES}"
            raise ScenarioError(problem, reader.place(rest))
        if rest != len(text):
            raise JSONDecodeError("extra data after the value", text, rest)
    except JSONDecodeError as error:
        problem = f"not JSON: {error.msg[0].lower()}{error.msg[1:]}"
        raise NotJSON(problem, reader.place(error.pos)) from None
    return root


class _Reader:
    """A recursive descent. Each method takes an offset, and returns the offset after its part."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(self, at: int) -> Place:
        line = bisect_right(self._lines, at)
        return Place(self.file, line, at - self._lines[line - 1] + 1)

    def node(self, value: Value, at: int) -> Node:
        place = self.place(at)
        return Node(value, place.line, place.column)

    def skip(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def value(self, at: int, depth: int) -> tuple[Node, int]:
        if depth > MAX_DEPTH:
            raise ScenarioError(f"nested more than {MAX_DEPTH} levels deep", self.place(at))
        first = self.text[at : at + 1]
        if first == "{":
            return self.mapping(at, depth)
        if first == "[":
            return self.list(at, depth)
        if first == '"':
            return self.string(at)
        return self.scalar(at)

    def string(self, at: int) -> tuple[Node, int]:
        value, end = scanstring(self.text, at + 1, True)
        return self.node(value, at), end

    def scalar(self, at: int) -> tuple[Node, int]:
        number = _NUMBER.match(self.text, at)
        if number is not None:
            return self.node(self.number(number, at), at), number.end()
        word = _WORD.match(self.text, at)
        if word is not None and word[0] in _WORDS:
            return self.node(_WORDS[word[0]], at), word.end()
        if word is not None and word[0] in _NOT_FINITE:
            raise ScenarioError(f"{word[0]} is not a number in JSON", self.place(at))
        raise JSONDecodeError("wanted a value", self.text, at)

    def number(self, found: re.Match[str], at: int) -> int | float:
        try:
            value = float(found[0]) if found[2] or found[3] else int(found[0])
        except ValueError:  # Python reads no more than 4300 digits
            value = float("inf")
        if isinstance(value, float) and not isfinite(value):
            raise ScenarioError(f"the number {found[0]:.40} is too large", self.place(at))
        return value

    def list(self, at: int, depth: int) -> tuple[Node, int]:
        items: list[Node] = []
        here = self.skip(at + 1)
        if self.text[here : here + 1] == "]":
            return self.node(items, at), here + 1
        while True:
            item, here = self.value(here, depth + 1)
            items.append(item)
            here, over = self.next_item(here, "]")
            if over:
                return self.node(items, at), here

    def mapping(self, at: int, depth: int) -> tuple[Node, int]:
        entries: Entries = {}
        here = self.skip(at + 1)
        if self.text[here : here + 1] == "}":
            return self.node(entries, at), here + 1
        while True:
            if self.text[here : here + 1] != '"':
                raise JSONDecodeError("wanted a key in double quotes", self.text, here)
            key, here = self.string(here)
            here = self.skip(here)
            if self.text[here : here + 1] != ":":
                raise JSONDecodeError("wanted ':' after a key", self.text, here)
            item, here = self.value(self.skip(here + 1), depth + 1)
            add_entry(entries, key, item, self.file)
            here, over = self.next_item(here, "}")
            if over:
                return self.node(entries, at), here

    def next_item(self, at: int, close: str) -> tuple[int, bool]:
        """Step over the comma to the next item, or over the bracket that closes the list."""
        here = self.skip(at)
        mark = self.text[here : here + 1]
        if mark not in (",", close) or not mark:
            raise JSONDecodeError(f"wanted ',' or {close!r}", self.text, here)
        return (here + 1, True) if mark == close else (self.skip(here + 1), False)
