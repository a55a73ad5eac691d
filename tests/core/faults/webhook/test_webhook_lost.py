"""``webhook lost``."""

from __future__ import annotations

from vfmock.core.faults.webhook.webhook_lost import WebhookLost


def test_the_webhook_never_comes() -> None:
    assert WebhookLost().copies() == ()
