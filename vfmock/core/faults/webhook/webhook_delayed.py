"""``webhook delayed``: a webhook comes late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vfmock.core.faults.base import WebhookFault, fault
from vfmock.core.spec import POSITIVE
from vfmock.errors import ScenarioError
from vfmock.types import Duration


@fault("webhook delayed")
@dataclass(frozen=True)
class WebhookDelayed(WebhookFault):
    """Deliver the webhook after ``seconds`` (more than 0). Others do not wait for it."""

    primary = "seconds"
    seconds: Duration = field(default=Duration(30.0), metadata=POSITIVE)

    def __post_init__(self) -> None:
        if self.seconds <= 0:
            raise ScenarioError(f"a delay is more than 0 seconds, not {self.seconds:g}")

    def copies(self) -> Sequence[float]:
        return (self.seconds,)
