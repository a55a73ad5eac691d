"""What the inputs of the connection machine are, besides the events of its client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from vfmock.core.events import ClientStart, SessionJoin
from vfmock.core.session_keys import Claims, KeyVerdict


class NoEntry(NamedTuple):
    """Why a client may not come in: a code for programs, and the problem for people."""

    code: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRefused:
    """A client may not come in; ``denial`` says why."""

    denial: NoEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSessionFound:
    """A ``client.start`` is accepted, but its session key resumes nothing; ``verdict`` says why."""

    start: ClientStart
    verdict: KeyVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFound:
    """A ``client.start`` is accepted, and its session key is good."""

    start: ClientStart
    claims: Claims


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinAccepted:
    """A ``session.join`` is accepted."""

    join: SessionJoin


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeAccepted:
    """The key of a ``session.resume`` is good. ``start`` is what a handshake would have said."""

    start: ClientStart
    claims: Claims


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeRefused:
    """The key of a ``session.resume`` resumes nothing; ``verdict`` says why."""

    verdict: KeyVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAwaited:
    """The client has asked for a session before its handshake, and may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The hub has bound a session to the connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbound:
    """The session of the connection is over."""


StartOutcome: TypeAlias = (
    StartRefused | NoSessionFound | SessionFound | JoinAccepted | ResumeAccepted | ResumeRefused
)
"""The outcome of a ``client.start``, a ``session.join`` or a ``session.resume``."""

HubReport: TypeAlias = Bound | Unbound
"""What the hub did with a session of the connection."""
