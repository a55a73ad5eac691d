"""The environment for the templates of a scenario: Jinja's sandbox with more restrictions.

It is imported only when a scenario has a template, because Jinja loads slowly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer

from vfmock.errors import TemplateError, nearest, suggest
from vfmock.loading.fakes import Fake
from vfmock.loading.guards import (
    CONCAT,
    EVALUATION,
    FILTERS_BY_NAME,
    LOOP,
    MAX_TEXT,
    OPERATORS,
    Evaluation,
    as_json,
    as_message,
    bounded_range,
)
from vfmock.types import JSON

_RESULT = "vfmock_result"
_STATEMENTS = (nodes.Output, nodes.If, nodes.For, nodes.Assign)
_TAGS: dict[type[nodes.Node], str] = {
    nodes.AssignBlock: "set … endset",
    nodes.CallBlock: "call",
    nodes.FilterBlock: "filter",
    nodes.FromImport: "from",
    nodes.Scope: "autoescape",
}
_OF_STRINGS = (
    "capitalize casefold count endswith find index isalnum isalpha isdigit islower isnumeric"
    " isspace isupper lower lstrip partition removeprefix removesuffix rfind rpartition rsplit"
    " rstrip split splitlines startswith strip swapcase title upper"
)
_CALLABLE: dict[type, frozenset[str]] = {
    str: frozenset(_OF_STRINGS.split()),
    dict: frozenset({"get", "items", "keys", "values"}),
    list: frozenset({"count", "index"}),
    tuple: frozenset({"count", "index"}),
    int: frozenset(),
    float: frozenset(),
    bool: frozenset(),
    type(None): frozenset(),
}
"""What templates may call on each type. Methods that make a long string from a short one are left
out, such as ``ljust`` and ``format``. Filters do the same within limits."""

_NOUNS: dict[type, str] = {dict: "a mapping", str: "a string", Fake: "fake"}
_MOST_NAMED = 40


class Absent(UndefinedError):
    """A name or a key that does not exist. ``within`` is the value in which it was looked up."""

    def __init__(self, name: JSON, within: JSON, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.within = within


class _Undefined(StrictUndefined):
    """Raises ``Absent`` on use, so that a message can name the nearest known word."""

    __slots__ = ()

    def __init__(
        self, hint: str | None = None, obj: Any = missing, name: Any = None, exc: Any = None
    ) -> None:
        if hint is None and exc is None:
            exc = partial(Absent, name, obj)
        super().__init__(hint, obj, name, exc or UndefinedError)


class Sandbox(ImmutableSandboxedEnvironment):
    """Parses, checks and compiles templates."""

    intercepted_binops = frozenset(OPERATORS)

    def __init__(self) -> None:
        super().__init__(
            undefined=_Undefined, finalize=as_message, keep_trailing_newline=True, autoescape=False
        )
        self.globals = {"range": bounded_range}
        self.filters = dict(FILTERS_BY_NAME)
        self.binop_table.update(OPERATORS)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Look up ``order.items``: the key of a JSON object comes before the method of a dict."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, _Undefined):
            str(obj)  # raises what it stands for, even where the attribute is one of Python's own
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """For JSON values, only the listed methods are safe. For other things, Jinja decides."""
        allowed = _CALLABLE.get(type(obj))
        return super().is_safe_attribute(obj, attr, value) if allowed is None else attr in allowed

    def wrap_str_format(self, value: Any) -> None:
        """Refuse ``str.format``: it has no limit on a width."""

    def judge(self, source: str) -> nodes.Template:
        """Parse a template, and refuse what templates of a scenario must not have.

        Raises:
            TemplateError: it is not a template, or it is refused.
        """
        tree = self.parse(source)
        for node in _walk(tree):
            if isinstance(node, nodes.Stmt) and not isinstance(node, _STATEMENTS):
                tag = _TAGS.get(type(node), type(node).__name__.lower())
                raise TemplateError(f"no {tag!r} here: a template has if, for and set")
            if isinstance(node, nodes.For) and node.recursive:
                raise TemplateError("no recursive loops here")
            if isinstance(node, nodes.Filter) and node.name not in self.filters:
                known = [name for name in self.filters if name.isalpha()]
                raise TemplateError(f"unknown filter {node.name!r}{_hint(node.name, known)}")
            if isinstance(node, nodes.Test) and node.name not in self.tests:
                raise TemplateError(f"unknown test {node.name!r}{_hint(node.name, self.tests)}")
        return tree

    def make(self, source: str) -> Compiled:
        """Compile a template.

        Raises:
            TemplateError: it is not a template, or it is refused.
        """
        tree = self.judge(source)
        expression = _only_expression(tree)
        if expression is not None:
            target = nodes.Name(_RESULT, "store")
            tree = nodes.Template([nodes.Assign(target, expression, lineno=1)], lineno=1)
        tree = _Guards().visit(tree)
        tree.set_environment(self)
        return Compiled(self.from_string(tree), expression is not None)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A template that can be run. ``is_expression``: its result keeps its type."""

    template: Template
    is_expression: bool

    def run(self, scope: Mapping[str, JSON], evaluation: Evaluation) -> JSON:
        """Evaluate the template. It may raise any exception."""
        context = self.template.new_context({**scope, EVALUATION: evaluation})
        pieces: list[str] = []
        length = 0
        for piece in self.template.root_render_func(context):
            length += len(piece)
            if length > MAX_TEXT:
                raise TemplateError(f"more than {MAX_TEXT} characters")
            pieces.append(piece)
        return as_json(context.vars[_RESULT]) if self.is_expression else "".join(pieces)


