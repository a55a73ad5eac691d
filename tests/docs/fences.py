"""The fenced code of a documentation page."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]

_FENCE = re.compile(r"^```(\S*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def fences(page: str, language: str) -> list[str]:
    """The code of each fence of a language on a page of the repository."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [code for name, code in _FENCE.findall(text) if name == language]
