"""``control characters``: texts have characters that JSON does not allow."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from vfmock.core.faults.base import HttpFault, fault
from vfmock.core.faults.response_part import ResponsePart

RAW = b"\x07\t\x1b"
"""What real texts contain: Voiceflow's own recipes strip bytes 0 to 31 before they parse. A line
break is not among them, because it would end a line of a stream."""

_MESSAGE = re.compile(rb'("message": ?")')


@fault("control characters")
@dataclass(frozen=True)
class ControlCharacters(HttpFault):
    """Begin every message with raw control characters (bell, tab, escape), which a strict parser
    refuses."""

    def change(self, part: ResponsePart) -> ResponsePart:
        return replace(part, data=_MESSAGE.sub(rb"\1" + RAW, part.data))
