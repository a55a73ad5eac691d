"""The environment for the templates of a scenario: Jinja's sandbox with more restrictions.

It is imported only when a scenario has a template, because Jinja loads slowly.
"""

from __future__ import annotations

import reprlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, UndefinedError, nodes
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer

from vfmock.errors import TemplateError, nearest, suggest
from vfmock.loading.budget import Budget, budget, spending
from vfmock.loading.fakes import Fake
from vfmock.loading.filters import CONCAT, FILTERS_BY_NAME, LOOP, TAKE, TESTS_BY_NAME, WEIGH
from vfmock.loading.guards import MAX_TEXT, OPERATORS, as_json, as_message, bounded_range
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
_MOST_COMPARED = 2_000
_LONGEST_WORD = 100
"""Names in messages are compared with known ones. That takes long for long names and for many."""

_SHORT = reprlib.Repr()
_SHORT.maxstring = 80


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
        self.tests = dict(TESTS_BY_NAME)
        self.binop_table.update(OPERATORS)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Look up ``order.items``: the key of a JSON object comes before the method of a dict."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, _Undefined):
            str(obj)  # raises what it stands for, even where the attribute is one of Python's own
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Look up ``order[key]``. A dict computes the hash of the key, with all that is in it."""
        if not isinstance(argument, str | int):
            budget().weigh(argument)
        return super().getitem(obj, argument)

    def call(self, context: Context, obj: Any, *arguments: Any, **named: Any) -> Any:
        """Call a method of a value, or a provider of ``fake``."""
        left = budget()
        left.weigh(arguments, tuple(named.values()))
        subject = getattr(obj, "__self__", None)
        if isinstance(subject, str):
            left.search(subject, *arguments)
        elif isinstance(subject, list | tuple):
            left.weigh(subject)
        return left.take(super().call(context, obj, *arguments, **named))

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
        for node in walk(tree):
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
        with spending(Budget()):  # Jinja computes constant expressions here
            return Compiled(self.from_string(tree), expression is not None)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A template that can be run. ``is_expression``: its result keeps its type."""

    template: Template
    is_expression: bool

    def run(self, scope: Mapping[str, JSON], budget: Budget) -> JSON:
        """Evaluate the template. It may raise any exception."""
        with spending(budget):
            return self._run(self.template.new_context(dict(scope)))

    def _run(self, context: Context) -> JSON:
        pieces: list[str] = []
        length = 0
        for piece in self.template.root_render_func(context):
            length += len(piece)
            if length > MAX_TEXT:
                raise TemplateError(f"more than {MAX_TEXT} characters")
            pieces.append(piece)
        return as_json(context.vars[_RESULT]) if self.is_expression else "".join(pieces)


class _Guards(NodeTransformer):
    """Sends through filters that have a limit what Jinja does without any."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - Jinja names it
        self.generic_visit(node)
        node.iter = _filtered(node.iter, LOOP)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802 - as above
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), CONCAT)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Compare:  # noqa: N802 - as above
        self.generic_visit(node)
        node.expr = _weighed(node.expr)
        for operand in node.ops:
            operand.expr = _weighed(operand.expr)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Expr:  # noqa: N802 - as above
        self.generic_visit(node)
        return _filtered(node, TAKE) if isinstance(node.arg, nodes.Slice) else node

    def visit_Pair(self, node: nodes.Pair) -> nodes.Pair:  # noqa: N802 - as above
        self.generic_visit(node)
        node.key = _weighed(node.key)
        return node


def _filtered(node: nodes.Node, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def _weighed(node: nodes.Expr) -> nodes.Expr:
    return node if isinstance(node, nodes.Const) else _filtered(node, WEIGH)


def explain(error: Exception, scope: Iterable[str] = ()) -> str:
    """Say what went wrong, in the words of vfmock's messages. ``scope`` has the known names."""
    if isinstance(error, Absent):
        if error.within is missing:
            return f"{_SHORT.repr(error.name)} is not defined{_hint(error.name, scope)}"
        kind = type(error.within)
        known = error.within if isinstance(error.within, dict) else _CALLABLE.get(kind)
        names = dir(error.within) if known is None else known
        noun = _NOUNS.get(kind, f"a {kind.__name__}")
        return f"{noun} has no {_SHORT.repr(error.name)}{_hint(error.name, names)}"
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    message = str(error.message if isinstance(error, TemplateSyntaxError) else error)
    if not message:
        return type(error).__name__
    return message[:1].lower() + message[1:200].rstrip(".")


def _hint(word: JSON, known: Iterable[str]) -> str:
    """The nearest known word, and the others if they are few."""
    if not isinstance(word, str) or len(word) > _LONGEST_WORD:  # str: not the index of a list
        return ""
    names = [name for name in known if name.strip() == name and not name.startswith("_")]
    if len(names) <= _MOST_NAMED:
        return suggest(word, names)
    near = nearest(word, names[:_MOST_COMPARED])
    return f", did you mean {near!r}" if near else ""


def walk(tree: nodes.Node) -> Iterator[nodes.Node]:
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
