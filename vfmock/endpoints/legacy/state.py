"""``/state/user/{userID}``: read, replace, reset and delete the state of a user's conversation.

``PATCH …/variables`` merges variables. ``/state/{versionID}/user/{userID}`` is an older spelling.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vfmock.core.events import Event, SessionJoin, StateCall
from vfmock.endpoints.base import (
    ENDPOINTS,
    Answer,
    Endpoint,
    Request,
    Said,
    words,
)
from vfmock.endpoints.legacy.caller import VERSION_HEADER, caller, remark
from vfmock.endpoints.legacy.errors import ERRORS, refuse
from vfmock.endpoints.parts import EFFECTS, ERROR, STATE, must_be_served, problem_in
from vfmock.endpoints.states import must_have_no_other_key

PATHS = {
    "legacy": "/state/user/{userID}",
    "legacy-version": "/state/{versionID}/user/{userID}",
}


def get_state(request: Request) -> StateCall:
    """The state as it is."""
    return StateCall(change="read")


def put_state(request: Request) -> StateCall:
    """Another state, whole.

    Raises:
        RequestRefused: it has another key.
    """
    must_have_no_other_key(request.body)
    return StateCall(change="write", value=request.body)


def post_state(request: Request) -> StateCall:
    """Back to the start."""
    return StateCall(change="reset")


def delete_state(request: Request) -> StateCall:
    """Nothing is left."""
    return StateCall(change="delete")


def patch_variables(request: Request) -> StateCall:
    """Some variables get other values."""
    return StateCall(change="merge", value=request.body)


CALLS: dict[str, tuple[str, str, Callable[[Request], StateCall], str | None, str]] = {
    "state": ("GET", "", get_state, None, "Read the state of a user"),
    "state-put": ("PUT", "", put_state, "http/state", "Replace the state of a user"),
    "state-reset": ("POST", "", post_state, None, "Put the state of a user back to the start"),
    "state-delete": ("DELETE", "", delete_state, None, "Delete the state of a user"),
    "variables": (
        "PATCH",
        "/variables",
        patch_variables,
        "http/variables.request",
        "Set some variables of a user",
    ),
}
"""By the end of its name: the method of a call, the end of its path, how it is read, its
schema, what it does."""


def is_over(said: Said) -> bool:
    """The state is the answer, and so is an error."""
    return said.name in (STATE, ERROR)


def answer(request: Request, said: Sequence[Said]) -> Answer:
    """The state."""
    must_be_served(said)
    (state,) = (one.payload for one in said if one.name == STATE)
    return Answer(body=state)


def reader(make: Callable[[Request], StateCall]) -> Callable[[Request], Sequence[Event]]:
    """Reads a call: it is for the current session of the user."""

    def read(request: Request) -> Sequence[Event]:
        return SessionJoin(start=caller(request)), make(request)

    return read


for prefix, path in PATHS.items():
    for kind, (method, end, make, schema, summary) in CALLS.items():
        name = f"{prefix}-{kind}"
        endpoint = Endpoint(
            name=name,
            method=method,
            path=path + end,
            read=reader(make),
            words=words(name, EFFECTS),
            is_over=is_over,
            answer=answer,
            refuse=refuse,
            errors=ERRORS,
            summary=summary,
            security="api key",
            headers=VERSION_HEADER,
            request_schema=schema,
            answer_schema="http/state",
            problem_in=problem_in,
            remark=remark,
        )
        ENDPOINTS.register(name)(endpoint)
