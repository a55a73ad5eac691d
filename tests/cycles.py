"""Finds import cycles: modules of which none can be imported before the others."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from tests.layers import imports


def cycle(modules: Mapping[str, str]) -> list[str]:
    """A cycle among these modules (name to source), or nothing. The first name comes last again.

    To import a module is to import the packages that it is in, too. Imports in functions count:
    they hide a cycle and don't break it. Those under ``TYPE_CHECKING`` don't.
    """
    graph = {name: _needs(name, source, modules) for name, source in modules.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def _needs(name: str, source: str, modules: Mapping[str, str]) -> set[str]:
    tree = _ForTypes().visit(ast.parse(source))
    targets = {target for _, target in imports(tree, name, modules) if target in modules}
    packages = {package for target in targets for package in _packages(target)}
    return (targets | packages - _packages(name)) - {name}


def _packages(name: str) -> set[str]:
    """The packages that a module is in."""
    parts = name.split(".")
    return {".".join(parts[:count]) for count in range(1, len(parts))}


class _ForTypes(ast.NodeTransformer):
    """Leaves out what is for the type checker alone."""

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        """Keep only what runs."""
        self.generic_visit(node)
        return node.orelse if ast.unparse(node.test).endswith("TYPE_CHECKING") else node
