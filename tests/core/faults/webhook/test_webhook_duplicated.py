"""``webhook duplicated``."""

from __future__ import annotations

import pytest

from vfmock.core.faults.webhook.webhook_duplicated import WebhookDuplicated
from vfmock.errors import ScenarioError


def test_the_webhook_comes_several_times() -> None:
    assert WebhookDuplicated().copies() == (0, 0)
    assert WebhookDuplicated(3).copies() == (0, 0, 0)


def test_a_duplicate_comes_twice_or_more() -> None:
    with pytest.raises(ScenarioError) as caught:
        WebhookDuplicated(1)
    assert caught.value.problem == "a duplicate comes 2 times or more, not 1"
