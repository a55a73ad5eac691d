"""Reads the imports of the package's modules, and tells which of them the layers forbid."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

PACKAGE = "vfmock"

LAYERS = {
    "callers": 0,
    "functions": 0,
    "errors": 0,
    "types": 0,
    "resources": 0,
    "durations": 0,
    "options": 0,
    "printable": 0,
    "option_values": 0,
    "settings": 0,
    "core": 1,
    "dialects": 2,
    "endpoints": 2,
    "loading": 2,
    "contract": 2,
    "checks": 3,
    "runtime": 3,
    "transports": 4,
    "server": 5,
    "__main__": 7,
    "cli": 6,
    "pytest_plugin": 6,
    "pyinstaller": 6,
}
"""The design's layers. Those of layer 0 share what all share; elsewhere imports go down only."""

SERVER_LIBRARIES = {
    "aiohttp": {"vfmock.transports", "vfmock.checks.probe.http", "vfmock.cli.surfaces.http"},
    "engineio": {"vfmock.checks.probe.socketio"},
    "socketio": {"vfmock.checks.probe.socketio", "vfmock.cli.client"},
}
"""Who may import what serves and speaks HTTP and Socket.IO; all but the transports are clients."""

BESIDE = {("endpoints", "dialects")}
"""Who may import a part of its own layer: the words of an endpoint are a table of a dialect."""

USERS = {"checks": {"cli"}}
"""Who may import a part that is not for all above it. The server must not depend on the checks."""

MAY_IMPORT = {
    "vfmock.checks": {
        "vfmock.checks",
        "vfmock.contract",
        "vfmock.core.journal",
        "vfmock.core.redaction",
        "vfmock.core.registry",
        "vfmock.errors",
        "vfmock.types",
    },
    "vfmock.checks.lifecycle": {
        "vfmock.checks.findings",
        "vfmock.checks.lifecycle",
        "vfmock.checks.payload_fields",
        "vfmock.contract",
        "vfmock.core.faults",
        "vfmock.core.registry",
        "vfmock.errors",
        "vfmock.types",
    },
    "vfmock.checks.scenario": {
        "vfmock.checks",
        "vfmock.contract",
        "vfmock.errors",
        "vfmock.loading",
        "vfmock.types",
    },
}
"""What of the package a part may import, where that is not all below it. The longest name counts.

The checks judge from outside. They know what the journal has and how faults are named, and none of
the machines of the core: a check that shared them would find their mistakes to be right.
"""

PURE_PARTS = {"vfmock.core": "the core is pure", "vfmock.checks": "the checks are pure"}
IMPURE_PARTS = {"vfmock.checks.probe"}
"""The probe talks to a live server; all else in the parts that are pure does no I/O itself."""

PURE = {
    "__future__",
    "abc",
    "base64",
    "collections",
    "dataclasses",
    "difflib",
    "enum",
    "functools",
    "hashlib",
    "itertools",
    "json",
    "math",
    "random",
    "re",
    "struct",
    "typing",
}
"""What a module of a pure part may import beside the package: no I/O and no clock among it."""

ALSO = {
    "vfmock.checks.report": {"xml"},
    "vfmock.core.regex": {"importlib"},
    "vfmock.core.regex.linear": {"importlib", "re2", "string"},
    "vfmock.core.registry": {"importlib", "pkgutil"},
    "vfmock.core.session_keys": {"jwt"},
    "vfmock.core.size": {"marshal"},
    "vfmock.core.variables": {"datetime", "zoneinfo"},
    "vfmock.core.webhooks": {"base64", "binascii", "hashlib", "hmac"},
}
"""What one module may import beside that: for its own purpose, and no other module's."""

IMPURE_CALLS = {"open", "print", "input", "exec", "eval", "__import__"}
CLOCKS = {"now", "today", "utcnow"}


def read_package(folder: Path) -> dict[str, str]:
    """The source of every module, by its name."""
    return {
        _name(path.relative_to(folder.parent)): path.read_text(encoding="utf-8")
        for path in _files(folder)
    }


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "node_modules" not in path.parts)


