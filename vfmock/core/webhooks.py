"""Lifecycle webhooks: what is told to a URL when a session begins and ends.

``{type, data, time, resource}`` (public reference, "Lifecycle webhooks"). The signature is Svix's.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from vfmock.core.session_data import SessionData
from vfmock.types import JSON, OPTIONAL_FIELDS, WEBHOOK_TYPES, JSONObject, Version

SESSION_START, SESSION_END, CALL_START, CALL_END = WEBHOOK_TYPES

REASONS = {
    "inactivity_timeout": "Session ended due to inactivity timeout",
    "session_replaced": "Session expired because a new one was started",
}
"""The words of webhooks for the reasons of the protocol. Other reasons are told as they are."""

SECRET_PREFIX = "whsec_"  # noqa: S105 - how Svix's secrets begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """One webhook, the same in each attempt to deliver it. ``id`` is its ``svix-id``."""

    id: str
    type: str
    user: str
    session: str
    body: JSONObject


@dataclass(frozen=True, slots=True)
class WebhookAttempt:
    """The try to deliver a webhook, counted from 1."""

    webhook: Webhook
    number: int

    def __str__(self) -> str:
        return "(webhook)" if self.number == 1 else f"(webhook, attempt {self.number})"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedWebhook:
    """What a webhook is to be like: its type, whose it is, and what is in its data."""

    type: str
    user: str | None = None
    data: Mapping[str, JSON] | None = None

    def differences(self, webhook: Webhook) -> list[str]:
        """What is different in a webhook, in words."""
        found = []
        if webhook.type != self.type:
            found.append(f"type: wanted {self.type!r}, got {webhook.type!r}")
        if self.user not in (None, webhook.user):
            found.append(f"user: wanted {self.user!r}, got {webhook.user!r}")
        told = webhook.body["data"]
        for name, wanted in (self.data or {}).items():
            if told.get(name) != wanted:
                found.append(f"data.{name}: wanted {wanted!r}, got {told.get(name)!r}")
        return found

    def describe(self) -> str:
        """Describe it in words."""
        whose = "" if self.user is None else f" of user {self.user!r}"
        data = "".join(f", {name} {value!r}" for name, value in (self.data or {}).items())
        return f"the webhook {self.type!r}{whose}{data}"


def data_of(session: SessionData, version: Version | None, optional: Collection[str]) -> JSONObject:
    """What every webhook tells of a session. Times are Unix milliseconds."""
    environment = session.environment_id
    told: JSONObject = {
        "userID": session.user.id,
        "projectID": session.user.project_id,
        "environmentID": environment,
        "sessionID": session.id,
        "startTime": int(session.begun_at * 1000),
        "versionID": environment,
        "transcriptID": session.id,
        "versionVariant": version or "published",
        "projectEnvironmentID": environment,
        "projectEnvironmentAlias": environment,
    }
    return {
        name: value
        for name, value in told.items()
        if name not in OPTIONAL_FIELDS or name in optional
    }


def signature(secret: str, webhook_id: str, timestamp: int, body: bytes) -> str:
    """The ``svix-signature`` of a body: ``v1,`` and the base64 of an HMAC-SHA256."""
    signed = f"{webhook_id}.{timestamp}.".encode() + body
    digest = hmac.new(key_of(secret), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def key_of(secret: str) -> bytes:
    """The key in a secret. After ``whsec_`` it is written in base64; any other text is the key.

    Raises:
        ValueError: there is no base64 after ``whsec_``.
    """
    if not secret.startswith(SECRET_PREFIX):
        return secret.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError(f"wanted base64 after {SECRET_PREFIX!r}: {error}") from None
