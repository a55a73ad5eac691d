"""vfmock: a mock of the Voiceflow runtime that speaks its real protocol.

Names are loaded when they are first used, so that ``import vfmock`` costs next to nothing: the
server's libraries come in when a server starts, not before.
"""

from __future__ import annotations

import importlib

# What typing.TYPE_CHECKING is to type checkers, without the import of typing.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Any

    from vfmock.core.actions import Action
    from vfmock.core.buttons import Button
    from vfmock.core.journal import Journal
    from vfmock.core.scenario import Fallback, Rule, Scenario, SessionOptions
    from vfmock.core.steps.pause import pause
    from vfmock.core.steps.raw_trace import trace
    from vfmock.core.steps.restart import restart
    from vfmock.core.traces.audio import audio
    from vfmock.core.traces.card import Card, card
    from vfmock.core.traces.carousel import carousel
    from vfmock.core.traces.choice import choice
    from vfmock.core.traces.completion import completion
    from vfmock.core.traces.end import end
    from vfmock.core.traces.no_reply import no_reply
    from vfmock.core.traces.speak import speak
    from vfmock.core.traces.text import text
    from vfmock.core.traces.visual import visual
    from vfmock.errors import ScenarioError, VerificationError, VfmockError
    from vfmock.loading import load_scenario
    from vfmock.loading.steps import fault
    from vfmock.server import MockServer
    from vfmock.settings import Settings

_HOMES = {
    "Action": "vfmock.core.actions",
    "Button": "vfmock.core.buttons",
    "Card": "vfmock.core.traces.card",
    "Fallback": "vfmock.core.scenario",
    "Journal": "vfmock.core.journal",
    "MockServer": "vfmock.server",
    "Rule": "vfmock.core.scenario",
    "Scenario": "vfmock.core.scenario",
    "ScenarioError": "vfmock.errors",
    "SessionOptions": "vfmock.core.scenario",
    "Settings": "vfmock.settings",
    "VerificationError": "vfmock.errors",
    "VfmockError": "vfmock.errors",
    "audio": "vfmock.core.traces.audio",
    "card": "vfmock.core.traces.card",
    "carousel": "vfmock.core.traces.carousel",
    "choice": "vfmock.core.traces.choice",
    "completion": "vfmock.core.traces.completion",
    "end": "vfmock.core.traces.end",
    "fault": "vfmock.loading.steps",
    "load_scenario": "vfmock.loading",
    "no_reply": "vfmock.core.traces.no_reply",
    "pause": "vfmock.core.steps.pause",
    "restart": "vfmock.core.steps.restart",
    "speak": "vfmock.core.traces.speak",
    "text": "vfmock.core.traces.text",
    "trace": "vfmock.core.steps.raw_trace",
    "visual": "vfmock.core.traces.visual",
}

__all__ = [
    "Action",
    "Button",
    "Card",
    "Fallback",
    "Journal",
    "MockServer",
    "Rule",
    "Scenario",
    "ScenarioError",
    "SessionOptions",
    "Settings",
    "VerificationError",
    "VfmockError",
    "audio",
    "card",
    "carousel",
    "choice",
    "completion",
    "end",
    "fault",
    "load_scenario",
    "no_reply",
    "pause",
    "restart",
    "speak",
    "text",
    "trace",
    "visual",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
