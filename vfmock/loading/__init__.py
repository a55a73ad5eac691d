"""Scenario files: from YAML or JSON to a ``Scenario``."""

from __future__ import annotations

import gc
import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vfmock import resources
from vfmock.core.faults import FaultRule
from vfmock.core.scenario import Scenario
from vfmock.errors import Place, ScenarioError, ScenarioWarning, nearest
from vfmock.loading import json_source
from vfmock.loading.analysis import analyse
from vfmock.loading.build import build_fault, build_scenario
from vfmock.loading.lint import warnings_of
from vfmock.loading.nodes import Node
from vfmock.loading.source import read_tree
from vfmock.loading.templates import TemplateEngine
from vfmock.loading.values import PlacedTemplate
from vfmock.types import JSON

__all__ = [
    "TemplateEngine",
    "analyse",
    "load_preset",
    "load_scenario",
    "parse_fault",
    "parse_scenario",
    "read_scenario",
    "warnings_of",
]


def load_scenario(path: str | Path) -> Scenario:
    """Load a scenario from a file, or a bundled example by its name (``support``, ``voice``).

    Something that is allowed but has no effect is a ``ScenarioWarning``, such as a rule below one
    that takes everything.

    Raises:
        ScenarioError: the file does not exist or is wrong; the message says where.
    """
    scenario, _, _ = read_scenario(path)
    for line in warnings_of(scenario):
        warnings.warn(line, ScenarioWarning, stacklevel=2)
    return scenario


def read_scenario(
    path: str | Path,
) -> tuple[Scenario, dict[str, Place], list[PlacedTemplate]]:
    """Load a scenario like ``load_scenario``, without warnings. Also return where states are named,
    and the templates.

    Raises:
        ScenarioError: the file does not exist or is wrong; the message says where.
    """
    try:
        file = _find(path, "examples", "example")
        source = file.read_bytes()
    except OSError as error:
        raise ScenarioError(f"can't read {str(path)!r}: {error.strerror}") from None
    with _collector_off():
        root = read_tree(source, str(file))
        templates: list[PlacedTemplate] = []
        scenario = build_scenario(root, str(file), templates)
        return scenario, state_places(root, str(file)), templates


def state_places(root: Node, file: str) -> dict[str, Place]:
    """Where each state is named in the tree of a file. The scenario must be built already."""
    tree = root.value if isinstance(root.value, dict) else {}
    states = tree["states"][1].value if "states" in tree else None
    if not isinstance(states, dict):
        return {}
    return {name: key.place(file) for name, (key, _) in states.items()}


def parse_scenario(text: str, *, file: str = "<text>") -> Scenario:
    """Read a scenario from YAML or JSON. ``file`` is the file name in the places of errors.

    Raises:
        ScenarioError: something in it is wrong; the message says where.
    """
    return _scenario(text, file)


def load_preset(path: str | Path) -> tuple[FaultRule, ...]:
    """Load the faults of a preset, from a file or by the preset's name (``flaky-mobile``).

    A preset is a scenario file with ``faults``, and optionally ``name`` and ``description``.

    Raises:
        ScenarioError: the preset does not exist, or something in it is wrong.
    """
    file = _find(path, "presets", "preset")
    scenario = _scenario(file.read_bytes(), str(file))
    if scenario != Scenario(
        name=scenario.name, description=scenario.description, faults=scenario.faults
    ):
        raise ScenarioError("a preset has 'faults', 'name' and 'description', and nothing else")
    return scenario.faults


def parse_fault(value: JSON, *, file: str = "<fault>") -> FaultRule:
    """Read a fault rule from plain values, as in a scenario.

    It is a fault's name (``"transport close"``), a fault with its fields
    (``{"latency": "200ms"}``), or a whole rule (``{"fault": …, "on": …}``).

    Raises:
        ScenarioError: something in it is wrong; the message says where.
    """
    return build_fault(json_source.read(json.dumps(value), file), file)


def _scenario(source: str | bytes, file: str) -> Scenario:
    with _collector_off():
        return build_scenario(read_tree(source, file), file)


@contextmanager
def _collector_off() -> Iterator[None]:
    """Turn the garbage collector off. A tree of half a million values has no cycles, but the
    collector would look for them again and again: half of the time that a large file takes."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _find(path: str | Path, folder: str, noun: str) -> resources.File:
    """The file with this path, or the bundled file with this name."""
    file = Path(path)
    if file.is_file():
        return file
    if file.exists():
        raise ScenarioError(f"can't read {str(path)!r}: it is no file")
    bundled = dict(resources.files(folder, ".yaml"))
    if str(path) in bundled:
        return bundled[str(path)]
    near = nearest(file.stem, bundled)
    hint = f", did you mean {near!r}" if near else ""
    known = ", ".join(sorted(bundled))
    raise ScenarioError(f"no file and no {noun} {str(path)!r}{hint} ({folder}: {known})")
