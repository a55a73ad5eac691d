"""``POST /knowledge-base/query``: ask the knowledge base, with an API key."""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.core.asks import AskKnowledgeBase
from vfmock.core.events import ClientQuery, ClientStart, Event
from vfmock.endpoints.base import ENDPOINTS, Answer, Request, Said
from vfmock.endpoints.knowledge.chunks import limit
from vfmock.endpoints.legacy.call import legacy_call
from vfmock.endpoints.legacy.caller import VERSION_HEADER, lets_in, version
from vfmock.endpoints.parts import ANSWER, ends_with, payload_of

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
    found = payload_of(ANSWER, said)
    chunks = [{key: chunk[key] for key in KEYS} for chunk in found["chunks"]]
    total = found["queryTokens"] + found["answerTokens"]
    return Answer(body={**found, "chunks": chunks, "totalTokens": total})


ENDPOINTS.register(NAME)(
    legacy_call(
        name=NAME,
        method="POST",
        path="/knowledge-base/query",
        read=read,
        is_over=ends_with(ANSWER),
        answer=answer,
        summary="Ask the knowledge base",
        headers=VERSION_HEADER,
        request_schema="http/knowledge-base.request",
        answer_schema="http/knowledge-base.response",
    )
)
