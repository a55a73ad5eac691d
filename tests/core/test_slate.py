"""Slates: paragraphs with children, and their plain text."""

from __future__ import annotations

from typing import Any

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
def test_the_plain_text_of_a_slate_is_its_trimmed_message(message: str) -> None:
    plain = plain_text(slate(message)["content"])
    assert plain in message
    assert plain.strip() == message.strip() or plain == message.strip("\ufeff").strip()


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
        ([{"children": []}, {"children": [{}]}], ""),
        ([{"children": [{"text": "a", "fontWeight": "700"}, {"text": "b"}]}], "ab"),
        ([{"children": [{"text": 7}]}], "7"),
    ],
)
def test_marks_are_not_part_of_the_text(content: list[dict[str, object]], text: str) -> None:
    assert plain_text(content) == text


LINK = {"type": "link", "url": "https://x", "children": [{"text": "our "}, {"text": "page"}]}


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ([{"children": [{"text": "See "}, LINK, {"text": "."}]}], "See our page."),
        ([{"text": "a leaf"}, {"children": [{"text": "a line"}]}], "a leaf\na line"),
        (
            [
                {"children": [{"text": "Either:"}]},
                {
                    "type": "ul",
                    "children": [
                        {"type": "li", "children": [{"children": [{"text": "one"}]}]},
                        {"type": "li", "children": [LINK]},
                    ],
                },
            ],
            "Either:\noneour page",
        ),
        (
            [{"text": " \u00a0\ufeff"}, {"text": "  in it "}, {"text": "\n\t"}],
            "in it",
        ),
        ([{"text": "\x1fkept\x85"}], "\x1fkept\x85"),
    ],
)
def test_the_text_of_every_node_counts(content: list[dict[str, object]], text: str) -> None:
    assert plain_text(content) == text


def test_a_slate_may_be_deep() -> None:
    node: dict[str, object] = {"text": "deep"}
    for _ in range(10_000):
        node = {"children": [node]}
    assert plain_text([node]) == "deep"


@pytest.mark.parametrize("content", ["a", None, ["a"], [{"children": "a"}], [{"children": ["a"]}]])
def test_what_is_no_slate_is_refused(content: Any) -> None:
    with pytest.raises(TypeError):
        plain_text(content)
