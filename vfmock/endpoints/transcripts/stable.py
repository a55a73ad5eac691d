"""``/v1/stable/transcript``: search transcripts, and read one."""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.core.asks import ReadTranscript
from vfmock.core.events import ClientQuery, ClientStart, Event
from vfmock.endpoints.base import ENDPOINTS, Answer, Request, Said
from vfmock.endpoints.keys import bearer_token
from vfmock.endpoints.parts import ANSWER, ends_with, payload_of
from vfmock.endpoints.stable.call import stable_call
from vfmock.endpoints.stable.caller import PROJECT, wanted
from vfmock.endpoints.transcripts.shapes import DEFAULT_TAKE, of_stable, search, with_logs


def read_search(request: Request) -> Sequence[Event]:
    """Look for transcripts of the project."""
    start = _caller(request)
    ask = search(request, request.body.get("take", DEFAULT_TAKE), request.body.get("skip", 0))
    return (ClientQuery(start=start, ask=ask),)


def found(request: Request, said: Sequence[Said]) -> Answer:
    """``{transcripts}``, without what was said."""
    return Answer(body={"transcripts": [of_stable(one) for one in payload_of(ANSWER, said)]})


def read_one(request: Request) -> Sequence[Event]:
    """Read one transcript of the project."""
    ask = ReadTranscript(id=request.path["transcriptID"])
    return (ClientQuery(start=_caller(request), ask=ask),)


def shown(request: Request, said: Sequence[Said]) -> Answer:
    """``{transcript}``, with what was said."""
    return Answer(body={"transcript": with_logs(payload_of(ANSWER, said))})


def _caller(request: Request) -> ClientStart:
    """The project of the query, and a person's token."""
    return ClientStart(
        user_id="", project_id=wanted(request, "projectID"), token=bearer_token(request)
    )


SEARCH = stable_call(
    name="stable-transcript-search",
    method="POST",
    path="/v1/stable/transcript/search",
    read=read_search,
    is_over=ends_with(ANSWER),
    answer=found,
    summary="Search the transcripts of a project",
    query=PROJECT,
    request_schema="http/transcript-search.request",
    answer_schema="http/transcripts",
)
READ = stable_call(
    name="stable-transcript",
    method="GET",
    path="/v1/stable/transcript/{transcriptID}",
    read=read_one,
    is_over=ends_with(ANSWER),
    answer=shown,
    summary="Read a transcript, with what was said",
    query=PROJECT,
    answer_schema="http/transcript",
)
for endpoint in (SEARCH, READ):
    ENDPOINTS.register(endpoint.name)(endpoint)
