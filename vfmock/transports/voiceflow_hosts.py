"""The hosts that this server stands for."""

from __future__ import annotations

VOICEFLOW_HOSTS = (
    "general-runtime.voiceflow.com",
    "realtime-api.voiceflow.com",
    "api.voiceflow.com",
    "analytics-api.voiceflow.com",
    "runtime-api.voiceflow.com",
)
"""Where programs call the runtime. A program may have one of these names compiled in."""


def is_voiceflow(host: str) -> bool:
    """Whether a host of a URL is one of them. Case and a dot at the end don't count (RFC 1034)."""
    return host.lower().removesuffix(".") in VOICEFLOW_HOSTS
