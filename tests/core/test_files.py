"""The files that clients store."""

from __future__ import annotations

from vfmock.core.files import FileContent, StoredFile


def test_the_bytes_can_be_taken_once() -> None:
    content = FileContent(b"meow")
    assert (content.take(), content.take()) == (b"meow", b"")
    assert content.size == 4


def test_a_stored_file_is_shown_without_its_bytes() -> None:
    file = StoredFile(
        id="f1", name="a.txt", type="text/plain", user="ada", project="p", content=b"meow", at=1.0
    )
    assert "meow" not in repr(file)
    assert "a.txt" in repr(file)
