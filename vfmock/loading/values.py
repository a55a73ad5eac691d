"""Readers of single values: strings, numbers, durations, choices, JSON.

A reader takes a node. It returns the value for a field of a part, or raises ``ScenarioError``.
``what`` is the name of the value in messages: ``'delay' in step 'text'``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from vfmock.core.scenario import Rule
from vfmock.core.spec import is_template
from vfmock.durations import WANTED, parse_duration
from vfmock.errors import Place, ScenarioError, TemplateError, nearest
from vfmock.loading.hints import boolean_hint
from vfmock.loading.nodes import Node
from vfmock.loading.templates import TemplateEngine
from vfmock.types import JSON, Duration


@dataclass(slots=True)
class PlacedTemplate:
    """A template of a file, and the rule that it is in. ``None``: it is in no rule."""

    source: str
    place: Place
    rule: Rule | None = None


class Context:
    """What readers share while one file is read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.templates: list[PlacedTemplate] = []
        self._engine = TemplateEngine()

    def fail(self, problem: str, node: Node) -> ScenarioError:
        """An error at a node."""
        return ScenarioError(problem, node.place(self.file))

    def wrong(self, wanted: str, what: str, node: Node, hint: str = "") -> ScenarioError:
        """The error for a value of another type than the wanted one."""
        return self.fail(f"wanted {wanted} for {what}, got {node.describe()}{hint}", node)

    def check_template(self, source: str, node: Node) -> None:
        """Raise an error if a template has a mistake that is visible without running it."""
        try:
            self._engine.check(source)
        except TemplateError as error:
            raise self.fail(str(error), node) from None
        self.templates.append(PlacedTemplate(source, node.place(self.file)))


Reader: TypeAlias = Callable[[Context, Node], object]


def string(what: str, templated: bool) -> Callable[[Context, Node], str]:
    """A string; ``templated`` says that it may be a template."""

    def read(context: Context, node: Node) -> str:
        value = node.value
        if not isinstance(value, str):
            hint = "" if isinstance(value, list | dict | None) else ": put it in quotes"
            raise context.wrong("a string", what, node, hint)
        if templated and is_template(value):
            context.check_template(value, node)
        return value

    return read


def integer(what: str) -> Reader:
    """A whole number."""

    def read(context: Context, node: Node) -> int:
        value = node.value
        if not isinstance(value, int) or isinstance(value, bool):
            raise context.wrong("a whole number", what, node, _no_template(node))
        return value

    return read


def number(what: str) -> Reader:
    """A number, whole or not."""

    def read(context: Context, node: Node) -> float:
        value = node.value
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise context.wrong("a number", what, node, _no_template(node))
        return _as_float(context, node, value, what)

    return read


def boolean(what: str) -> Reader:
    """``true`` or ``false``."""

    def read(context: Context, node: Node) -> bool:
        if not isinstance(node.value, bool):
            hint = boolean_hint(node.value) or _no_template(node)
            raise context.wrong("true or false", what, node, hint)
        return node.value

    return read


def duration(what: str) -> Reader:
    """A number of seconds, or a string with a unit."""

    def read(context: Context, node: Node) -> Duration:
        value = node.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return Duration(_as_float(context, node, value, what))
        try:
            return parse_duration(value if isinstance(value, str) else "")
        except ValueError:
            raise context.wrong(WANTED, what, node, _no_template(node)) from None

    return read


def choice(choices: tuple[str, ...], what: str) -> Reader:
    """One of a few words."""

    def read(context: Context, node: Node) -> str:
        value = node.value
        if not isinstance(value, str) or value not in choices:
            near = nearest(value, choices) if isinstance(value, str) else None
            hint = f", did you mean {near!r}" if near else ""
            raise context.wrong(" or ".join(map(repr, choices)), what, node, hint)
        return value

    return read


def anything(what: str, templated: bool) -> Reader:
    """Any JSON value; ``templated`` says that strings and keys in it may be templates."""

    def read(context: Context, node: Node) -> JSON:
        if templated:
            _check_templates(context, node)
        return node.plain()

    return read


def _check_templates(context: Context, node: Node) -> None:
    value = node.value
    if isinstance(value, str):
        if is_template(value):
            context.check_template(value, node)
    elif isinstance(value, list):
        for item in value:
            _check_templates(context, item)
    elif isinstance(value, dict):
        for key, item in value.values():
            _check_templates(context, key)
            _check_templates(context, item)


def _as_float(context: Context, node: Node, value: float, what: str) -> float:
    try:
        return float(value)
    except OverflowError:  # an int past 1.8e308
        raise context.wrong("a smaller number", what, node) from None


def _no_template(node: Node) -> str:
    """Say why no template is allowed here: its value would come too late to be checked."""
    is_one = isinstance(node.value, str) and is_template(node.value)
    return ": only strings can be templates" if is_one else ""
