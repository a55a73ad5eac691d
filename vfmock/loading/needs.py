"""Which names a template needs. It is imported only when a template is looked at, as Jinja is."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import nodes
from jinja2.meta import find_undeclared_variables

from vfmock.loading.budget import Budget, spending
from vfmock.loading.sandbox import Sandbox, walk

_CHECKS = ("defined", "undefined")
_DEFAULTS = ("default", "d")
"""The tests and filters for a name that may be missing."""


@dataclass(frozen=True, slots=True)
class Needs:
    """``names`` are what a template takes from its scope. ``members`` are what it looks up in these
    names, such as ``("match", "size")`` of ``match.size``."""

    names: frozenset[str]
    members: frozenset[tuple[str, str]]


def needs_of(sandbox: Sandbox, source: str) -> Needs:
    """The names that a template can't do without. One that it checks first may be missing.

    Raises:
        TemplateError: it is not a template, or it is refused.
    """
    tree = sandbox.judge(source)
    with spending(Budget()):  # Jinja computes constant expressions here
        free = find_undeclared_variables(tree) - set(sandbox.globals)
    names: set[str] = set()
    members: set[tuple[str, str]] = set()
    for node in walk(tree):
        is_check = isinstance(node, nodes.Test) and node.name in _CHECKS
        if is_check or (isinstance(node, nodes.Filter) and node.name in _DEFAULTS):
            subject = getattr(node, "node", None)
            member = _member(subject)
            if member is not None:
                members.add(member)
            elif isinstance(subject, nodes.Name):
                names.add(subject.name)
    looked_up = {one for node in walk(tree) if (one := _member(node)) is not None}
    needed = frozenset(one for one in looked_up - members if one[0] in free)
    return Needs(frozenset(free - names), needed)


def _member(node: nodes.Node | None) -> tuple[str, str] | None:
    """``("match", "size")`` of ``match.size`` and ``match["size"]``."""
    if not isinstance(node, nodes.Getattr | nodes.Getitem) or not isinstance(node.node, nodes.Name):
        return None
    key = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", None)
    return (node.node.name, key) if isinstance(key, str) else None
