"""``/v1/stable/transcript``: search transcripts, and read one."""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.core.asks import ReadTranscript
from vfmock.core.events import ClientQuery, ClientStart, Event
from vfmock.endpoints.base import ENDPOINTS, Answer, Endpoint, Request, Said, words
from vfmock.endpoints.keys import bearer_token
from vfmock.endpoints.parts import EFFECTS, answer_in, is_answer, problem_in
from vfmock.endpoints.stable.caller import PROJECT, wanted
from vfmock.endpoints.stable.errors import ERRORS, refuse
from vfmock.endpoints.transcripts.shapes import DEFAULT_TAKE, of_stable, search, with_logs


def read_search(request: Request) -> Sequence[Event]:
    """Look for transcripts of the project."""
    start = _caller(request)
    ask = search(request, request.body.get("take", DEFAULT_TAKE), request.body.get("skip", 0))
    return (ClientQuery(start=start, ask=ask),)


def found(request: Request, said: Sequence[Said]) -> Answer:
    """``{transcripts}``, without what was said."""
    return Answer(body={"transcripts": [of_stable(one) for one in answer_in(said)]})


def read_one(request: Request) -> Sequence[Event]:
    """Read one transcript of the project."""
    ask = ReadTranscript(id=request.path["transcriptID"])
    return (ClientQuery(start=_caller(request), ask=ask),)


def shown(request: Request, said: Sequence[Said]) -> Answer:
    """``{transcript}``, with what was said."""
    return Answer(body={"transcript": with_logs(answer_in(said))})


def _caller(request: Request) -> ClientStart:
    """The project of the query, and a person's token."""
    return ClientStart(
        user_id="", project_id=wanted(request, "projectID"), token=bearer_token(request)
    )


SEARCH = Endpoint(
    name="stable-transcript-search",
    method="POST",
    path="/v1/stable/transcript/search",
    read=read_search,
    words=words("stable-transcript-search", EFFECTS),
    is_over=is_answer,
    answer=found,
    refuse=refuse,
    errors=ERRORS,
    summary="Search the transcripts of a project",
    security="token",
    query=PROJECT,
    request_schema="http/transcript-search.request",
    answer_schema="http/transcripts",
    problem_in=problem_in,
)
READ = Endpoint(
    name="stable-transcript",
    method="GET",
    path="/v1/stable/transcript/{transcriptID}",
    read=read_one,
    words=words("stable-transcript", EFFECTS),
    is_over=is_answer,
    answer=shown,
    refuse=refuse,
    errors=ERRORS,
    summary="Read a transcript, with what was said",
    security="token",
    query=PROJECT,
    answer_schema="http/transcript",
    problem_in=problem_in,
)
for endpoint in (SEARCH, READ):
    ENDPOINTS.register(endpoint.name)(endpoint)
