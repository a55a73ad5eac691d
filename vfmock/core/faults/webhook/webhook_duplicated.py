"""``webhook duplicated``: a webhook comes several times, with the same id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vfmock.core.faults.base import WebhookFault, fault
from vfmock.errors import ScenarioError


@fault("webhook duplicated")
@dataclass(frozen=True)
class WebhookDuplicated(WebhookFault):
    """Deliver the webhook ``sent`` times (2 or more)."""

    primary = "sent"
    sent: int = field(default=2, metadata={"schema": {"minimum": 2}})

    def __post_init__(self) -> None:
        if self.sent < 2:
            raise ScenarioError(f"a duplicate comes 2 times or more, not {self.sent}")

    def copies(self) -> Sequence[float]:
        return (0.0,) * self.sent
