"""Where the project lies and what its pyproject.toml says."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]

PYPROJECT: Final[dict[str, Any]] = tomllib.loads(
    (ROOT / "pyproject.toml").read_text(encoding="utf-8")
)

_OURS = ("PYTHON", "PYTEST", "VFMOCK")


def plain_environment(**changes: str) -> dict[str, str]:
    """The environment of a user who has set nothing for Python, pytest and vfmock."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return {**kept, **changes}
