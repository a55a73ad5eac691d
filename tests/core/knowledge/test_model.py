"""What a knowledge base is made of, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from vfmock.core.knowledge import Document, Knowledge, Question
from vfmock.core.knowledge.model import words_of
from vfmock.errors import ScenarioError


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        ("When are YOU open?", ("when", "are", "you", "open")),
        ("3.5 Äpfel, naïve", ("3", "5", "äpfel", "naïve")),
        ("…!?", ()),
    ],
)
def test_words_have_no_case_and_no_signs(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


def test_each_paragraph_is_a_chunk() -> None:
    document = Document(content="\n\nOne,\nand more.\n \n\nTwo.\n")
    assert document.chunks() == ["One,\nand more.", "Two."]
    assert Document(content=" \n\n ").chunks() == []


@pytest.mark.parametrize(
    ("document", "source"),
    [
        (Document(content="a"), {"type": "text", "name": "document"}),
        (
            Document(content="a", name="faq", type="url", url="https://a.example"),
            {"type": "url", "name": "faq", "url": "https://a.example"},
        ),
        (
            Document(content="a,b\nc,d", name="t", type="table"),
            {"type": "table", "name": "t", "rowsCount": 2},
        ),
    ],
)
def test_a_source_says_what_a_document_is(document: Document, source: Any) -> None:
    assert document.source() == source


def test_the_id_of_a_document_is_its_name_unless_it_has_one() -> None:
    assert Document(content="a", name="faq").document_id == "faq"
    assert Document(content="a", name="faq", id="65f0").document_id == "65f0"


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: Document(content=1), "'content' is a text, not 1"),  # type: ignore[arg-type]
        (lambda: Document(content="a", type="doc"), "unknown type of document 'doc'"),  # type: ignore[arg-type]
        (lambda: Document(content="a", type="url"), "a document of the type 'url' has a 'url'"),
        (lambda: Question(question="?", answer="a"), "a question has a word"),
        (
            lambda: Knowledge(documents=(Document(content="a"), Document(content="b"))),
            "two documents are named 'document'",
        ),
        (
            lambda: Knowledge(questions=(Question(question="a", answer=None, documents=("x",)),)),
            "no document 'x' for the question 'a'",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(make: Callable[[], object], problem: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        make()
    assert caught.value.problem == problem
