"""The outcome of an attempt to connect, as data that the transport carries out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from vfmock.types import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A client wants to connect: ``transport`` is ``websocket`` or ``polling``.

    ``trigger`` is ``handshake`` (the first request), ``upgrade`` (from polling to websocket) or
    ``connect`` (the Socket.IO namespace).
    """

    trigger: str
    transport: str


@dataclass(frozen=True, slots=True)
class Respond:
    """Answer with this HTTP status instead."""

    status: int
    text: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Delay:
    """Let it wait for this many seconds, then go on."""

    seconds: float


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Take the request and never answer."""


@dataclass(frozen=True, slots=True)
class Reset:
    """Cut the TCP connection with a reset."""


@dataclass(frozen=True, slots=True)
class RefuseNamespace:
    """Refuse the namespace: ``connect_error`` with this message and data."""

    message: str
    data: JSON


ConnectOutcome: TypeAlias = Respond | Delay | NoAnswer | Reset | RefuseNamespace
