"""Writes Python: annotations with the imports that they need, docstrings, the project's format."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tools.generate.files import COMMAND, ROOT

WIDTH = 100

WIDER = ("Duration", "Pairs")
"""Types of fields whose parameters take more: those with the same name and ``Like``."""

SEQUENCE = re.compile(r"tuple\[(\w+), \.\.\.\]")

NOTICE = f"Made by ``{COMMAND}``; don't edit it."


class Imports:
    """The imports of a generated module, collected while its body is written."""

    def __init__(self) -> None:
        self._homes: dict[str, str] = {}

    def add(self, name: str, module: str) -> str:
        """Import a name; return it.

        Raises:
            ValueError: the module needs another of the same name.
        """
        if self._homes.setdefault(name, module) != module:
            raise ValueError(f"two classes are named {name!r}: give one of them another name")
        return name

    def annotation(self, written: str, cls: type) -> str:
        """An annotation as a class has it, for a parameter.

        A duration may be text there, and a tuple any sequence.
        """
        homes = _names_of(cls.__module__)
        tree = ast.parse(written, mode="eval")
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id in WIDER:
                node.id = self.add(f"{node.id}Like", "vfmock.types")
            elif isinstance(node, ast.Name) and node.id in homes:
                self.add(node.id, homes[node.id])
        text = ast.unparse(tree)
        if SEQUENCE.search(text):
            self.add("Sequence", "collections.abc")
        return SEQUENCE.sub(r"Sequence[\1]", text)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(f"from {module} import {name}" for name, module in self._homes.items()))


@cache
def _names_of(module: str) -> dict[str, str]:
    """Where the names of a module come from: another one, or itself."""
    tree = ast.parse(Path(sys.modules[module].__file__ or "").read_text(encoding="utf-8"))
    homes: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            homes.update(dict.fromkeys((alias.name for alias in node.names), node.module))
        elif isinstance(node, ast.ClassDef):
            homes[node.name] = module
    return homes


def docstring(text: str, indent: int) -> str:
    """A docstring of these paragraphs, filled to the width that is left."""
    space = " " * indent
    paragraphs = [" ".join(one.split()) for one in inspect.cleandoc(text).split("\n\n")]
    if len(paragraphs) == 1 and indent + len(paragraphs[0]) + 6 <= WIDTH:
        return f'{space}"""{paragraphs[0]}"""\n'
    filled = [textwrap.fill(one, WIDTH - indent) for one in paragraphs]
    first = textwrap.fill(f'"""{paragraphs[0]}', WIDTH - indent - 3)
    return textwrap.indent("\n\n".join([first, *filled[1:]]) + '\n"""\n', space)


def in_format(source: str, path: str) -> str:
    """The source with its imports sorted, in the format of the project."""
    ruff = [sys.executable, "-m", "ruff"]
    sort = ["check", "--select", "I", "--fix", "--quiet"]
    for job in (sort, ["format"]):
        command = [*ruff, *job, "--stdin-filename", path, "-"]
        done = subprocess.run(
            command, input=source, capture_output=True, encoding="utf-8", cwd=ROOT, check=True
        )
        source = done.stdout
    return source
