"""Asks the knowledge base of an agent."""

from __future__ import annotations

from vfmock.core.asks import AskKnowledgeBase
from vfmock.core.connection import INVALID_PAYLOAD
from vfmock.core.events import ClientStart
from vfmock.core.knowledge.lookup import DEFAULT_LIMIT, WrongFilter, look_up
from vfmock.runtime.queries.base import Made, QueryRefused, Room, answers


@answers(AskKnowledgeBase)
def ask(room: Room, start: ClientStart, ask: AskKnowledgeBase) -> Made:
    """``{output, chunks: [{score, chunkID, documentID, content, source, metadata}], queryTokens,
    answerTokens}``."""
    knowledge = room.directory.scenario_for(start).knowledge
    try:
        found = look_up(
            knowledge,
            ask.question,
            limit=DEFAULT_LIMIT if ask.limit is None else ask.limit,
            synthesis=ask.synthesis,
            filters=ask.filters,
        )
    except WrongFilter as error:
        raise QueryRefused(INVALID_PAYLOAD, f"'filters': {error}") from None
    chunks = [
        {
            "score": chunk.score,
            "chunkID": chunk.id,
            "documentID": chunk.document.document_id,
            "content": chunk.content,
            "source": chunk.document.source(),
            "metadata": dict(chunk.document.metadata),
        }
        for chunk in found.chunks
    ]
    tokens = {"queryTokens": found.query_tokens, "answerTokens": found.answer_tokens}
    return {"output": found.output, "chunks": chunks, **tokens}, []
