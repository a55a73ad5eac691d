"""``/state/user/{userID}``: read, replace, reset and delete the state of a user's conversation.

``PATCH …/variables`` merges variables. ``/state/{versionID}/user/{userID}`` is an older spelling.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vfmock.core.events import Event, SessionJoin, StateCall
from vfmock.endpoints.base import ENDPOINTS, Answer, Request, Said
from vfmock.endpoints.legacy.call import legacy_call
from vfmock.endpoints.legacy.caller import VERSION_HEADER, caller, remark
from vfmock.endpoints.parts import STATE, ends_with, payload_of
from vfmock.endpoints.states import delete_state, get_state, write_state

PATHS = {
    "legacy": "/state/user/{userID}",
    "legacy-version": "/state/{versionID}/user/{userID}",
}


def post_state(request: Request) -> StateCall:
    """Back to the start."""
    return StateCall(change="reset")


def patch_variables(request: Request) -> StateCall:
    """Some variables get other values."""
    return StateCall(change="merge", value=request.body)


CALLS: dict[str, tuple[str, str, Callable[[Request], StateCall], str | None, str]] = {
    "state": ("GET", "", get_state, None, "Read the state of a user"),
    "state-put": ("PUT", "", write_state, "http/state", "Replace the state of a user"),
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


def answer(request: Request, said: Sequence[Said]) -> Answer:
    """The state."""
    return Answer(body=payload_of(STATE, said))


def reader(make: Callable[[Request], StateCall]) -> Callable[[Request], Sequence[Event]]:
    """Reads a call: it is for the current session of the user."""

    def read(request: Request) -> Sequence[Event]:
        return SessionJoin(start=caller(request)), make(request)

    return read


for prefix, path in PATHS.items():
    for kind, (method, end, make, schema, summary) in CALLS.items():
        name = f"{prefix}-{kind}"
        endpoint = legacy_call(
            name=name,
            method=method,
            path=path + end,
            read=reader(make),
            is_over=ends_with(STATE),
            answer=answer,
            summary=summary,
            headers=VERSION_HEADER,
            request_schema=schema,
            answer_schema="http/state",
            remark=remark,
        )
        ENDPOINTS.register(name)(endpoint)
