"""Types that every layer shares."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NewType, TypeAlias

JSON: TypeAlias = Any
"""A value that came from JSON or can become JSON: the one place where ``Any`` is meant."""

JSONObject: TypeAlias = dict[str, Any]
"""A JSON object."""

Duration = NewType("Duration", float)
"""A length of time in seconds, as the program keeps it."""

DurationLike: TypeAlias = float | str
"""A length of time as a caller gives it: seconds, or text such as ``500ms``, ``30s`` or ``2h``."""

FallbackMode: TypeAlias = Literal["strict", "no-match", "echo"]
"""What happens to an action that no rule takes."""

Concurrency: TypeAlias = Literal["interleave", "queue", "reject"]
"""What happens to an action that comes while another runs."""

KeyExpiry: TypeAlias = Literal["keep", "end"]
"""What becomes of a live session when its key expires."""

Violations: TypeAlias = Literal["fail", "record"]
"""What a violation of the contract does beside standing in the journal."""

ClockMode: TypeAlias = Literal["real", "mock"]
"""Whether time passes by itself."""

Level: TypeAlias = Literal["error", "warning"]
"""How bad a finding is. ``error``: a check fails. ``warning``: allowed, but look at it."""

Pairs: TypeAlias = tuple[str, ...]
"""Texts ``NAME=VALUE``."""

PairsLike: TypeAlias = Mapping[str, str] | Sequence[str]
"""What an option of pairs takes: a mapping, or texts ``NAME=VALUE``."""

Version: TypeAlias = Literal["draft", "published"]
"""Which version of an environment answers: the one that is worked on, or the one for users."""

Platform: TypeAlias = Literal["twilio", "telnyx", "vonage", "voiceflow", "web-voice"]
"""What a call came over."""

WebhookSessions: TypeAlias = Literal["created", "all"]
"""The sessions that webhooks tell of: those that a client has created, or all."""

WEBHOOK_TYPES = (
    "runtime.session.start",
    "runtime.session.end",
    "runtime.call.start",
    "runtime.call.end",
)
"""The types of lifecycle webhooks."""

OPTIONAL_FIELDS = (
    "versionID",
    "transcriptID",
    "versionVariant",
    "projectEnvironmentID",
    "projectEnvironmentAlias",
)
"""The fields of a webhook's data that a project may leave out."""