def _name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def violations(modules: Mapping[str, str], known: Collection[str]) -> list[str]:
    """What is wrong with the imports of these modules (name to source), one line each.

    ``known`` are the names of all modules, for ``from a import b`` may import ``a.b``.
    """
    found: list[str] = []
    for name, source in modules.items():
        tree = ast.parse(source)
        for line, target in imports(tree, name, known):
            problem = _problem(name, target)
            if problem:
                found.append(f"{name}:{line}: imports {target}: {problem}")
        if _purity(name) is not None:
            found += [f"{name}:{line}: {problem}" for line, problem in _impurities(tree)]
    return found


def imports(tree: ast.AST, name: str, known: Collection[str]) -> Iterator[tuple[int, str]]:
    """Each import's line and module: those in functions and under ``TYPE_CHECKING`` too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            source = _absolute(node, name, known)
            for alias in node.names:
                whole = f"{source}.{alias.name}"
                yield node.lineno, whole if whole in known else source


def _absolute(node: ast.ImportFrom, name: str, known: Collection[str]) -> str:
    if not node.level:
        return node.module or ""
    is_package = any(other.startswith(f"{name}.") for other in known)
    parts = name.split(".") + (["__init__"] if is_package else [])
    return ".".join([*parts[: -node.level], *([node.module] if node.module else [])])


def _unit(name: str) -> str:
    """The part of the package that a module is of; of the root itself, nothing."""
    return name.partition(".")[2].partition(".")[0]


def _is_in(name: str, parts: Collection[str]) -> bool:
    """Whether a module is one of these, or in one of them."""
    return any(name == part or name.startswith(f"{part}.") for part in parts)


def _purity(name: str) -> str | None:
    """In words that a module has to be pure; ``None`` where it has not."""
    if _is_in(name, IMPURE_PARTS):
        return None
    return next((words for part, words in PURE_PARTS.items() if _is_in(name, [part])), None)


def _problem(name: str, target: str) -> str | None:
    library = target.split(".")[0]
    if library == PACKAGE:
        return _wrong_layer(_unit(name), _unit(target)) or _not_for(name, target)
    if library in SERVER_LIBRARIES and not _is_in(name, SERVER_LIBRARIES[library]):
        return f"only {' and '.join(sorted(SERVER_LIBRARIES[library]))} may"
    return None if library in PURE | ALSO.get(name, set()) else _purity(name)


def _wrong_layer(unit: str, target: str) -> str | None:
    if not unit or unit == target:
        return None  # the root is the outermost face
    if not target:
        return "the root of the package is for users"
    here, there = LAYERS.get(unit), LAYERS.get(target)
    if here is None or there is None:
        return f"{unit if here is None else target} is in no layer"
    if there < here or here == there == 0 or (unit, target) in BESIDE:
        return None
    return f"layer {here} may not use layer {there}"


def _not_for(name: str, target: str) -> str | None:
    """Why a module may not import another, though its layer may."""
    unit, wanted = _unit(name), _unit(target)
    users = USERS.get(wanted, {unit})
    if unit != wanted and unit not in users:
        return f"only {' and '.join(sorted(users))} may"
    parts = [part for part in MAY_IMPORT if _is_in(name, [part])]
    if parts and not _is_in(target, MAY_IMPORT[max(parts, key=len)]):
        return f"it is not for {max(parts, key=len)}"
    return None


def _impurities(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """What does I/O, asks a clock, or draws from a generator of its own."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module="random", names=names):
                for alias in names:
                    if alias.name != "Random":
                        yield node.lineno, f"random.{alias.name} is a source of its own"
            case ast.Attribute(value=ast.Name(id="random"), attr=attr) if attr != "Random":
                yield node.lineno, f"random.{attr} is a source of its own"
            case ast.Call(func=ast.Name(id=called)) if called in IMPURE_CALLS:
                yield node.lineno, f"{called}() does I/O"
            case ast.Call(func=ast.Name(id="Random") | ast.Attribute(attr="Random")):
                yield node.lineno, "Random() is a source of its own"
            case ast.Attribute(attr=attr) if attr in CLOCKS:
                yield node.lineno, f"{ast.unparse(node)} asks a clock"
            case _:
                pass
