"""Webhooks: their data, what is different in them, and their signature."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.builders import NOW
from vfmock.core.session_data import SessionData
from vfmock.core.user import User
from vfmock.core.webhooks import WantedWebhook, Webhook, data_of, key_of, signature
from vfmock.types import OPTIONAL_FIELDS

SESSION = SessionData.begin("s1", User("u", "p"), None, "start", NOW)


def webhook(**data: Any) -> Webhook:
    """A webhook with this data."""
    body = {"data": data}
    return Webhook(id="m", type="runtime.session.end", user="u", session="s1", body=body)


def test_optional_fields_can_be_left_out() -> None:
    whole, bare = data_of(SESSION, "draft", OPTIONAL_FIELDS), data_of(SESSION, None, ())
    assert set(whole) - set(bare) == set(OPTIONAL_FIELDS)
    assert (whole["versionVariant"], whole["environmentID"]) == ("draft", None)
    assert bare["startTime"] == int(NOW * 1000)
    assert data_of(SESSION, None, ["versionVariant"])["versionVariant"] == "published"


@pytest.mark.parametrize(
    ("wanted", "different"),
    [
        (WantedWebhook(type="runtime.session.end"), []),
        (WantedWebhook(type="runtime.session.end", user="u", data={"a": 1}), []),
        (
            WantedWebhook(type="runtime.call.end", user="v", data={"a": 2, "b": None}),
            [
                "type: wanted 'runtime.call.end', got 'runtime.session.end'",
                "user: wanted 'v', got 'u'",
                "data.a: wanted 2, got 1",
            ],
        ),
    ],
)
def test_a_webhook_differs_from_what_is_wanted(wanted: WantedWebhook, different: list[str]) -> None:
    assert wanted.differences(webhook(a=1)) == different


def test_a_wanted_webhook_is_described_in_words() -> None:
    wanted = WantedWebhook(type="runtime.call.end", user="v", data={"a": 2})
    assert wanted.describe() == "the webhook 'runtime.call.end' of user 'v', a 2"
    assert WantedWebhook(type="t").describe() == "the webhook 't'"


def test_a_signature_is_that_of_the_published_example() -> None:
    # The example of Svix's documentation, "Verifying webhooks manually".
    secret = "whsec_plJ3nmyCDGBKInavdOK15jsl"
    body = b'{"event_type":"ping","data":{"success":true}}'
    assert signature(secret, "msg_loFOjxBNrRLzqYUf", 1731705121, body) == (
        "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="
    )


def test_a_secret_is_base64_or_any_text() -> None:
    assert key_of("whsec_YWJj") == b"abc"
    assert key_of("abc") == b"abc"
    with pytest.raises(ValueError, match="wanted base64 after 'whsec_'"):
        key_of("whsec_a!")
