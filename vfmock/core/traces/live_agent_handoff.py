"""``live-agent-handoff``: a human takes over, and what happens in that chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, TypeAlias

from vfmock.core.spec import Part
from vfmock.core.traces.base import TraceStep, trace_step, without_none
from vfmock.errors import ScenarioError
from vfmock.types import JSONObject

HandoffEvent: TypeAlias = Literal[
    "chat_started",
    "chat_ended",
    "chat_dismissed",
    "chat_dismissal_warning",
    "participant_joined",
    "message_received",
    "file_received",
    "agent_typing",
    "wait_time",
    "event",
]
"""What happened in the chat."""

_OF_EVENTS = {
    "provider": ("chat_started",),
    "config": ("chat_started",),
    "download_message": ("chat_ended", "chat_dismissed"),
    "continue_message": ("chat_ended", "chat_dismissed"),
    "new_conversation_message": ("chat_ended", "chat_dismissed"),
    "file": ("file_received",),
}
"""The fields that only some events have."""


@dataclass(frozen=True, kw_only=True)
class HumanAgent(Part):
    """The human that the user talks to; ``image_url`` is a picture."""

    primary = "name"
    name: str
    image_url: str | None = None


@dataclass(frozen=True, kw_only=True)
class HandoffConfig(Part):
    """What a client offers in the chat."""

    return_to_ai: bool | None = None
    disable_file_upload: bool | None = None


@dataclass(frozen=True, kw_only=True)
class ReceivedFile(Part):
    """A file that the human sent; ``type`` is its MIME type."""

    url: str
    name: str
    type: str | None = None


@trace_step("live-agent-handoff")
@dataclass(frozen=True, kw_only=True)
class LiveAgentHandoff(TraceStep):
    """Tell what happened in the chat with a human.

    ``message`` is what is shown, or what the human said. ``conversation_id`` names the chat; by
    default that is the session's id. ``provider`` and ``config`` are for ``chat_started``, ``file``
    is for ``file_received``, and ``download_message``, ``continue_message`` and
    ``new_conversation_message`` are for ``chat_ended`` and ``chat_dismissed``.
    ``translation_key`` and ``translation_params`` name the message in the client's language.
    """

    primary = "event"
    constraints: ClassVar[Mapping[str, Any]] = {
        "allOf": [
            *(
                {
                    "if": {"properties": {"event": {"enum": list(events)}}},
                    "else": {"properties": {name: {"type": "null"}}},
                }
                for name, events in _OF_EVENTS.items()
            ),
            {
                "if": {"properties": {"event": {"const": "file_received"}}},
                "then": {"properties": {"file": {"type": "object"}}, "required": ["file"]},
            },
        ]
    }
    event: HandoffEvent
    message: str = ""
    conversation_id: str = field(default="{{ session.id }}", metadata={"schema": {"minLength": 1}})
    agent: HumanAgent | None = None
    provider: Literal["ujet", "genesys", "kustomer", "dixa", "sunshine"] | None = None
    config: HandoffConfig | None = None
    file: ReceivedFile | None = None
    download_message: str | None = None
    continue_message: str | None = None
    new_conversation_message: str | None = None
    translation_key: str | None = None
    translation_params: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        for name, events in _OF_EVENTS.items():
            if getattr(self, name) is not None and self.event not in events:
                wanted = " or ".join(map(repr, events))
                raise ScenarioError(f"{name!r} is for the event {wanted}, not {self.event!r}")
        if self.event == "file_received" and self.file is None:
            raise ScenarioError("the event 'file_received' needs a 'file'")
        if not self.conversation_id:
            raise ScenarioError("'conversation_id' is not empty")

    def payload(self) -> JSONObject:
        """``{conversationID, message, event, agent?, …}``."""
        agent, config, file = self.agent, self.config, self.file
        return {
            "conversationID": self.conversation_id,
            "message": self.message,
            "event": self.event,
            **without_none(
                agent=agent and {"name": agent.name, **without_none(imageUrl=agent.image_url)},
                provider=self.provider,
                config=config
                and without_none(
                    returnToAI=config.return_to_ai,
                    disableFileUpload=config.disable_file_upload,
                ),
                file=file and {"url": file.url, "name": file.name, **without_none(type=file.type)},
                downloadMessage=self.download_message,
                continueMessage=self.continue_message,
                newConversationMessage=self.new_conversation_message,
                translationKey=self.translation_key,
                translationParams=self.translation_params and dict(self.translation_params),
            ),
        }
