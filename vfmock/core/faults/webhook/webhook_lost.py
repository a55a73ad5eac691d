"""``webhook lost``: a webhook never comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vfmock.core.faults.base import WebhookFault, fault


@fault("webhook lost")
@dataclass(frozen=True)
class WebhookLost(WebhookFault):
    """Never deliver the webhook."""

    def copies(self) -> Sequence[float]:
        return ()
