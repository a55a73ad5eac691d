"""Builds the parts of a scenario from the tree of a file, by their fields and type hints.

For each class of part, a ``_Shape`` is made once: a reader for every field. So a new part needs no
code here, and type hints are read once, not for each of ten thousand rules.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from vfmock.core.faults import FAULTS, Fault, FaultRule
from vfmock.core.matchers import MATCHERS, Matcher
from vfmock.core.matchers.base import AllMatcher
from vfmock.core.registry import Registry
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.spec import Part
from vfmock.core.steps import STEPS, Step
from vfmock.errors import ScenarioError, UnknownName, suggest
from vfmock.loading import values
from vfmock.loading.nodes import Node
from vfmock.loading.values import Context, PlacedTemplate, Reader
from vfmock.types import Duration


def build_scenario(
    root: Node, file: str, templates: list[PlacedTemplate] | None = None
) -> Scenario:
    """Build a scenario. ``file`` is the file name in the places of errors and rules.

    ``templates`` gets all its templates.

    Raises:
        ScenarioError: something in it is wrong; the message says where.
    """
    context = Context(file)
    if root.value is None:
        raise context.fail("wanted a mapping for the scenario, got an empty file", root)
    scenario = _read_part(context, root, _shape(Scenario, "scenario", False), "the scenario")
    assert isinstance(scenario, Scenario)
    if templates is not None:
        templates += context.templates
    return scenario


def build_fault(root: Node, file: str) -> FaultRule:
    """Build a fault rule from a fault's name, a fault with its fields, or a whole rule."""
    context = Context(file)
    shape = _shape(FaultRule, "fault rule", False)
    value = root.value
    if isinstance(value, dict) and len(value) == 1 and not set(value) & set(shape.readers):
        rule = _make(context, root, shape, {"fault": root})
    else:
        rule = _read_part(context, root, shape, "the fault")
    assert isinstance(rule, FaultRule)
    return rule


TypeHint: TypeAlias = Any
"""An annotation, evaluated: a class, or one of the forms of ``typing``, which share no type."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Parts whose class is named by a mapping's key. ``join`` makes one part from several keys."""

    noun: str
    registry: Registry[Any]
    join: Callable[[tuple[Any, ...]], Part] | None = None
    templated: bool = False


KINDS: dict[type, Kind] = {
    Step: Kind("step", STEPS, templated=True),
    Matcher: Kind("matcher", MATCHERS, join=AllMatcher),
    Fault: Kind("fault", FAULTS),
}
"""The kinds, by the base class that type hints name."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a class of part is read. ``label`` is its name in messages."""

    cls: type[Part]
    label: str
    readers: Mapping[str, Reader]
    required: tuple[str, ...]
    has_place: bool


_SHAPES: dict[tuple[type[Part], str, bool], _Shape] = {}


def _shape(cls: type[Part], label: str, templated: bool) -> _Shape:
    key = cls, label, templated
    if key not in _SHAPES:
        _SHAPES[key] = _make_shape(*key)
    return _SHAPES[key]


def _make_shape(cls: type[Part], label: str, templated: bool) -> _Shape:
    hints = get_type_hints(cls)
    readers: dict[str, Reader] = {}
    required: list[str] = []
    has_place = False
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]
        if field.metadata.get("internal"):
            has_place = has_place or field.name == "place"
            continue
        what = f"{field.name!r} in {label}"
        evaluated = field.metadata.get("templated", templated)
        readers[field.name] = _reader(hints[field.name], what, evaluated)
        if field.default is field.default_factory is dataclasses.MISSING:
            required.append(field.name)
    return _Shape(cls, label, readers, tuple(required), has_place)


def _read_part(context: Context, node: Node, shape: _Shape, what: str) -> Part:
    """Read a mapping by its keys. Read anything else as the value of the primary field."""
    cls = shape.cls
    if isinstance(node.value, dict) and not cls.takes_whole:
        given = {name: item for name, (_, item) in node.value.items()}
        for name, (key, _) in node.value.items():
            if name not in shape.readers:
                known = suggest(name, shape.readers)
                raise context.fail(f"unknown key {name!r} in {shape.label}{known}", key)
    elif cls.primary is None:
        raise context.wrong("a mapping", what, node)
    else:
        given = {cls.primary: node}
    return _make(context, node, shape, given)


