"""Search in time that grows only with the length of the text, with the meaning of ``re``.

RE2 does it, but it means other things by ``\\d``, ``\\w``, ``\\b``, ``$`` and by a letter in any
case. So it gets neither the pattern nor the text as they are. What matters of a character is which
atoms of the pattern take it: a letter, a class, a dot. Characters that the same atoms take become
one symbol, a byte. Each atom becomes the class of its symbols, and Python's ``re`` says which these
are. A symbol of a word character is a letter, a digit or ``_``, so that ``\\b`` is right.
"""

from __future__ import annotations

import importlib.util
import re
import string
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

WORD_SYMBOLS = (string.digits + string.ascii_letters + "_").encode()
OTHER_SYMBOLS = bytes(set(range(256)) - set(WORD_SYMBOLS) - {ord("\n")})
"""The bytes that stand for characters. A newline stands for itself where ``$`` may match."""

MOST_REPETITIONS = 1_000
"""RE2 repeats nothing more often than this, except without end."""

MOST_REMEMBERED = 50_000
"""For how many characters their symbols are kept."""

_OF_CHARACTERS = re.ASCII | re.IGNORECASE | re.DOTALL
"""The flags on which it depends which characters an atom takes."""


class Untranslatable(Exception):
    """RE2 can't search for this pattern. The message says why."""


class Linear:
    """A pattern for RE2.

    Raises:
        Untranslatable: RE2 can't search for it.
    """

    def __init__(self, tree: Any, groups: Mapping[str, int]) -> None:
        if importlib.util.find_spec("re2") is None:
            raise Untranslatable("the package google-re2 is not installed")
        self._names = {number: name for name, number in groups.items()}
        self._atoms: dict[str, re.Pattern[str]] = {}
        self._flags = int(tree.state.flags)
        self._is_word = re.compile(r"\w", self._flags & re.ASCII)
        self._ends: set[bool] = set()
        self._order: list[int] = []
        self._pieces = list(self._sequence(tree, self._flags))
        if len(self._ends) > 1:
            raise Untranslatable("it has '$' and '^' both with and without (?m)")
        self._compiled_for = 0

    def search(self, text: str) -> dict[str, str | None] | None:
        """The named groups of the first match, or ``None``.

        Raises:
            Untranslatable: the pattern is too large for RE2.
        """
        encoded = self._encode(text)
        if len(self._symbols.by_signature) > self._compiled_for:
            self._compile()
        found = self._pattern.search(encoded)
        if found is None:
            return None
        spans = {self._names[number]: found.span(n) for n, number in enumerate(self._order, 1)}
        return {name: None if s < 0 else text[s:e] for name, (s, e) in spans.items()}

    def _encode(self, text: str) -> bytes:
        encoded = text.translate(self._symbols).encode("latin-1")
        return encoded[:-1] + b"\n" if text.endswith("\n") else encoded

    @cached_property
    def _symbols(self) -> _Symbols:
        symbols = _Symbols([*self._atoms.values(), self._is_word])
        if True in self._ends:  # every newline ends a line
            symbols[ord("\n")] = "\n"
        return symbols

    def _compile(self) -> None:
        import re2  # type: ignore[import-untyped]

        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.log_errors = False
        classes = self._symbols.classes()
        pattern = b"".join(classes[one] if isinstance(one, int) else one for one in self._pieces)
        try:
            self._pattern = re2.compile(pattern, options)
        except re2.error as error:
            raise Untranslatable(f"RE2 says: {error.args[0].decode()}") from None
        self._compiled_for = len(self._symbols.by_signature)

    # The pattern, in pieces: numbers of atoms, and what is the same for all texts.

    def _sequence(self, tree: Any, flags: int, times: int = 1) -> Iterator[bytes | int]:
        """``times`` is how often a part is repeated by all around it."""
        for op, value in tree:
            yield from self._part(str(op), value, flags, times)

    def _part(self, op: str, value: Any, flags: int, times: int) -> Iterator[bytes | int]:
        match op:
            case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
                yield self._atom(_characters(op, value), flags)
            case "AT":
                yield self._place(str(value), flags)
            case "SUBPATTERN":
                yield from self._group(value, flags, times)
            case "BRANCH":
                yield b"(?:"
                for number, branch in enumerate(value[1]):
                    yield b"|" if number else b""
                    yield from self._sequence(branch, flags, times)
                yield b")"
            case "MAX_REPEAT" | "MIN_REPEAT":
                yield from self._repeated(value, flags, times)
                yield b"?" if op == "MIN_REPEAT" else b""
            case _:
                raise Untranslatable(f"it has {_NOUNS.get(op, op)}")

    def _group(self, value: Any, flags: int, times: int) -> Iterator[bytes | int]:
        number, added, removed, body = value
        if added & (re.ASCII | re.UNICODE):  # Python itself is not sure what it means
            raise Untranslatable("it sets the flag 'a' or 'u' for a part of it")
        if number in self._names:
            self._order.append(number)
        yield b"(" if number in self._names else b"(?:"
        yield from self._sequence(body, (flags | added) & ~removed, times)
        yield b")"

    def _repeated(self, value: Any, flags: int, times: int) -> Iterator[bytes | int]:
        least, most, body = value
        may_be_empty = most > 1 and body.getwidth()[0] == 0
        if self._names and may_be_empty and _operations(body) & _IN_MORE_WAYS:
            raise Untranslatable("it repeats what may be empty in more than one way")
        times *= max(least, 1 if most >= _NO_END else most)
        if times > MOST_REPETITIONS:
            raise Untranslatable(f"it repeats something more than {MOST_REPETITIONS} times")
        yield b"(?:"
        yield from self._sequence(body, flags, times)
        yield f"){{{least},{'' if most >= _NO_END else most}}}".encode()

    def _atom(self, source: str, flags: int) -> int:
        pattern = re.compile(source, flags & _OF_CHARACTERS)
        key = f"{pattern.flags}{source}"
        self._atoms.setdefault(key, pattern)
        return list(self._atoms).index(key)

    def _place(self, where: str, flags: int) -> bytes:
        if where in ("AT_BEGINNING", "AT_END"):
            in_lines = bool(flags & re.MULTILINE)
            if in_lines or where == "AT_END":
                self._ends.add(in_lines)
                return b"(?m:^)" if where == "AT_BEGINNING" else b"(?m:$)"
        return _PLACES[where]


