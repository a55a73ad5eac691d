"""The base of surfaces, and their registry.

A surface is a way to talk to a runtime: over Socket.IO, or by one of the families of calls over
HTTP. The chat does the same over each of them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import ClassVar

from vfmock.core.registry import Registry
from vfmock.types import JSON, JSONObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who talks to the runtime at ``url``, and how it shall answer.

    ``key`` is a project API key or a bearer token (``None``: one that the mock accepts, or none
    where none is needed). ``session_key`` is that of a session to resume. ``watch`` is called with
    everything that passes: direction (``→`` sent, ``←`` received), name and payload.
    """

    url: str
    user: str
    project: str = "vfmock"
    environment: str | None = None
    key: str | None = None
    session_key: str | None = None
    completions: bool = False
    audio: bool = False
    transport: str | None = None
    watch: Callable[[str, str, JSON], None] = lambda *_: None


class Surface(ABC):
    """Talks to a runtime for a caller.

    ``takes`` names the fields of ``Caller`` that have an effect here; ``url``, ``user`` and
    ``watch`` always have.
    """

    takes: ClassVar[frozenset[str]]

    def __init__(self, caller: Caller) -> None:
        self.caller = caller

    @property
    def greeting(self) -> str:
        """What the user reads first."""
        return f"talking to {self.caller.url} as {self.caller.user}"

    @property
    @abstractmethod
    def ended(self) -> str | None:
        """Why the session is over; ``None`` while it is not."""

    @abstractmethod
    async def open(self) -> bool:
        """Get ready to talk. Return whether the conversation is to be launched.

        Raises:
            ClientError: the server does not exist, or it refuses.
        """

    @abstractmethod
    def act(self, action: JSONObject) -> AsyncIterator[JSONObject]:
        """Send an action, and yield each of its traces as soon as it is there.

        Raises:
            RejectedError: the server does not serve it, and the conversation goes on.
            ClientError: the conversation can't go on.
        """

    @abstractmethod
    async def overhear(self) -> JSONObject | None:
        """Wait for what comes outside a turn: a trace, or the end of the session (``None``)."""

    @abstractmethod
    async def close(self) -> None:
        """Be gone; the session lives on."""


SURFACES: Registry[type[Surface]] = Registry("surface")
