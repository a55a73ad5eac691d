"""The folders of the repository whose files ship with the code."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
SCHEMAS = ROOT / "schemas"
EXAMPLES = ROOT / "examples"
PRESETS = ROOT / "presets"
