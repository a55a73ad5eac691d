"""``knowledgeBase``: what the knowledge base was asked, and the chunks that it found."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.spec import Part
from vfmock.core.traces.base import TraceStep, trace_step, without_none
from vfmock.types import JSON, JSONObject


@dataclass(frozen=True, kw_only=True)
class Chunk(Part):
    """A found part of a document. ``score`` is how well it fits, ``data`` is about the document."""

    primary = "document_id"
    document_id: str
    score: float = 1.0
    data: JSON = None

    def to_wire(self) -> JSONObject:
        """``{score, documentID, documentData}``."""
        data = {} if self.data is None else self.data
        return {"score": self.score, "documentID": self.document_id, "documentData": data}


@dataclass(frozen=True, kw_only=True)
class PromptMessage(Part):
    """A message of the prompt that asked."""

    primary = "content"
    content: str
    role: str = "user"

    def to_wire(self) -> JSONObject:
        """``{role, content}``."""
        return {"role": self.role, "content": self.content}


@dataclass(frozen=True, kw_only=True)
class Query(Part):
    """What was asked. ``output`` is the answer; ``None`` if none was found."""

    primary = "messages"
    messages: tuple[PromptMessage, ...]
    output: str | None = None

    def to_wire(self) -> JSONObject:
        """``{messages: [{role, content}], output}``."""
        return {"messages": [one.to_wire() for one in self.messages], "output": self.output}


@trace_step("knowledgeBase")
@dataclass(frozen=True)
class KnowledgeBase(TraceStep):
    """Tell what the knowledge base found, and what it was asked."""

    primary = "chunks"
    chunks: tuple[Chunk, ...] = ()
    query: Query | None = None

    def payload(self) -> JSONObject:
        """``{chunks: [{score, documentID, documentData}], query?: {messages, output}}``."""
        query = None if self.query is None else self.query.to_wire()
        return {"chunks": [one.to_wire() for one in self.chunks], **without_none(query=query)}
