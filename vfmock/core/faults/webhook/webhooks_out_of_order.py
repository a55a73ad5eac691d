"""``webhooks out of order``: a webhook comes after the next one."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.faults.base import WebhookFault, fault


@fault("webhooks out of order")
@dataclass(frozen=True)
class WebhooksOutOfOrder(WebhookFault):
    """Hold the webhook back until the next one was delivered."""

    holds = True
