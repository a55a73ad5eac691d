"""``webhook delayed``."""

from __future__ import annotations

import pytest

from vfmock.core.faults.webhook.webhook_delayed import WebhookDelayed
from vfmock.errors import ScenarioError
from vfmock.types import Duration


def test_the_webhook_comes_once_and_late() -> None:
    assert WebhookDelayed(Duration(5)).copies() == (5,)
    assert not WebhookDelayed().holds


def test_a_delay_is_more_than_nothing() -> None:
    with pytest.raises(ScenarioError) as caught:
        WebhookDelayed(Duration(0))
    assert caught.value.problem == "a delay is more than 0 seconds, not 0"