def _make(context: Context, node: Node, shape: _Shape, given: Mapping[str, Node]) -> Part:
    for name in shape.required:
        if name not in given:
            raise context.fail(f"{shape.label} needs {name!r}", node)
    before = len(context.templates)
    arguments = {name: shape.readers[name](context, item) for name, item in given.items()}
    if shape.has_place:
        arguments["place"] = node.place(context.file)
    try:
        part = shape.cls(**arguments)
    except ScenarioError as error:
        raise (error if error.place else context.fail(error.problem, node)) from None
    except Exception as error:  # a part's own checks fail in their own ways: a regex too large …
        raise context.fail(f"{shape.label} can't be made: {error}", node) from None
    if isinstance(part, Rule):
        for template in context.templates[before:]:
            template.rule = part
    return part


def _read_kind(context: Context, node: Node, kind: Kind, what: str) -> Part:
    """Read a part by the word for its class: the word alone, or a mapping with the word."""
    value = node.value
    if isinstance(value, str):
        return _named(context, node, node, None, kind)
    if not isinstance(value, dict) or not value:
        raise context.wrong(f"a {kind.noun}", what, node)
    if len(value) > 1 and kind.join is None:
        first, (second, _) = next(iter(value)), list(value.values())[1]
        problem = f"a {kind.noun} is a mapping with one key, got {second.value!r} beside {first!r}"
        raise context.fail(problem, second)
    parts = tuple(_named(context, node, key, item, kind) for key, item in value.values())
    return kind.join(parts) if kind.join and len(parts) > 1 else parts[0]


def _named(context: Context, node: Node, word: Node, argument: Node | None, kind: Kind) -> Part:
    name = str(word.value)
    try:
        cls = kind.registry[name]
    except UnknownName as error:
        raise context.fail(str(error), word) from None
    label = f"{kind.noun} {name!r}"
    shape = _shape(cls, label, kind.templated)
    if argument is None or (argument.value is None and cls.primary is None):
        return _make(context, word, shape, {})
    return _read_part(context, argument, shape, label)


def _reader(hint: TypeHint, what: str, templated: bool) -> Reader:
    """Make the reader of a type hint."""
    simple = _SIMPLE.get(hint)
    if simple is not None:
        return simple(what, templated)
    origin: TypeHint = get_origin(hint)
    of = get_args(hint)
    if origin is Literal:
        return values.choice(of, what)
    if origin is tuple and of[1:] == (...,):
        return _list(_reader(of[0], f"an item of {what}", templated), what)
    if origin is Mapping:
        return _mapping(_reader(of[1], f"a value of {what}", templated), what, templated)
    if origin in (Union, UnionType):
        return _union([_reader(one, what, templated) for one in of if one is not NoneType], of)
    if isinstance(hint, type) and issubclass(hint, Part):
        return _part(hint, what, templated)
    raise TypeError(f"no reader for {what}: {hint!r}")


_SIMPLE: dict[TypeHint, Callable[[str, bool], Reader]] = {
    Any: values.anything,
    str: values.string,
    bool: lambda what, _: values.boolean(what),
    int: lambda what, _: values.integer(what),
    float: lambda what, _: values.number(what),
    Duration: lambda what, _: values.duration(what),
}


def _part(cls: type[Part], what: str, templated: bool) -> Reader:
    kind = KINDS.get(cls)
    if kind is not None:
        return lambda context, node: _read_kind(context, node, kind, what)
    label = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cls.__name__).lower()
    return lambda context, node: _read_part(context, node, _shape(cls, label, templated), what)


def _list(item: Reader, what: str) -> Reader:
    def read(context: Context, node: Node) -> tuple[object, ...]:
        if not isinstance(node.value, list):
            raise context.wrong("a list", what, node)
        return tuple([item(context, one) for one in node.value])

    return read


def _mapping(item: Reader, what: str, templated: bool) -> Reader:
    keys = values.string(what, templated)

    def read(context: Context, node: Node) -> dict[str, object]:
        if not isinstance(node.value, dict):
            raise context.wrong("a mapping", what, node)
        return {keys(context, key): item(context, one) for key, one in node.value.values()}

    return read


def _union(readers: list[Reader], of: tuple[TypeHint, ...]) -> Reader:
    """Use the first reader that takes the value, or raise the error that came furthest."""

    def read(context: Context, node: Node) -> object:
        if node.value is None and NoneType in of:
            return None
        errors: list[ScenarioError] = []
        for reader in readers:
            try:
                return reader(context, node)
            except ScenarioError as error:
                errors.append(error)
        raise max(errors, key=_how_far)

    return read


def _how_far(error: ScenarioError) -> tuple[int, int]:
    return (error.place.line, error.place.column) if error.place else (0, 0)
