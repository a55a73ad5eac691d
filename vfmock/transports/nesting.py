"""How deep JSON nests. Its text is looked at, because to read deep JSON may already fail."""

from __future__ import annotations

import re

DEEPEST = 100
"""How deep a payload may nest. JSON has no limit, but the code that handles it has one."""

_STRING = re.compile(r'(?s)"(?:[^"\\]|\\.)*+(?:"|\\?\Z)')
"""A string of JSON. A string that never ends matches to the end, so that the regex does not try
each quote in it in turn."""


def is_too_deep(text: str, outside: int = 0) -> bool:
    """Whether the payload in a text nests too deep. ``outside`` levels are not of the payload."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return False
    depth = -outside
    for character in _STRING.sub("", text):
        if character in "[{":
            depth += 1
            if depth > DEEPEST:
                return True
        elif character in "]}":
            depth -= 1
    return False
