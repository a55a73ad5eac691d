"""``/v1/transcript``: the transcripts of the analytics. An API key lets a program in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vfmock.core.asks import Ask, DeleteTranscript, EndTranscript, ReadTranscript
from vfmock.core.events import ClientQuery, ClientStart, Event
from vfmock.endpoints.base import ENDPOINTS, Answer, Request, RequestRefused, Said
from vfmock.endpoints.keys import api_key
from vfmock.endpoints.parameters import Parameter
from vfmock.endpoints.parts import ANSWER, ends_with, payload_of
from vfmock.endpoints.transcripts.shapes import (
    DEFAULT_TAKE,
    FURTHEST,
    of_stable,
    search,
    whole,
    with_logs,
)
from vfmock.endpoints.v4.call import v4_call

MOST = 100
"""How many transcripts one call can take."""

ORDERS = ("ASC", "DESC")

QUERY = {
    "take": Parameter(
        about="how many at the most",
        schema={"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_TAKE},
    ),
    "skip": Parameter(
        about="how many to leave out before",
        schema={"type": "integer", "minimum": 0, "maximum": FURTHEST, "default": 0},
    ),
    "order": Parameter(
        about="newest first (DESC) or oldest first (ASC)",
        schema={"enum": list(ORDERS), "default": "DESC"},
    ),
}
"""Which part of the transcripts is answered."""


def search_transcripts(request: Request) -> Ask:
    """Look for transcripts of the project. The query says which part of them, else the body.

    Raises:
        RequestRefused: the order is unknown.
    """
    order = request.query.get("order", "DESC").upper()
    if order not in ORDERS:
        raise RequestRefused(400, f"'order' is ASC or DESC, not {order!r}")
    body = request.body or {}
    take = whole(request, "take", body.get("take", DEFAULT_TAKE), 1, MOST)
    skip = whole(request, "skip", body.get("skip", 0), 0, FURTHEST)
    return search(request, take, skip, oldest_first=order == "ASC")


def read_transcript(request: Request) -> Ask:
    """Read one transcript."""
    return ReadTranscript(id=request.path["transcriptID"])


def end_transcript(request: Request) -> Ask:
    """End one transcript."""
    return EndTranscript(id=request.path["transcriptID"])


def delete_transcript(request: Request) -> Ask:
    """Forget one transcript."""
    return DeleteTranscript(id=request.path["transcriptID"])


def found(request: Request, said: Sequence[Said]) -> Answer:
    """``{transcripts}``, without what was said."""
    return Answer(body={"transcripts": [of_stable(one) for one in payload_of(ANSWER, said)]})


def shown(request: Request, said: Sequence[Said]) -> Answer:
    """``{transcript}``, with what was said."""
    return Answer(body={"transcript": with_logs(payload_of(ANSWER, said))})


def done(request: Request, said: Sequence[Said]) -> Answer:
    """200 without a body."""
    payload_of(ANSWER, said)
    return Answer()


def reader(make: Callable[[Request], Ask]) -> Callable[[Request], Sequence[Event]]:
    """Reads a call. Without a project in its path it is about all of them."""

    def read(request: Request) -> Sequence[Event]:
        project = request.path.get("projectID", "")
        start = ClientStart(user_id="", project_id=project, authorization=api_key(request))
        return (ClientQuery(start=start, ask=make(request)),)

    return read


for endpoint in (
    v4_call(
        name="transcript-search",
        method="POST",
        path="/v1/transcript/project/{projectID}",
        read=reader(search_transcripts),
        is_over=ends_with(ANSWER),
        answer=found,
        summary="Search the transcripts of a project",
        security="api key",
        query=QUERY,
        request_schema="http/transcript-search.optional",
        answer_schema="http/transcripts",
    ),
    v4_call(
        name="transcript",
        method="GET",
        path="/v1/transcript/{transcriptID}",
        read=reader(read_transcript),
        is_over=ends_with(ANSWER),
        answer=shown,
        summary="Read a transcript, with what was said",
        security="api key",
        answer_schema="http/transcript",
    ),
    v4_call(
        name="transcript-end",
        method="POST",
        path="/v1/transcript/{transcriptID}/project/{projectID}/end",
        read=reader(end_transcript),
        is_over=ends_with(ANSWER),
        answer=done,
        summary="End a transcript",
        security="api key",
    ),
    v4_call(
        name="transcript-delete",
        method="DELETE",
        path="/v1/transcript/{transcriptID}",
        read=reader(delete_transcript),
        is_over=ends_with(ANSWER),
        answer=done,
        summary="Delete a transcript",
        security="api key",
    ),
):
    ENDPOINTS.register(endpoint.name)(endpoint)
