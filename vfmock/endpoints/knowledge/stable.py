"""``POST /v1/stable/knowledge-base/query``: ask the knowledge base."""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.core.asks import AskKnowledgeBase
from vfmock.core.events import ClientQuery, Event
from vfmock.endpoints.base import ENDPOINTS, Answer, Request, Said
from vfmock.endpoints.knowledge.chunks import limit
from vfmock.endpoints.parts import ANSWER, ends_with, payload_of
from vfmock.endpoints.stable.call import stable_call
from vfmock.endpoints.stable.caller import ENVIRONMENT, caller
from vfmock.types import JSONObject

NAME = "stable-knowledge-base"

DEFAULT_MODEL = "gpt-4o"
"""The model that is named if the request names none. No model is asked."""


def read(request: Request) -> Sequence[Event]:
    """The question, for the version that the body names."""
    body = request.body
    ask = AskKnowledgeBase(
        question=body["question"],
        limit=limit(body),
        synthesis=body.get("synthesis", True),
        filters=body.get("filters"),
    )
    return (ClientQuery(start=caller(request, body["version"]), ask=ask),)


def answer(request: Request, said: Sequence[Said]) -> Answer:
    """``{answer}``: the output, the chunks, and what it would have cost."""
    found: JSONObject = payload_of(ANSWER, said)
    read_, written = found["queryTokens"], found["answerTokens"]
    model = (request.body.get("settings") or {}).get("model", DEFAULT_MODEL)
    cost = {
        "model": model,
        "tokens": read_ + written,
        "queryTokens": read_,
        "answerTokens": written,
        "duration": 0,
        "inputMultiplier": 1,
        "cacheMultiplier": 1,
        "outputMultiplier": 1,
        "cacheWriteMultiplier": 1,
        "cacheWriteTokens": 0,
        "queryCachedTokens": 0,
        "queryRemainderTokens": read_,
        "base": {
            "queryTokens": read_,
            "answerTokens": written,
            "cacheWriteTokens": 0,
            "queryCachedTokens": 0,
        },
    }
    return Answer(body={"answer": {**found, **cost}})


ENDPOINTS.register(NAME)(
    stable_call(
        name=NAME,
        method="POST",
        path="/v1/stable/knowledge-base/query",
        read=read,
        is_over=ends_with(ANSWER),
        answer=answer,
        summary="Ask the knowledge base of an environment",
        query=ENVIRONMENT,
        request_schema="http/stable-knowledge-base.request",
        answer_schema="http/stable-knowledge-base.response",
    )
)
