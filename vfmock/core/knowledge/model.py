"""The knowledge base of a scenario: documents, and questions whose answers are known.

Nothing here is clever, and nothing is random: the same question always has the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from vfmock.core.spec import Part, must_be_text
from vfmock.errors import ScenarioError
from vfmock.types import JSON, JSONObject

DocumentType: TypeAlias = Literal["text", "url", "pdf", "docx", "md", "csv", "xlsx", "table"]

_BREAK = re.compile(r"\n\s*\n")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True)
class Document(Part):
    """A document of the knowledge base.

    ``content`` is its text. Each paragraph is a chunk, which a question may find. ``name`` and
    ``type`` say what it is, ``url`` where it comes from, and ``id`` is its documentID, by default
    the name. ``metadata`` can be asked for with filters.
    """

    primary = "content"
    content: str
    name: str = "document"
    type: DocumentType = "text"
    url: str | None = None
    id: str | None = None
    metadata: Mapping[str, JSON] = field(default_factory=dict)

    def __post_init__(self) -> None:
        must_be_text(content=self.content, name=self.name, url=self.url, id=self.id)
        if self.type not in get_args(DocumentType):
            raise ScenarioError(f"unknown type of document {self.type!r:.40}")
        if self.type == "url" and self.url is None:
            raise ScenarioError("a document of the type 'url' has a 'url'")

    def chunks(self) -> list[str]:
        """The paragraphs."""
        return [part.strip() for part in _BREAK.split(self.content) if part.strip()]

    @property
    def document_id(self) -> str:
        """Its id for clients."""
        return self.name if self.id is None else self.id

    def source(self) -> JSONObject:
        """``{type, name, url?, …}``: what clients see of it."""
        rows = {"rowsCount": self.content.count("\n") + 1} if self.type == "table" else {}
        url = {} if self.url is None else {"url": self.url}
        return {"type": self.type, "name": self.name, **url, **rows}


@dataclass(frozen=True, kw_only=True)
class Question(Part):
    """A question whose answer is known.

    ``question`` fits every question that has all of its words. ``answer`` is the answer, and
    ``null`` says that none is found. ``documents`` are the names of the documents that it comes
    from; by default they are searched for.
    """

    question: str
    answer: str | None
    documents: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        must_be_text(question=self.question, answer=self.answer)
        if not words_of(self.question):
            raise ScenarioError("a question has a word")


@dataclass(frozen=True, kw_only=True)
class Knowledge(Part):
    """What the knowledge base knows: ``documents``, and ``questions`` with their answers."""

    documents: tuple[Document, ...] = ()
    questions: tuple[Question, ...] = ()

    def __post_init__(self) -> None:
        names = [document.name for document in self.documents]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise ScenarioError(f"two documents are named {twice!r}")
        for one in self.questions:
            for name in one.documents:
                if name not in names:
                    raise ScenarioError(f"no document {name!r} for the question {one.question!r}")


EMPTY = Knowledge()
"""A knowledge base that knows nothing."""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, without case and signs."""
    return tuple(_WORD.findall(text.casefold()))
