"""The table of generated files, and how one is compared and written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from vfmock.core.registry import Registry

ROOT = Path(__file__).parents[2]

COMMAND = "python3 dev.py generate"
"""What makes every generated file anew."""

Generated: TypeAlias = Callable[[str], str]
"""Makes the text of a file from the one that it has."""

GENERATED: Registry[Generated] = Registry("generated file")
"""By the path in the checkout."""


def made(path: str) -> str:
    """The text that a generated file shall have."""
    return GENERATED[path](read(path))


def read(path: str) -> str:
    """The text that it has; a new file has none."""
    file = ROOT / path
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def write_all() -> list[str]:
    """Write every generated file that is stale; return their paths."""
    changed = []
    for path in GENERATED:
        text = made(path)
        if text != read(path):
            (ROOT / path).write_text(text, encoding="utf-8")
            changed.append(path)
    return changed
