"""``/v1/stable/conversation-state/{userID}``: read, replace and delete the state of a conversation.

``PATCH …/variables`` merges variables. Only ``GET`` answers the state.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vfmock.core.events import Event, SessionJoin, StateCall
from vfmock.endpoints.base import ENDPOINTS, Answer, Request, Said
from vfmock.endpoints.parts import STATE, ends_with, must_be_served, payload_of
from vfmock.endpoints.stable.call import stable_call
from vfmock.endpoints.stable.caller import VERSION, caller
from vfmock.endpoints.states import delete_state, get_state, write_state
from vfmock.types import JSONObject

PATH = "/v1/stable/conversation-state/{userID}"


def patch_variables(request: Request) -> StateCall:
    """Some variables get other values."""
    return StateCall(change="merge", value=request.body["variables"])


MESSAGES = {
    "write": "the state was updated",
    "delete": "the state was deleted",
    "merge": "the variables were updated",
}
"""What is answered to a change. The words are a decision of the mock."""


def reader(make: Callable[[Request], StateCall]) -> Callable[[Request], Sequence[Event]]:
    """Reads a call: it is for the current session of the user."""

    def read(request: Request) -> Sequence[Event]:
        start = caller(request, request.query.get("version"))
        return SessionJoin(start=start), make(request)

    return read


def state_of(request: Request, said: Sequence[Said]) -> Answer:
    """``{state}``, with frames as the newer calls show them."""
    state: JSONObject = payload_of(STATE, said)
    return Answer(body={"state": {**state, "stack": [_frame(one) for one in state["stack"]]}})


def message(make: Callable[[Request], StateCall]) -> Callable[[Request, Sequence[Said]], Answer]:
    """Answers ``{message}`` to a change."""

    def answer(request: Request, said: Sequence[Said]) -> Answer:
        must_be_served(said)
        return Answer(body={"message": MESSAGES[make(request).change]})

    return answer


def _frame(frame: JSONObject) -> JSONObject:
    """A frame of the stack has a name, and no program."""
    shown = {key: value for key, value in frame.items() if key != "programID"}
    return {**shown, "name": frame["diagramID"]}


CALLS: dict[str, tuple[str, str, Callable[[Request], StateCall], str | None, str]] = {
    "stable-state": ("GET", "", get_state, None, "Read the state of a user"),
    "stable-state-patch": (
        "PATCH",
        "",
        write_state,
        "http/stable-state",
        "Replace the state of a user",
    ),
    "stable-state-delete": ("DELETE", "", delete_state, None, "Delete the state of a user"),
    "stable-variables": (
        "PATCH",
        "/variables",
        patch_variables,
        "http/stable-variables.request",
        "Set some variables of a user",
    ),
}
"""By its name: the method of a call, the end of its path, how it is read, its schema, what it
does."""

for name, (method, end, make, schema, summary) in CALLS.items():
    shows = method == "GET"
    endpoint = stable_call(
        name=name,
        method=method,
        path=PATH + end,
        read=reader(make),
        is_over=ends_with(STATE),
        answer=state_of if shows else message(make),
        summary=summary,
        query=VERSION,
        request_schema=schema,
        answer_schema="http/stable-state.response" if shows else "http/stable-message",
    )
    ENDPOINTS.register(name)(endpoint)
