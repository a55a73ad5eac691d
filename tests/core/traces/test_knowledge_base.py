"""``knowledgeBase``: chunks, and the query that found them."""

from __future__ import annotations

from tests.core.builders import perform
from vfmock.core.traces.knowledge_base import Chunk, KnowledgeBase, PromptMessage, Query


def test_chunks_and_query_are_sent() -> None:
    chunks = (Chunk(document_id="d1", score=0.9, data={"name": "a.md"}), Chunk(document_id="d2"))
    query = Query(messages=(PromptMessage(content="hours"),), output="9 to 18")
    assert perform(KnowledgeBase(chunks, query)) == [
        {
            "type": "knowledgeBase",
            "payload": {
                "chunks": [
                    {"score": 0.9, "documentID": "d1", "documentData": {"name": "a.md"}},
                    {"score": 1.0, "documentID": "d2", "documentData": {}},
                ],
                "query": {
                    "messages": [{"role": "user", "content": "hours"}],
                    "output": "9 to 18",
                },
            },
        }
    ]


def test_nothing_found_is_an_empty_list() -> None:
    assert KnowledgeBase().payload() == {"chunks": []}
    unanswered = Query(messages=()).to_wire()
    assert unanswered == {"messages": [], "output": None}
