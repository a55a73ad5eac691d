"""``POST /knowledge-base/query``: ask the knowledge base, with an API key."""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.core.asks import AskKnowledgeBase
from vfmock.core.events import ClientQuery, ClientStart, Event
from vfmock.endpoints.base import ENDPOINTS, Answer, Endpoint, Request, Said, words
from vfmock.endpoints.knowledge.chunks import limit
from vfmock.endpoints.legacy.caller import VERSION_HEADER, lets_in, version
from vfmock.endpoints.legacy.errors import ERRORS, refuse
from vfmock.endpoints.parts import EFFECTS, answer_in, is_answer, problem_in

NAME = "knowledge-base"

KEYS = ("score", "chunkID", "documentID", "content", "source")
"""The keys of a chunk."""


def read(request: Request) -> Sequence[Event]:
    """The question."""
    body = request.body
    start = ClientStart(
        user_id="",
        project_id="",
        environment_id=version(request),
        authorization=lets_in(request),
    )
    ask = AskKnowledgeBase(
        question=body["question"],
        limit=limit(body),
        synthesis=body.get("synthesis", True),
        filters=body.get("filters"),
    )
    return (ClientQuery(start=start, ask=ask),)


def answer(request: Request, said: Sequence[Said]) -> Answer:
    """``{output, chunks, queryTokens, answerTokens, totalTokens}``."""
    found = answer_in(said)
    chunks = [{key: chunk[key] for key in KEYS} for chunk in found["chunks"]]
    total = found["queryTokens"] + found["answerTokens"]
    return Answer(body={**found, "chunks": chunks, "totalTokens": total})


ENDPOINTS.register(NAME)(
    Endpoint(
        name=NAME,
        method="POST",
        path="/knowledge-base/query",
        read=read,
        words=words(NAME, EFFECTS),
        is_over=is_answer,
        answer=answer,
        refuse=refuse,
        errors=ERRORS,
        summary="Ask the knowledge base",
        security="api key",
        headers=VERSION_HEADER,
        request_schema="http/knowledge-base.request",
        answer_schema="http/knowledge-base.response",
        problem_in=problem_in,
    )
)
