"""The picture of the web chat in the docs. Drawing it takes ten seconds, so no test does."""

from __future__ import annotations

from tools.web_chat_picture import FILE, MOST_BYTES, PICTURES
from vfmock import load_scenario


def test_the_picture_is_small() -> None:
    content = FILE.read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) <= MOST_BYTES


def test_the_scenario_shows_the_pictures_that_are_drawn() -> None:
    shown = repr(load_scenario("support"))
    assert [url for url in PICTURES if url not in shown] == []
