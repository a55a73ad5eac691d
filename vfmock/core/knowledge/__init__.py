"""The knowledge base of a scenario: what it knows, and what it finds."""

from vfmock.core.knowledge.model import EMPTY, Document, Knowledge, Question

__all__ = ["EMPTY", "Document", "Knowledge", "Question"]
