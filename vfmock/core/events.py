"""What comes in from a client, as the core sees it: no wire names, no JSON keys.

A dialect makes these of wire events. Shapes and rules: the protocol page, "Client events".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from vfmock.core.actions import Action
from vfmock.core.user import UserKey

AudioEncoding: TypeAlias = Literal["audio/x-mulaw", "audio/pcm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientConfig:
    """How a client wants to be answered (``config`` of ``client.start``).

    ``completion_events``: LLM answers come in chunks. ``audio_events``: TTS audio chunks come.
    ``audio_encoding``: of those chunks. ``user_timezone``: IANA name, for ``vf_user_timezone``.
    """

    completion_events: bool = False
    audio_events: bool = False
    audio_encoding: AudioEncoding = "audio/pcm"
    user_timezone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientStart:
    """The handshake: who the user is, which project, and perhaps a session to resume."""

    user_id: str
    project_id: str
    environment_id: str | None = None
    session_key: str | None = None
    authorization: str | None = None
    config: ClientConfig = ClientConfig()

    @property
    def user_key(self) -> UserKey:
        """What a store knows the user by."""
        return self.project_id, self.user_id


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCreate:
    """The client asks for a new session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSend:
    """The user did something; ``message_id`` is the client's own, or ``None`` to have one made."""

    action: Action
    message_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionJoin:
    """A client without a handshake says whose current session it means; there is one from now on.

    ``start`` is what a handshake would have said; its session key counts for nothing.
    """

    start: ClientStart


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidPayload:
    """A known event came with a payload that its contract does not allow.

    ``event`` is its wire name, ``problem`` says where, what was wanted and what came. ``is_action``
    says that the client waits for an ``action.status``, and ``message_id`` is the one it gave.
    """

    event: str
    problem: str
    is_action: bool = False
    message_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownEvent:
    """An event that the dialect does not have; ``problem`` names the nearest that it has."""

    name: str
    problem: str


Event: TypeAlias = (
    ClientStart | SessionCreate | SessionJoin | ActionSend | InvalidPayload | UnknownEvent
)
