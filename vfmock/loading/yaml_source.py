"""Reads YAML into a tree with places. It reads scalars strictly.

It builds the tree from events, without recursion, because PyYAML's C composer overflows the stack
on a file of brackets, and keeps more than a scenario needs. The differences from YAML 1.1, as
PyYAML reads it:

- ``true`` and ``false`` are the only booleans, so that ``on:`` is a key and ``no`` a word.
- Numbers are those of YAML 1.2. But a number with a plus or leading zeros is a string: in a
  conversation that is a telephone number or a code.
- Dates are strings; a key that comes twice is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from typing import cast

import yaml

from vfmock.errors import Place, ScenarioError
from vfmock.loading.hints import NOT_CLOSED, TEMPLATE, Stop, starts_hint, syntax_hint
from vfmock.loading.nodes import MAX_DEPTH, Entries, Node, Value, add_entry, place_at

MAX_ALIASED = 250_000
"""How many values aliases may add to the written values: a limit against "billion laughs"."""

LOADER: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)
"""PyYAML's parser in C. It is missing if PyYAML was built without libyaml."""

_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MAYBE_NOT_STRING = frozenset("-.0123456789tfn~")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_BASED = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
_FLOAT = re.compile(r"-?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"-?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_TAG = "tag:yaml.org,2002:"


def read(text: str, file: str) -> Node:
    """Read one YAML document. An empty file is the value ``null``.

    Raises:
        ScenarioError: it is not YAML, or has something that a scenario can't have.
    """
    odd = _UNPRINTABLE.search(text)
    if odd is not None:
        problem = f"not YAML: the character U+{ord(odd[0]):04X} is not allowed"
        raise ScenarioError(problem, place_at(text, odd.start(), file))
    composer = _Composer(file)
    try:
        for event in yaml.parse(text, Loader=LOADER):
            composer.take(event)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(text, file, error) from None
    return composer.root or Node(None, 1, 1)


class _MergeKey(Node):
    """The key ``<<`` without quotes."""

    __slots__ = ()


@dataclass(slots=True)
class _Frame:
    """A list or mapping that is being read. ``height`` is the number of levels in it so far."""

    node: Node
    anchor: str | None
    count_before: int
    items: list[Node] = field(default_factory=list)
    height: int = 1


@dataclass(frozen=True, slots=True)
class _Anchored:
    """What an alias stands for: a node, its number of values, and its number of levels."""

    node: Node
    size: int = 1
    height: int = 0


class _Composer:
    """Builds the tree. ``root`` is ``None`` until the document has ended, or if there is none."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self._mark: yaml.Mark  # of the event that is being taken
        self._count = 0  # of the values, with every alias written out
        self._aliased = 0
        self._frames: list[_Frame] = []
        self._anchors: dict[str, _Anchored | None] = {}  # None: its node is still open

    def take(self, event: yaml.Event) -> None:
        """Take the next event."""
        handle = _HANDLERS.get(type(event))
        if handle is not None:
            self._mark = event.start_mark  # type: ignore[assignment] # a parser always gives one
            handle(self, event)

    def fail(self, problem: str) -> ScenarioError:
        return ScenarioError(problem, _place(self.file, self._mark))

    def document(self, _: yaml.DocumentStartEvent) -> None:
        if self.root is not None:
            raise self.fail("a second document: a file has one scenario")

    def scalar(self, event: yaml.ScalarEvent) -> None:
        text = event.value
        value: Value = text
        kind = Node
        if event.tag is not None:
            self.check_tag(event.tag, "str")
        elif event.implicit[0]:  # plain: without quotes
            if not text or text[0] in _MAYBE_NOT_STRING:
                value = self.resolve(text)
            elif text == "<<":
                kind = _MergeKey
        mark = self._mark
        node = kind(value, mark.line + 1, mark.column + 1)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(node)
        self._count += 1
        self.add(node, 0)

    def resolve(self, text: str) -> Value:
        """The value of a plain scalar."""
        if text in _WORDS:
            return _WORDS[text]
        if _NOT_FINITE.fullmatch(text):
            raise self.fail(f"{text} is not a number in JSON")
        try:
            value = _number(text)
        except ValueError:  # Python reads no more than 4300 digits
            value = inf
        if value == inf or value == -inf:
            raise self.fail(f"the number {text:.40} is too large")
        return text if value is None else value

    def open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        if event.tag is not None:
            self.check_tag(event.tag, "map" if type(event) is yaml.MappingStartEvent else "seq")
        self.check_depth(1)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        mark = self._mark
        node = Node(None, mark.line + 1, mark.column + 1)
        self._frames.append(_Frame(node, event.anchor, self._count))
        self._count += 1

    def close_list(self, _: yaml.SequenceEndEvent) -> None:
        frame = self._frames.pop()
        frame.node.value = frame.items
        self.close(frame)

    def close_mapping(self, _: yaml.MappingEndEvent) -> None:
        frame = self._frames.pop()
        entries: Entries = {}
        merge: Node | None = None
        pairs = iter(frame.items)
        for key, value in zip(pairs, pairs, strict=True):
            if not isinstance(key.value, str):
                raise self.wrong_key(key, frame.node)
            if type(key) is _MergeKey:
                merge = value
            add_entry(entries, key, value, self.file)
        if merge is not None:
            del entries["<<"]
            for source in self.merge_sources(merge):  # existing keys win
                entries = source | entries
        frame.node.value = entries
        self.close(frame)

    def close(self, frame: _Frame) -> None:
        if frame.anchor is not None:
            size = self._count - frame.count_before
            self._anchors[frame.anchor] = _Anchored(frame.node, size, frame.height)
        self.add(frame.node, frame.height)

    def alias(self, event: yaml.AliasEvent) -> None:
        name = cast(str, event.anchor)
        if name not in self._anchors:
            hint = starts_hint("*")
            raise self.fail(f"no anchor '&{name}' for the alias '*{name}': {hint}")
        known = self._anchors[name]
        if known is None:
            raise self.fail(f"the alias '*{name}' stands inside what it stands for")
        self._aliased += known.size
        if self._aliased > MAX_ALIASED:
            raise self.fail(f"the aliases stand for more than {MAX_ALIASED} values")
        self.check_depth(known.height)
        self._count += known.size
        self.add(known.node, known.height)

    def add(self, node: Node, height: int) -> None:
        """Put a finished value into its place."""
        if not self._frames:
            self.root = node
            return
        frame = self._frames[-1]
        frame.items.append(node)
        if height >= frame.height:
            frame.height = height + 1

    def merge_sources(self, value: Node) -> list[Entries]:
        """The mappings that a ``<<`` names."""
        found: list[Entries] = []
        for source in value.value if isinstance(value.value, list) else [value]:
            if not isinstance(source.value, dict):
                got = source.describe()
                problem = f"wanted a mapping or a list of mappings for '<<', got {got}"
                raise ScenarioError(problem, source.place(self.file))
            found.append(source.value)
        return found

    def wrong_key(self, key: Node, mapping: Node) -> ScenarioError:
        hint = "" if isinstance(key.value, list | dict) else ": put it in quotes"
        if isinstance(key.value, dict) and (key.line, key.column - 1) == (
            mapping.line,
            mapping.column,
        ):  # {{
            hint = f": {TEMPLATE}"
        problem = f"wanted a string as key, got {key.describe()}{hint}"
        return ScenarioError(problem, key.place(self.file))

    def check_depth(self, levels: int) -> None:
        if len(self._frames) + levels > MAX_DEPTH:
            raise self.fail(f"nested more than {MAX_DEPTH} levels deep")

    def check_tag(self, tag: str, kind: str) -> None:
        if tag not in ("!", _TAG + kind):
            hint = "" if tag.startswith(_TAG) else f": {starts_hint('!')}"
            raise self.fail(f"a scenario has no tags such as {tag!r}{hint}")


def _syntax_error(text: str, file: str, error: yaml.MarkedYAMLError) -> ScenarioError:
    """Say what the parser said, with a hint. A quote that is not closed is shown where it opens."""
    mark, began = cast(yaml.Mark, error.problem_mark), error.context_mark
    stop = Stop(
        mark.line + 1,
        mark.column + 1,
        error.problem or "",
        error.context or "",
        None if began is None else (began.line + 1, began.column + 1),
    )
    problem = " ".join(filter(None, ("not YAML:", error.problem, error.context)))
    hint = syntax_hint(text, stop)
    place = _place(file, began if began is not None and hint == NOT_CLOSED else mark)
    return ScenarioError(f"{problem}: {hint}" if hint else problem, place)


def _place(file: str, mark: yaml.Mark) -> Place:
    return Place(file, mark.line + 1, mark.column + 1)


def _number(text: str) -> int | float | None:
    """Read a number; ``None`` if it is a string."""
    if _INTEGER.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    return float(text) if _FLOAT.fullmatch(text) else None


_HANDLERS: dict[type[yaml.Event], Callable[..., None]] = {
    yaml.AliasEvent: _Composer.alias,
    yaml.DocumentStartEvent: _Composer.document,
    yaml.MappingEndEvent: _Composer.close_mapping,
    yaml.MappingStartEvent: _Composer.open,
    yaml.ScalarEvent: _Composer.scalar,
    yaml.SequenceEndEvent: _Composer.close_list,
    yaml.SequenceStartEvent: _Composer.open,
}
"""What the composer does with each event. The other events (ends of documents …) are not needed."""
