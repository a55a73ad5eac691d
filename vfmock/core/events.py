"""Events: what comes in from a client, as the core sees it, without wire names and JSON keys.

A dialect makes them from wire events. For shapes and rules see the protocol page, "Client events".
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from vfmock.core.actions import Action
from vfmock.core.asks import Ask
from vfmock.core.user import UserKey
from vfmock.types import JSONObject, Version

AudioEncoding: TypeAlias = Literal["audio/x-mulaw", "audio/pcm", "audio/mp3"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientConfig:
    """How a client wants to be answered (``config`` of ``client.start``).

    ``completion_events``: LLM answers come in chunks. ``audio_events``: TTS audio chunks come.
    ``audio_encoding`` is the encoding of these chunks. ``user_timezone`` is an IANA name, for
    ``vf_user_timezone``. ``state``: the state of the conversation comes before the end of a turn.
    ``stop_types``: a turn stops after a trace of one of these types, and the rest of its reply is
    lost. ``stop_all``: it stops after every custom action.
    """

    completion_events: bool = False
    audio_events: bool = False
    audio_encoding: AudioEncoding = "audio/pcm"
    user_timezone: str | None = None
    state: bool = False
    stop_types: frozenset[str] = frozenset()
    stop_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionConfig:
    """How a client wants one action to be answered; ``None``: as it has said in its handshake."""

    audio_events: bool | None = None
    state: bool | None = None

    def over(self, config: ClientConfig) -> ClientConfig:
        """The configuration of the handshake, with what is said here in its place."""
        if self.audio_events is None and self.state is None:
            return config
        said = {"audio_events": self.audio_events, "state": self.state}
        changes: dict[str, Any] = {name: one for name, one in said.items() if one is not None}
        return replace(config, **changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientStart:
    """The handshake: who the user is, which project, and perhaps a session to resume.

    ``authorization`` is the API key. ``token`` is the token of a person, which some calls over HTTP
    take in place of an API key. ``version`` is the version of the environment, if the call names
    one. ``since``: the client has what came until then (Unix seconds), and wants the rest again.
    ``state`` is the state with which the conversation goes on, if the client keeps it. ``details``
    is what the client says of itself for transcripts: its device, its browser.
    """

    user_id: str
    project_id: str
    environment_id: str | None = None
    session_key: str | None = None
    authorization: str | None = None
    token: str | None = None
    version: Version | None = None
    since: float | None = None
    state: JSONObject | None = None
    details: JSONObject = field(default_factory=dict)
    config: ClientConfig = ClientConfig()

    @property
    def user_key(self) -> UserKey:
        """The key of the user in a store."""
        return self.project_id, self.user_id


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCreate:
    """The client asks for a new session.

    ``may_wait``: it may ask before its handshake, and is answered after it.
    """

    may_wait: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSend:
    """The user did something. ``message_id`` is the client's; if it is ``None``, one is made.

    ``config`` is how this action alone is to be answered. ``variables`` get their values when the
    turn begins. ``transcript`` is the id of the session in transcripts, if the client gives one.
    """

    action: Action
    message_id: str | None = None
    config: ActionConfig = ActionConfig()
    variables: JSONObject = field(default_factory=dict)
    transcript: str | None = None

    def named(self, message_id: str) -> ActionSend:
        """The same with an id."""
        return ActionSend(  # faster than ``replace``
            action=self.action,
            message_id=message_id,
            config=self.config,
            variables=self.variables,
            transcript=self.transcript,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionCancel:
    """The client wants no more answers to its actions that run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepAlive:
    """The client says that its user is still there: the idle timeout starts again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionJoin:
    """A client without a handshake names a user. It means the user's current session, or a new one.

    ``start`` is what a handshake would have said. Its session key is ignored. ``is_kept``: the
    session can be found by others and lives on; otherwise it is a new one, for this client alone,
    and nothing is left of it when the client leaves.
    """

    start: ClientStart
    is_kept: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionResume:
    """A client without a handshake names a session by its key.

    The key also says whose session it is, and of which project. ``config`` is what a handshake
    would have said.
    """

    session_key: str
    config: ClientConfig = ClientConfig()


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCall:
    """A client reads or changes the state of its session, outside of any turn.

    ``read`` changes nothing. ``write`` replaces the state by ``value``, ``merge`` gives variables
    the values in ``value``, ``reset`` goes back to the start, and ``delete`` ends the session and
    forgets the variables of its user. The answer is the state: that after the change, and before
    ``delete``.
    """

    change: Literal["read", "write", "merge", "reset", "delete"]
    value: JSONObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientQuery:
    """A client asks for something that needs no session of its own, such as a transcript.

    ``start`` is what a handshake would have said: the project, and what lets the client in. ``ask``
    says what it wants.
    """

    start: ClientStart
    ask: Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidPayload:
    """A known event came with a payload that its contract does not allow.

    ``event`` is its wire name. ``problem`` says where, what was wanted and what came. ``is_action``
    says that the client waits for an ``action.status``. ``message_id`` is the id from the client.
    """

    event: str
    problem: str
    is_action: bool = False
    message_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownEvent:
    """An event that the dialect does not have. ``problem`` names the nearest known event."""

    name: str
    problem: str


Event: TypeAlias = (
    ClientStart
    | SessionCreate
    | SessionJoin
    | SessionResume
    | ActionSend
    | ActionCancel
    | KeepAlive
    | StateCall
    | ClientQuery
    | InvalidPayload
    | UnknownEvent
)