class _Guards(NodeTransformer):
    """Sends loops and ``~`` through filters that have a limit."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - Jinja names it
        self.generic_visit(node)
        node.iter = nodes.Filter(node.iter, LOOP, [], [], None, None, lineno=node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802 - Jinja names it
        self.generic_visit(node)
        parts = nodes.List(node.nodes, lineno=node.lineno)
        return nodes.Filter(parts, CONCAT, [], [], None, None, lineno=node.lineno)


def explain(error: Exception, scope: Iterable[str] = ()) -> str:
    """Say what went wrong, in the words of vfmock's messages. ``scope`` has the known names."""
    if isinstance(error, Absent):
        if error.within is missing:
            return f"{error.name!r} is not defined{_hint(error.name, scope)}"
        kind = type(error.within)
        known = error.within if isinstance(error.within, dict) else _CALLABLE.get(kind)
        names = dir(error.within) if known is None else known
        noun = _NOUNS.get(kind, f"a {kind.__name__}")
        return f"{noun} has no {error.name!r}{_hint(error.name, names)}"
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    message = str(error.message if isinstance(error, TemplateSyntaxError) else error)
    if not message:
        return type(error).__name__
    return message[:1].lower() + message[1:200].rstrip(".")


def _hint(word: JSON, known: Iterable[str]) -> str:
    """The nearest known word, and the others if they are few."""
    if not isinstance(word, str):  # the index of a list
        return ""
    names = [name for name in known if name.strip() == name and not name.startswith("_")]
    if len(names) <= _MOST_NAMED:
        return suggest(word, names)
    near = nearest(word, names)
    return f", did you mean {near!r}" if near else ""


def _walk(tree: nodes.Node) -> Iterator[nodes.Node]:
    """Every node of a tree in the order of the source, without recursion."""
    stack = [tree]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(list(node.iter_child_nodes())))


def _only_expression(tree: nodes.Template) -> nodes.Expr | None:
    """The expression of a template that is a single expression."""
    if len(tree.body) != 1 or not isinstance(tree.body[0], nodes.Output):
        return None
    outputs = tree.body[0].nodes
    is_alone = len(outputs) == 1 and not isinstance(outputs[0], nodes.TemplateData)
    return outputs[0] if is_alone else None
