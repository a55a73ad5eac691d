"""Python and the admin API can do the same things to a world, except for two lists."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

import vfmock
from vfmock.runtime.control import Control

PACKAGE = Path(vfmock.__file__).parent

ONLY_PYTHON = {
    "put_rule": "rules over HTTP come with a later version",
    "load": "scenarios over HTTP come with a later version",
    "scenario": "scenarios over HTTP come with a later version",
    "expect": "expectations over HTTP come with a later version",
    "missed": "verification over HTTP comes with a later version",
    "problems": "verification over HTTP comes with a later version",
    "remarks": "rules over HTTP come with a later version",
    "report": "a function of a rule has no HTTP client",
    "errors": "exceptions are objects of this process",
    "conversation": "the conversation over HTTP comes with a later version",
    "arm_scenario": "it is done when a server starts",
    "end": "it is done when a server stops; reset does it at any time",
    "close_idle": "it is done while a server drains, which is the end of its process",
}
"""What HTTP can't do yet, or never will, and why."""

ONLY_HTTP = {"clear_journal": "Python has the journal itself, and clears it"}
"""What Python does in another way, and how."""


def used(folder: str) -> set[str]:
    """The members of ``Control`` that the modules of a folder use."""
    found: set[str] = set()
    for path in sorted((PACKAGE / folder).glob("*.py")):
        found |= set(_members(ast.walk(ast.parse(path.read_text(encoding="utf-8")))))
    return found & members()


def _members(nodes: Iterable[ast.AST]) -> Iterable[str]:
    for node in nodes:
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if name in ("control", "_control"):
                yield node.attr


def members() -> set[str]:
    """What can be done to a world."""
    return {name for name in vars(Control) if not name.startswith("_")}


def test_every_member_of_control_is_used_by_python_or_http() -> None:
    assert used("server") | used("transports/admin") == members()


def test_python_can_do_everything_that_http_can() -> None:
    assert used("transports/admin") - used("server") == set(ONLY_HTTP)


def test_http_can_do_everything_that_python_can() -> None:
    assert used("server") - used("transports/admin") == set(ONLY_PYTHON)


def test_python_and_http_change_a_world_only_through_its_control() -> None:
    """The server starts and stops a world, and asks whether it is busy; nothing else."""
    allowed = {"start", "finish", "stop", "ports", "inbound"}
    for folder in ("server", "transports/admin"):
        for path in sorted((PACKAGE / folder).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                owner = node.value if isinstance(node, ast.Attribute) else None
                if isinstance(owner, ast.Attribute) and owner.attr == "world":
                    assert ast.unparse(node).split(".")[-1] in allowed, (
                        f"{path.name}:{owner.lineno}"
                    )
