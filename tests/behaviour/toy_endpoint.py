"""Endpoints in one file, from outside of the package: JSON in, traces out.

``POST /toy/{user}`` with ``{do: action, key?}`` is answered with ``{shows: [trace], over, why}``,
or with 400 or 401 and ``{why}``. ``POST /toy/{user}/lines`` takes the same and streams it: a line
of JSON for each thing that is said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from vfmock.core.actions import Action
from vfmock.core.effects import ActionStatus, ActionTrace, Effect, GeneralError, SessionEnded
from vfmock.core.events import ActionSend, ClientStart, Event, SessionJoin
from vfmock.dialects import ServerEvent
from vfmock.endpoints import ENDPOINTS, Answer, Endpoint, Request, RequestRefused, Said
from vfmock.types import JSONObject

REQUEST: JSONObject = {
    "type": "object",
    "required": ["do"],
    "properties": {
        "do": {"type": "object", "required": ["type"], "x-by-type": "actions"},
        "key": {"type": "string"},
    },
}
ANSWER: JSONObject = {
    "type": "object",
    "required": ["shows", "over"],
    "properties": {"shows": {"type": "array", "items": {"x-by-type": "traces"}}},
}


def read(request: Request) -> Sequence[Event]:
    """The user's current session gets the action."""
    start = ClientStart(
        user_id=request.path["user"], project_id="p", authorization=request.body.get("key")
    )
    return SessionJoin(start=start), ActionSend(action=Action(request.body["do"]))


def status(effect: ActionStatus) -> JSONObject:
    """How it goes with the action."""
    return {"how": effect.status, "why": effect.reason}


SPOKEN: Mapping[type[Effect], ServerEvent] = {
    ActionTrace: ServerEvent("trace", lambda effect: effect.trace),
    ActionStatus: ServerEvent("status", status),
    GeneralError: ServerEvent("error", lambda effect: {"code": effect.code, "why": effect.error}),
    SessionEnded: ServerEvent("ended", lambda effect: {"why": effect.reason}),
}


def is_over(said: Said) -> bool:
    """The last status is the last word, and so is an error about the client itself."""
    if said.name == "error":
        return bool(said.payload["code"] == "unauthorized")
    return said.name == "status" and said.payload["how"] != "accepted"


def answer(request: Request, said: Sequence[Said]) -> Answer:
    """The traces, or why there are none."""
    how = {one.name: one.payload for one in said}
    if how.get("error", {}).get("code") == "unauthorized":
        return Answer(status=401, body={"why": how["error"]["why"]})
    if how["status"]["how"] == "rejected":
        return Answer(status=400, body={"why": how["status"]["why"]})
    shows = [one.payload for one in said if one.name == "trace"]
    body: dict[str, Any] = {"shows": shows, "over": "ended" in how, "why": how["status"]["why"]}
    return Answer(body=body, headers={"x-toy": "yes"})


def refuse(request: Request, refused: RequestRefused) -> Answer:
    """Why a request is not served."""
    return Answer(status=refused.status, body={"why": refused.problem})


class Lines:
    """A line of JSON for each part."""

    headers: Mapping[str, str] = {"content-type": "application/jsonl"}
    opening = b""
    keep_alive: float | None = None

    def __init__(self, request: Request) -> None:
        """Nothing in the request changes the lines."""

    def frame(self, said: Said) -> bytes:
        """The line of one part."""
        return json.dumps([said.name, said.payload]).encode() + b"\n"


for name, path, stream in (("toy", "/toy/{user}", None), ("toy-lines", "/toy/{user}/lines", Lines)):
    endpoint = Endpoint(
        name=name,
        method="POST",
        path=path,
        read=read,
        effects=SPOKEN,
        own_schemas={"request": REQUEST, "answer": ANSWER},
        is_over=is_over,
        answer=answer if stream is None else None,
        request_schema=f"{name}/request",
        answer_schema=f"{name}/answer",
        refuse=refuse,
        stream=stream,
    )
    ENDPOINTS.register(name)(endpoint)
