"""The parts of an answer over HTTP: how effects become parts, and what the parts together mean.

Every endpoint of the runtime uses these words. They stay inside the mock: an endpoint makes a body
or a stream of the parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from vfmock.core.asks import ALREADY_DONE, NOT_FOUND
from vfmock.core.connection import INVALID_PAYLOAD, UNAUTHORIZED, UNKNOWN_ENVIRONMENT
from vfmock.core.effects import (
    ActionStatus,
    ActionTrace,
    Answered,
    ClientStarted,
    Effect,
    GeneralError,
    ServerRestart,
    SessionCreated,
    SessionEnded,
    StateShown,
)
from vfmock.core.session import ACTION_TIMED_OUT, IN_PROGRESS
from vfmock.dialects.base import ServerEvent
from vfmock.endpoints.base import RequestRefused, Said
from vfmock.types import JSON, JSONObject

TRACE = "trace"
STATUS = "status"
STATE = "state"
ERROR = "error"
KEY = "key"
ENDED = "ended"
ANSWER = "answer"

EFFECTS: Mapping[type[Effect], ServerEvent] = MappingProxyType(
    {
        ClientStarted: ServerEvent("started"),
        SessionCreated: ServerEvent(KEY, lambda effect: {"sessionKey": effect.session_key}),
        SessionEnded: ServerEvent(ENDED, lambda effect: {"reason": effect.reason}),
        ActionTrace: ServerEvent(TRACE, lambda effect: effect.trace),
        ActionStatus: ServerEvent(
            STATUS, lambda effect: {"status": effect.status, "reason": effect.reason}
        ),
        StateShown: ServerEvent(STATE, lambda effect: effect.state),
        Answered: ServerEvent(ANSWER, lambda effect: effect.value),
        ServerRestart: ServerEvent("restart"),
        GeneralError: ServerEvent(
            ERROR, lambda effect: {"code": effect.code, "error": effect.error}
        ),
    }
)
"""The part that is made of each effect."""

_STATUSES = {
    INVALID_PAYLOAD: 400,
    UNAUTHORIZED: 401,
    UNKNOWN_ENVIRONMENT: 400,
    NOT_FOUND: 404,
    ALREADY_DONE: 409,
}
"""The HTTP statuses of errors, by their codes. Any other error is the server's own."""


def ends_turn(said: Said) -> bool:
    """Whether a part is the last one of a turn: its last status, an error, or the end of the
    session, which comes before the status only if a fault wants it so."""
    if said.name == STATUS:
        return bool(said.payload["status"] != "accepted")
    return said.name in (ERROR, ENDED)


def problem_in(said: Said) -> RequestRefused | None:
    """Why a request is not served, if this part says so."""
    payload = said.payload
    if said.name == ERROR:
        code = payload["code"]
        return RequestRefused(_STATUSES.get(code, 500), payload["error"], code=code)
    if said.name == STATUS and payload["status"] == "rejected":
        return RequestRefused(409 if payload["reason"] == IN_PROGRESS else 400, payload["reason"])
    return None


def ends_with(name: str) -> Callable[[Said], bool]:
    """Whether a part is the last one of an answer that ends with that part, or with an error."""
    return lambda said: said.name in (name, ERROR)


def payload_of(name: str, said: Iterable[Said]) -> JSON:
    """The payload of the one part of that name.

    Raises:
        RequestRefused: the request was not served.
    """
    kept = list(said)
    must_be_served(kept)
    (payload,) = (one.payload for one in kept if one.name == name)
    return payload


def must_be_served(said: Iterable[Said]) -> None:
    """Look for a problem in the parts of an answer.

    Raises:
        RequestRefused: there is one.
    """
    for one in said:
        problem = problem_in(one)
        if problem is not None:
            raise problem


def traces_of(said: Iterable[Said]) -> list[JSONObject]:
    """The traces of a turn. If its time was up, a ``debug`` trace at the end says so."""
    return [trace for one in said for trace in traces_in(one)]


def traces_in(said: Said) -> list[JSONObject]:
    """The traces that a client gets for one part."""
    if said.name == TRACE:
        return [said.payload]
    if said.name == STATUS and said.payload["reason"] == ACTION_TIMED_OUT:
        message = "the turn took longer than 'action_timeout' of the scenario allows"
        return [{"type": "debug", "payload": {"type": ACTION_TIMED_OUT, "message": message}}]
    return []
