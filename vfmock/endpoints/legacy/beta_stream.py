"""``POST /v2beta1/interact/{projectID}/{tag}/stream``: the first streams of the runtime.

Their data has its type in it, the state always comes, and what an LLM says comes in traces of three
types. A comment every 30 seconds keeps the connection open.
"""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.core.actions import Action
from vfmock.core.events import ActionSend, ClientConfig, Event, SessionJoin
from vfmock.endpoints.base import ENDPOINTS, Request, Said
from vfmock.endpoints.legacy.call import legacy_call
from vfmock.endpoints.legacy.caller import caller
from vfmock.endpoints.legacy.stream import LegacyStream
from vfmock.endpoints.parts import ends_turn
from vfmock.endpoints.sse import END_EVENT
from vfmock.types import JSON, JSONObject

NAME = "beta-stream"


class BetaStream(LegacyStream):
    """The events of one answer."""

    opening = b"retry: 2000\n\n"
    keep_alive = 30.0

    def traces(self, said: Said) -> Sequence[JSON]:
        return [_older(trace) for trace in super().traces(said)]

    def data(self, name: str, content: JSON) -> JSON:
        """``{type, …}``: the content is under the name of its event."""
        return {"type": name} if name == END_EVENT else {"type": name, name: content}


def read(request: Request) -> Sequence[Event]:
    """The current session of the user gets the action, after the variables of ``state``."""
    body = request.body
    start = caller(
        request,
        ClientConfig(completion_events=True, state=True),
        user=body["session"]["userID"],
        environment=request.path["tag"],
    )
    variables = (body.get("state") or {}).get("variables") or {}
    turn = ActionSend(
        action=Action(body["action"]),
        variables=variables,
        transcript=body["session"].get("sessionID"),
    )
    return SessionJoin(start=start), turn


def _older(trace: JSONObject) -> JSONObject:
    """A trace in the words of that time: a part of what an LLM says has a type of its own."""
    payload = trace.get("payload")
    if trace["type"] != "completion" or not isinstance(payload, dict):
        return trace
    content: JSONObject
    match payload.get("state"):
        case "start":
            kind, content = "completion-start", {"completion": "", "type": "text"}
        case "content":
            kind, content = "completion-continue", {"completion": payload.get("content")}
        case _:
            tokens = payload.get("tokens")
            kind, content = "completion-end", {} if tokens is None else {"tokens": tokens}
    return {**trace, "type": kind, "payload": content}


ENDPOINTS.register(NAME)(
    legacy_call(
        name=NAME,
        method="POST",
        path="/v2beta1/interact/{projectID}/{tag}/stream",
        read=read,
        is_over=ends_turn,
        summary="Play one turn of a user, answered as the first streams were",
        event_schema="http/beta-stream.event",
        request_schema="http/beta-stream.request",
        stream=BetaStream,
    )
)