class _Symbols(dict[int, str]):
    """The symbol of each character, found when the character first comes.

    ``tests`` take single characters. The last one is whether it is part of a word.
    """

    def __init__(self, tests: list[re.Pattern[str]]) -> None:
        self._tests = tests
        self.by_signature: dict[tuple[bool, ...], int] = {}
        self._words, self._others = iter(WORD_SYMBOLS), iter(OTHER_SYMBOLS)
        for code in range(128):
            _ = self[code]

    def __missing__(self, code: int) -> str:
        signature = self._signature(chr(code))
        symbol = self.by_signature.get(signature)
        if symbol is None:
            symbol = next(self._words if signature[-1] else self._others, None)
            if symbol is None:
                raise Untranslatable("it tells too many kinds of characters apart")
            self.by_signature[signature] = symbol
        if len(self) < MOST_REMEMBERED:
            self[code] = chr(symbol)
        return chr(symbol)

    def _signature(self, character: str) -> tuple[bool, ...]:
        return tuple(test.fullmatch(character) is not None for test in self._tests)

    def classes(self) -> list[bytes]:
        """For each atom, the class of the symbols of the characters that it takes."""
        newline = self._signature("\n")
        return [
            _class(
                [symbol for signature, symbol in self.by_signature.items() if signature[number]]
                + ([ord("\n")] if newline[number] else [])
            )
            for number in range(len(self._tests) - 1)
        ]


def _class(symbols: Iterable[int]) -> bytes:
    listed = "".join(f"\\x{symbol:02x}" for symbol in symbols)
    return f"[{listed}]".encode() if listed else rb"[^\x00-\xff]"


def _operations(tree: Any) -> set[str]:
    """The names of all operations in a part of the pattern."""
    names: set[str] = set()
    found = [tree]
    while found:
        one = found.pop()
        if isinstance(one, tuple | list) or hasattr(one, "getwidth"):
            found.extend(one)
        else:
            names.add(str(one))
    return names


def _characters(op: str, value: Any) -> str:
    """An atom in the syntax of ``re``."""
    match op:
        case "LITERAL":
            return _character(value)
        case "NOT_LITERAL":
            return f"[^{_character(value)}]"
        case "ANY":
            return "."
        case _:
            return f"[{''.join(_item(str(kind), item) for kind, item in value)}]"


def _item(kind: str, value: Any) -> str:
    """A part of a class in the syntax of ``re``."""
    match kind:
        case "NEGATE":
            return "^"
        case "LITERAL":
            return _character(value)
        case "RANGE":
            return f"{_character(value[0])}-{_character(value[1])}"
        case _:
            return _CATEGORIES[str(value)]


def _character(code: int) -> str:
    return f"\\U{code:08x}"


_IN_MORE_WAYS = {"SUBPATTERN", "BRANCH", "MIN_REPEAT"}
_NO_END = 2**32 - 1
_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
}
_PLACES = {
    "AT_BEGINNING": rb"\A",
    "AT_BEGINNING_STRING": rb"\A",
    "AT_END_STRING": rb"\z",
    "AT_BOUNDARY": rb"\b",
    "AT_NON_BOUNDARY": rb"\B",
}
_NOUNS = {
    "ASSERT": "a lookahead or a lookbehind",
    "ASSERT_NOT": "a lookahead or a lookbehind",
    "ATOMIC_GROUP": "an atomic group",
    "FAILURE": "a lookahead or a lookbehind",
    "GROUPREF": "a backreference",
    "GROUPREF_EXISTS": "a condition on a group",
    "POSSESSIVE_REPEAT": "a possessive repetition",
}
