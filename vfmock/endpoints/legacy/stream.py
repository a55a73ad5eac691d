"""``POST /v2/project/{projectID}/user/{userID}/interact/stream``: one turn as server-sent events.

The query says how to answer. Every event has an ``id`` that counts from 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast, get_args

from vfmock.core.actions import Action
from vfmock.core.events import ActionSend, AudioEncoding, ClientConfig, Event, SessionJoin
from vfmock.endpoints.base import ENDPOINTS, Answer, Request, RequestRefused
from vfmock.endpoints.legacy.call import legacy_call
from vfmock.endpoints.legacy.caller import VERSION_HEADER, caller
from vfmock.endpoints.legacy.errors import refuse
from vfmock.endpoints.parameters import FLAG, Parameter
from vfmock.endpoints.parts import ends_turn
from vfmock.endpoints.sse import EventStream
from vfmock.errors import suggest

NAME = "legacy-stream"

ENCODINGS = get_args(AudioEncoding)
DEFAULT_ENCODING = "audio/mp3"

QUERY = {
    "environment": Parameter(about="the environment; it overrides the header versionID"),
    "completion_events": Parameter(about="stream what an LLM says in parts", schema=FLAG),
    "audio_events": Parameter(about="send the sound of what is spoken", schema=FLAG),
    "audio_encoding": Parameter(
        about="how the sound is encoded",
        schema={"enum": list(ENCODINGS), "default": DEFAULT_ENCODING},
    ),
    "userTimezone": Parameter(about="the IANA time zone for vf_user_timezone"),
    "state": Parameter(about="send the state after the turn", schema=FLAG),
}
"""How the turn is answered. ``modality`` is published too, and has no effect."""


class LegacyStream(EventStream):
    """The events of one answer, each with its id."""

    def refuse(self, problem: RequestRefused) -> Answer:
        return refuse(self.request, problem)


def read(request: Request) -> Sequence[Event]:
    """The current session of the user gets the action, after the variables."""
    environment = request.query.get("environment")
    join = SessionJoin(start=caller(request, _config(request), environment=environment))
    body = request.body
    return join, ActionSend(
        action=Action(body["action"]),
        variables=body.get("variables") or {},
        transcript=body.get("sessionID"),
    )


def _config(request: Request) -> ClientConfig:
    """How the query wants the turn to be answered.

    Raises:
        RequestRefused: it wants an unknown encoding.
    """
    query = request.query
    encoding = query.get("audio_encoding", DEFAULT_ENCODING)
    if encoding not in ENCODINGS:
        hint = suggest(encoding, ENCODINGS)
        raise RequestRefused(400, f"unknown audio_encoding {encoding!r}{hint}")
    return ClientConfig(
        completion_events=query.get("completion_events") == "true",
        audio_events=query.get("audio_events") == "true",
        audio_encoding=cast(AudioEncoding, encoding),
        user_timezone=query.get("userTimezone"),
        state=query.get("state") == "true",
    )


ENDPOINTS.register(NAME)(
    legacy_call(
        name=NAME,
        method="POST",
        path="/v2/project/{projectID}/user/{userID}/interact/stream",
        read=read,
        is_over=ends_turn,
        summary="Play one turn of a user, answered as server-sent events",
        query=QUERY,
        headers=VERSION_HEADER,
        event_schema="http/legacy-stream.event",
        request_schema="http/legacy-stream.request",
        stream=LegacyStream,
    )
)
