"""Polling by scripts (JSONP), for pages of browsers without CORS. Node's server still takes it."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs

from vfmock.runtime.clock import Clock
from vfmock.transports.engineio.connection import EngineConnection
from vfmock.transports.engineio.polling import Polling

_NEWLINE = re.compile(r"(\\)?\\n")
_ESCAPED = re.compile(r"\\\\n")
"""A form can't carry a newline as it is: it comes as ``\\n``, and ``\\n`` as ``\\\\n``."""


class ScriptPolling(Polling):
    """Polling whose answers are calls of a function, and whose POSTs are forms."""

    def __init__(self, connection: EngineConnection, clock: Clock, number: str) -> None:
        super().__init__(connection, clock)
        digits = re.sub("[^0-9]", "", number)
        self._function = f"___eio[{digits}]"

    def _written(self, payload: bytes) -> bytes:
        # A script takes these two for the end of a line, and JSON doesn't.
        text = json.dumps(payload.decode("utf-8", "surrogatepass"), ensure_ascii=False)
        text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        return f"{self._function}({text});".encode("utf-8", "surrogatepass")

    def _read(self, body: bytes) -> list[str]:
        values = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True).get("d", [])
        if len(values) != 1:
            return []
        text = _NEWLINE.sub(lambda found: found[0] if found[1] else "\n", values[0])
        return super()._read(_ESCAPED.sub(r"\\n", text).encode())
