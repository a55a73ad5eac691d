"""Slates: paragraphs with children, and their plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vfmock.core.slate import plain_text, slate


def test_a_line_is_a_paragraph() -> None:
    assert slate("a\n\nb")["content"] == [
        {"children": [{"text": "a"}]},
        {"children": [{"text": ""}]},
        {"children": [{"text": "b"}]},
    ]


@given(st.text())
def test_the_plain_text_of_a_slate_is_its_message(message: str) -> None:
    assert plain_text(slate(message)["content"]) == message


def test_the_id_depends_only_on_the_text() -> None:
    assert slate("a")["id"] == slate("a")["id"] != slate("b")["id"]
    assert len(slate("a")["id"]) == 24


def test_a_lone_surrogate_has_a_slate() -> None:
    assert plain_text(slate("\ud83d")["content"]) == "\ud83d"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ([], ""),
        ([{}], ""),
        ([{"children": []}, {"children": [{}]}], "\n"),
        ([{"children": [{"text": "a", "fontWeight": "700"}, {"text": "b"}]}], "ab"),
        ([{"children": [{"text": 7}]}], "7"),
    ],
)
def test_marks_are_not_part_of_the_text(content: list[dict[str, object]], text: str) -> None:
    assert plain_text(content) == text
