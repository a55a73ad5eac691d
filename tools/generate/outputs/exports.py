"""The names of ``vfmock/__init__.py``: those listed here, and each function that makes a step."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import get_type_hints

from tools.generate.blocks import PYTHON, replaced
from tools.generate.files import GENERATED
from tools.generate.source import in_format
from vfmock.core import steps, traces
from vfmock.core.step import Step
from vfmock.loading import steps as steps_of_files

PATH = "vfmock/__init__.py"

NAMES = {
    "Action": "vfmock.core.actions",
    "Button": "vfmock.core.buttons",
    "Card": "vfmock.core.traces.card",
    "Document": "vfmock.core.knowledge",
    "Fallback": "vfmock.core.scenario",
    "Journal": "vfmock.core.journal",
    "Knowledge": "vfmock.core.knowledge",
    "MockServer": "vfmock.server",
    "Question": "vfmock.core.knowledge",
    "Rule": "vfmock.core.scenario",
    "Scenario": "vfmock.core.scenario",
    "ScenarioError": "vfmock.errors",
    "SessionOptions": "vfmock.core.scenario",
    "Settings": "vfmock.settings",
    "StoredFile": "vfmock.core.files",
    "VerificationError": "vfmock.errors",
    "VfmockError": "vfmock.errors",
    "Widget": "vfmock.core.scenario",
    "WidgetSpacing": "vfmock.core.scenario",
    "load_scenario": "vfmock.loading",
}
"""The public names that are no steps, and where each is at home."""


@GENERATED.register(PATH)
def exports(now: str) -> str:
    """The module with its imports, homes and ``__all__``."""
    homes = dict(sorted({**NAMES, **step_functions()}.items()))
    return in_format(replaced(now, "exports", block(homes), PYTHON), PATH)


def block(homes: dict[str, str]) -> str:
    """What a type checker, Python and a star import read of the names."""
    imports = "".join(f"    from {module} import {name}\n" for name, module in homes.items())
    return (
        f"if TYPE_CHECKING:\n{imports}\n"
        f"_HOMES = {{{''.join(f'{name!r}: {module!r},' for name, module in homes.items())}}}\n\n"
        f"__all__ = [{''.join(f'{name!r},' for name in homes)}]\n"
    )


def step_functions() -> dict[str, str]:
    """The functions that make a step, and their modules."""
    return {
        name: module.__name__
        for module in _modules()
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and _makes_a_step(function)
    }


def _modules() -> Iterator[ModuleType]:
    for package in (steps, traces):
        for info in pkgutil.iter_modules(package.__path__):
            yield importlib.import_module(f"{package.__name__}.{info.name}")
    yield steps_of_files


def _makes_a_step(function: Callable[..., object]) -> bool:
    made = get_type_hints(function).get("return")
    return isinstance(made, type) and issubclass(made, Step)
