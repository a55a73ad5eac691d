"""``close code``: the websocket is closed with a code of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.core.faults.base import ConnectionFault, fault
from vfmock.core.faults.transport_fault import CloseTransport
from vfmock.errors import ScenarioError

RESERVED = frozenset([1004, 1005, 1006])
"""Codes that no close frame may carry (RFC 6455, section 7.4.1)."""

CODES = [
    {"minimum": 1000, "maximum": 1014, "not": {"enum": sorted(RESERVED)}},
    {"minimum": 3000, "maximum": 4999},
]
"""The same for a JSON Schema."""

LONGEST = 123
"""Bytes of a reason: a control frame has 125 (RFC 6455, section 5.5)."""


@fault("close code")
@dataclass(frozen=True)
class CloseCode(ConnectionFault):
    """Close the websocket with ``code`` and ``reason``; polling has no such thing.

    Codes: 1001 going away, 1008 policy, 1009 too big, 1011 internal error, 1012 restart, 1013 try
    again later, 3000 to 4999 an application's own (RFC 6455, section 7.4).
    """

    primary = "code"
    code: int = field(default=1011, metadata={"schema": {"anyOf": CODES}})
    reason: str = field(default="", metadata={"schema": {"maxLength": LONGEST}})

    def __post_init__(self) -> None:
        if not (3000 <= self.code <= 4999 or 1000 <= self.code <= 1014) or self.code in RESERVED:
            raise ScenarioError(
                f"a close code is 1000 to 1014 (not {', '.join(map(str, sorted(RESERVED)))})"
                f" or 3000 to 4999, not {self.code}"
            )
        if len(self.reason.encode()) > LONGEST:
            raise ScenarioError(f"the reason of a close code has {LONGEST} bytes at the most")

    def transport_fault(self) -> CloseTransport:
        return CloseTransport(self.code, self.reason)
