"""What is found in a knowledge base."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vfmock.core.knowledge import EMPTY, Document, Knowledge, Question
from vfmock.core.knowledge.lookup import JOINS, Lookup, WrongFilter, check_filters, fits, look_up

SHOP = Knowledge(
    documents=(
        Document(
            name="hours",
            content="Our shops are open from 9 to 18.\n\nOn Saturdays until 14.",
            metadata={"lang": "en", "year": 2026, "tags": ["shop", "time"]},
        ),
        Document(name="prices", content="A desk costs 300.\n\nA lamp costs 40.", id="65f0"),
    ),
    questions=(
        Question(question="refund", answer="Within 30 days."),
        Question(question="lamp price", answer="40, on Saturdays 35.", documents=("prices",)),
        Question(question="secret", answer=None),
    ),
)


def ids(found: Lookup) -> list[tuple[str, float]]:
    """The chunks and their scores."""
    return [(chunk.id, chunk.score) for chunk in found.chunks]


def test_the_best_chunk_is_the_answer() -> None:
    found = look_up(SHOP, "When are the shops open on Saturdays?")
    assert ids(found) == [("hours-1", 0.4286), ("hours-2", 0.2857)]
    assert found.output == "Our shops are open from 9 to 18."


def test_a_known_question_has_its_answer() -> None:
    found = look_up(SHOP, "Can I get a REFUND on Saturdays?")
    assert found.output == "Within 30 days."
    assert [chunk.id for chunk in found.chunks] == ["hours-2", "65f0-1", "65f0-2"]


def test_an_answer_can_name_its_documents() -> None:
    found = look_up(SHOP, "What is the price of a lamp on Saturdays?")
    assert found.output == "40, on Saturdays 35."
    assert [chunk.document.name for chunk in found.chunks] == ["prices", "prices"]


def test_the_documents_of_an_answer_are_told_even_without_a_word_of_the_question() -> None:
    found = look_up(SHOP, "lamp price")
    assert ids(found)[-1] == ("65f0-1", 0.0)


def test_a_question_can_be_known_to_have_no_answer() -> None:
    assert look_up(SHOP, "the secret of the shops").output is None


def test_what_is_not_there_is_not_found() -> None:
    assert look_up(SHOP, "xyzzy") == Lookup(output=None, chunks=())
    assert look_up(EMPTY, "open") == Lookup(output=None, chunks=())
    assert look_up(SHOP, "?") == Lookup(output=None, chunks=())


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_there_are_no_more_chunks_than_wanted(limit: int) -> None:
    found = look_up(SHOP, "a desk and a lamp costs on", limit=limit)
    assert len(found.chunks) == min(3, limit)


def test_without_synthesis_there_is_no_answer() -> None:
    found = look_up(SHOP, "refund of a lamp", synthesis=False)
    assert found.output is None
    assert [chunk.id for chunk in found.chunks] == ["65f0-2", "65f0-1"]


def test_tokens_are_words() -> None:
    found = look_up(SHOP, "lamp", limit=1)
    assert (found.query_tokens, found.answer_tokens) == (4, 4)
    assert look_up(EMPTY, "lamp").answer_tokens == 0


@given(question=st.text())
def test_the_same_question_has_the_same_answer(question: str) -> None:
    found = look_up(SHOP, question, limit=2)
    assert found == look_up(SHOP, question, limit=2)
    scores = [chunk.score for chunk in found.chunks]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores) or "lamp" in question.casefold()


# Filters.

KEYS = st.sampled_from(["lang", "year", "tags", *JOINS, "$eq", "$gt", "$in", "$all"])


@pytest.mark.parametrize(
    ("filters", "fit"),
    [
        ({}, True),
        ({"lang": "en"}, True),
        ({"metadata.lang": "en"}, True),
        ({"lang": "de"}, False),
        ({"lang": {"$ne": "de"}}, True),
        ({"year": {"$gt": 2025, "$lt": 2027}}, True),
        ({"year": {"$gte": 2027}}, False),
        ({"year": {"$lte": 2026}}, True),
        ({"year": {"$gt": "x"}}, False),
        ({"lang": {"$in": ["de", "en"]}}, True),
        ({"lang": {"$nin": ["de", "en"]}}, False),
        ({"tags": "shop"}, True),
        ({"tags": {"$in": ["x", "time"]}}, True),
        ({"tags": {"$all": ["shop", "time"]}}, True),
        ({"tags": {"$all": ["shop", "x"]}}, False),
        ({"other": {"$all": ["x"]}}, False),
        ({"other": None}, True),
        ({"$and": [{"lang": "en"}, {"year": 2026}]}, True),
        ({"$and": [{"lang": "en"}, {"year": 1}]}, False),
        ({"$or": [{"lang": "de"}, {"year": 2026}]}, True),
        ({"$or": []}, False),
    ],
)
def test_a_filter_looks_at_the_metadata(filters: Any, fit: bool) -> None:
    check_filters(filters)
    assert fits(SHOP.documents[0].metadata, filters) is fit


def test_filters_say_which_documents_count() -> None:
    found = look_up(SHOP, "a desk on Saturdays", filters={"lang": "en"})
    assert [chunk.id for chunk in found.chunks] == ["hours-2"]


@pytest.mark.parametrize(
    ("filters", "problem"),
    [
        ({"$not": {}}, "unknown operator '$not' (known: $and, $or)"),
        ({"year": {"$gr": 1}}, "unknown operator '$gr', did you mean '$gt' (known: "),
        ({"$and": 5}, "'$and' wants a list, got 5"),
        ({"$or": None}, "'$or' wants a list, got None"),
        ({"$and": [5]}, "wanted a mapping, got 5"),
        ({"$or": [{"$and": [{"year": {"$gr": 1}}]}]}, "unknown operator '$gr'"),
        ({"lang": {"$in": "en"}}, "'$in' wants a list, got 'en'"),
        ({"lang": {"$nin": 5}}, "'$nin' wants a list, got 5"),
        ({"tags": {"$all": None}}, "'$all' wants a list, got None"),
    ],
)
def test_a_wrong_filter_is_refused_with_the_nearest(filters: Any, problem: str) -> None:
    for knowledge in (SHOP, EMPTY):
        with pytest.raises(WrongFilter) as caught:
            look_up(knowledge, "a", filters=filters)
        assert str(caught.value).startswith(problem)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(), inner),
    max_leaves=6,
)


@given(filters=st.dictionaries(KEYS, VALUES))
def test_a_filter_is_refused_or_can_be_used(filters: Any) -> None:
    try:
        check_filters(filters)
    except WrongFilter:
        return
    assert fits(SHOP.documents[0].metadata, filters) in (True, False)
