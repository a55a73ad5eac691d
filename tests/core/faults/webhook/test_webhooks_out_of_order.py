"""``webhooks out of order``."""

from __future__ import annotations

from vfmock.core.faults.webhook.webhooks_out_of_order import WebhooksOutOfOrder


def test_the_webhook_is_held_and_then_comes_once() -> None:
    assert WebhooksOutOfOrder().holds
    assert WebhooksOutOfOrder().copies() == (0,)
