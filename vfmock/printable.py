"""Text for terminals, logs and reports: characters that would control them are shown instead."""

from __future__ import annotations

import re

_CONTROLS = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f"  # C0 without tab and newline, which are layout; and delete
    "\x80-\x9f"  # C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # they change the direction of what follows
    "\u2028\u2029"  # some programs begin a new line at them
    "\ud800-\udfff"  # lone surrogates, which no output can encode
    "\ufeff"
    "]"
)


def printable(text: str) -> str:
    """Replace control characters by what JSON writes for them, such as ``\\u001b`` for ESC.

    What a client or an agent says can't move the cursor, set a title, hide a line or begin a
    command of GitHub Actions. JSON text stays the same JSON. To do it twice changes nothing more.
    """
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
