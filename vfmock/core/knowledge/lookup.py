"""Looks into the knowledge base of a scenario.

A chunk fits a question by the part of the question's words that it has, from 0 to 1. The best chunk
is the answer, unless the scenario knows the answer to the question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vfmock.core.knowledge.model import Document, Knowledge, Question, words_of
from vfmock.errors import VfmockError, suggest
from vfmock.types import JSON, JSONObject

DEFAULT_LIMIT = 3
"""How many chunks are found, unless a client wants another number."""


JOINS: Mapping[str, Callable[[Iterable[bool]], bool]] = {"$and": all, "$or": any}
"""How filters are joined."""


class WrongFilter(VfmockError):
    """A filter has an operator that is not known, or is not built as filters are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundChunk:
    """A chunk that fits a question. ``score`` is from 0 to 1."""

    score: float
    id: str
    content: str
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What was found: the answer, if there is one, and the chunks, best first."""

    output: str | None
    chunks: tuple[FoundChunk, ...]

    @property
    def query_tokens(self) -> int:
        """How many words an LLM would have read."""
        return sum(len(words_of(chunk.content)) for chunk in self.chunks)

    @property
    def answer_tokens(self) -> int:
        """How many words an LLM would have written."""
        return len(words_of(self.output or ""))


def look_up(
    knowledge: Knowledge,
    question: str,
    *,
    limit: int = DEFAULT_LIMIT,
    synthesis: bool = True,
    filters: JSONObject | None = None,
) -> Lookup:
    """Find what a question asks for. Without ``synthesis`` there are chunks alone. ``filters`` say
    which documents count, by their metadata.

    Raises:
        WrongFilter: a filter is wrong, even if no document is compared with it.
    """
    check_filters(filters or {})
    known = _known(knowledge, question)
    documents = [one for one in knowledge.documents if fits(one.metadata, filters or {})]
    if known is not None and known.documents:
        documents = [one for one in documents if one.name in known.documents]
    asked = set(words_of(question))
    chunks = [
        _scored(one, number, text, asked)
        for one in documents
        for number, text in enumerate(one.chunks(), 1)
    ]
    keep_all = known is not None and bool(known.documents)
    chunks = [chunk for chunk in chunks if chunk.score > 0 or keep_all]
    chunks.sort(key=lambda chunk: -chunk.score)
    found = tuple(chunks[:limit])
    best = found[0].content if found else None
    output = best if known is None else known.answer
    return Lookup(output=output if synthesis else None, chunks=found)


def _known(knowledge: Knowledge, question: str) -> Question | None:
    """The first known question all of whose words were asked."""
    asked = set(words_of(question))
    return next(
        (one for one in knowledge.questions if asked.issuperset(words_of(one.question))), None
    )


def _scored(document: Document, number: int, content: str, asked: set[str]) -> FoundChunk:
    score = len(asked.intersection(words_of(content))) / max(1, len(asked))
    return FoundChunk(
        score=round(score, 4),
        id=f"{document.document_id}-{number}",
        content=content,
        document=document,
    )


def check_filters(filters: JSON) -> None:
    """Look for what is wrong in filters: ``{key: value}`` or ``{key: {operator: value}}``, and
    ``$and`` and ``$or`` with lists of filters.

    Raises:
        WrongFilter: a part of them is no mapping, an operator is unknown, or it has no list.
    """
    if not isinstance(filters, dict):
        raise WrongFilter(f"wanted a mapping, got {filters!r:.60}")
    for key, wanted in filters.items():
        if key in JOINS:
            for one in _list_of(key, wanted):
                check_filters(one)
        elif key.startswith("$"):
            raise WrongFilter(f"unknown operator {key!r}{suggest(key, JOINS)}")
        elif isinstance(wanted, dict):
            for operator, value in wanted.items():
                if operator not in _OPERATORS:
                    hint = suggest(operator, _OPERATORS)
                    raise WrongFilter(f"unknown operator {operator!r}{hint}")
                if operator in _WITH_LISTS:
                    _list_of(operator, value)


def _list_of(operator: str, value: JSON) -> list[JSON]:
    if not isinstance(value, list):
        raise WrongFilter(f"{operator!r} wants a list, got {value!r:.60}")
    return value


def fits(metadata: Mapping[str, JSON], filters: JSONObject) -> bool:
    """Whether the metadata of a document fits filters in which nothing is wrong."""
    for key, wanted in filters.items():
        if key in JOINS:
            if not JOINS[key](fits(metadata, one) for one in wanted):
                return False
        else:
            value = metadata.get(key.removeprefix("metadata."))
            if not _compares(value, wanted if isinstance(wanted, dict) else {"$eq": wanted}):
                return False
    return True


def _compares(value: JSON, comparisons: JSONObject) -> bool:
    try:
        return all(_OPERATORS[operator](value, wanted) for operator, wanted in comparisons.items())
    except TypeError:  # what has no order is neither less nor more
        return False


def _is_one_of(value: JSON, wanted: JSON) -> bool:
    """Whether a value, or one of a list of values, is among those that are wanted."""
    values = value if isinstance(value, list) else [value]
    return any(one in wanted for one in values)


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "$eq": lambda value, wanted: bool(
        value == wanted or (isinstance(value, list) and wanted in value)
    ),
    "$ne": lambda value, wanted: bool(value != wanted),
    "$gt": lambda value, wanted: bool(value > wanted),
    "$gte": lambda value, wanted: bool(value >= wanted),
    "$lt": lambda value, wanted: bool(value < wanted),
    "$lte": lambda value, wanted: bool(value <= wanted),
    "$in": _is_one_of,
    "$nin": lambda value, wanted: not _is_one_of(value, wanted),
    "$all": lambda value, wanted: all(one in (value or ()) for one in wanted),
}

_WITH_LISTS = ("$in", "$nin", "$all")
"""The operators that compare with a list."""
