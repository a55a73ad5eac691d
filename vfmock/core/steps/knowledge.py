"""``knowledge``: the agent asks the knowledge base, and says what it finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from vfmock.core.knowledge.lookup import DEFAULT_LIMIT, Lookup, look_up
from vfmock.core.spec import must_count, render_part
from vfmock.core.step import Step, step
from vfmock.core.traces.knowledge_base import Chunk, KnowledgeBase, PromptMessage, Query
from vfmock.core.traces.text import Text
from vfmock.core.turn import Output, Turn

WORDS = "{{ action.text or action.label or '' }}"
"""What the user said."""


@step("knowledge")
@dataclass(frozen=True, kw_only=True)
class AskKnowledge(Step):
    """Ask the knowledge base of the scenario ``question``, by default what the user said.

    A ``knowledgeBase`` trace tells what it finds: ``limit`` chunks at the most. Then comes the
    answer as a text, or ``otherwise`` if there is no answer, if that is given.
    """

    primary = "question"
    question: str = WORDS
    limit: int = field(default=DEFAULT_LIMIT, metadata={"schema": {"minimum": 1}})
    otherwise: str | None = None

    def __post_init__(self) -> None:
        must_count("limit", self.limit)

    def perform(self, turn: Turn) -> Iterable[Output]:
        asked = render_part(self, turn.evaluate)
        found = look_up(turn.knowledge, asked.question, limit=asked.limit)
        yield _told(asked.question, found).trace
        said = asked.otherwise if found.output is None else found.output
        if said is not None:
            yield Text(message=said, ai=True).with_id(turn)


def _told(question: str, found: Lookup) -> KnowledgeBase:
    chunks = tuple(
        Chunk(
            document_id=chunk.document.document_id,
            score=chunk.score,
            data=chunk.document.source(),
        )
        for chunk in found.chunks
    )
    query = Query(messages=(PromptMessage(content=question),), output=found.output)
    return KnowledgeBase(chunks=chunks, query=query)


def knowledge(
    question: str = WORDS, *, limit: int = DEFAULT_LIMIT, otherwise: str | None = None
) -> AskKnowledge:
    """Ask the knowledge base, by default what the user said, and say the answer.

    ``limit``: how many chunks at the most. ``otherwise``: what is said if there is no answer.
    """
    return AskKnowledge(question=question, limit=limit, otherwise=otherwise)
