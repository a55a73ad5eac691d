"""The base of answers: who makes the answer to which ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from vfmock.core.asks import Ask
from vfmock.core.effects import Answered, GeneralError
from vfmock.core.events import ClientQuery, ClientStart
from vfmock.core.session_keys import SessionKeys
from vfmock.runtime.clock import Clock
from vfmock.runtime.delivery import Delivery
from vfmock.runtime.directory import Directory
from vfmock.runtime.files import Files
from vfmock.runtime.link import Link
from vfmock.runtime.session_calls import SessionCalls
from vfmock.runtime.sessions import Sessions
from vfmock.runtime.transcripts import Transcripts
from vfmock.types import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What an answer may be made from."""

    sessions: Sessions
    calls: SessionCalls
    transcripts: Transcripts
    directory: Directory
    clock: Clock
    files: Files
    keys: SessionKeys


class QueryRefused(Exception):
    """What a client asks for can't be had: a code for programs, and the problem for people."""

    def __init__(self, code: str, problem: str) -> None:
        super().__init__(problem)
        self.code = code


Made: TypeAlias = tuple[JSON, list[Delivery]]
"""The answer, and what it causes."""

Answerer: TypeAlias = Callable[[Room, ClientStart, JSON], Made]
"""Makes the answer to one kind of ask. It may raise ``QueryRefused``."""

ANSWERERS: dict[type[Ask], Answerer] = {}

A = TypeVar("A", bound=Answerer)


def answers(ask: type[Ask]) -> Callable[[A], A]:
    """Register what makes the answer to this kind of ask."""

    def add(answerer: A) -> A:
        ANSWERERS[ask] = answerer
        return answerer

    return add


class Queries:
    """Answers what clients ask for. It returns deliveries, and sends nothing."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def answer(self, link: Link, query: ClientQuery) -> list[Delivery]:
        """Answer a connection, after what its query causes."""
        try:
            value, caused = ANSWERERS[type(query.ask)](self._room, query.start, query.ask)
        except QueryRefused as refused:
            problem = GeneralError(to=link.id, code=refused.code, error=str(refused))
            return [Delivery(problem, link, None)]
        return [*caused, Delivery(Answered(to=link.id, value=value), link, None)]
