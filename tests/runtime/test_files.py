"""The storage of files, without a server."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from vfmock.core.asks import AskFileStorage
from vfmock.core.files import FileContent
from vfmock.runtime import files as module
from vfmock.runtime.files import FileRefused, Files

ASKED = AskFileStorage(user="ada", name="a.txt", type="text/plain")


def storage(room: int = 10_000) -> Files:
    """An empty storage whose ids count."""

    def make() -> Callable[[], str]:
        numbers = count(1)
        return lambda: str(next(numbers))

    return Files(room, make_new_id=make)


def test_every_run_begins_with_the_first_id() -> None:
    files = storage()
    first = files.give("p", ASKED)
    files.begin()
    assert files.give("p", ASKED) == first
    assert files.give("p", ASKED) != first


def test_the_newest_file_is_kept_however_large() -> None:
    files = storage(room=0)
    for content in (b"1", b"2"):
        files.store(files.give("p", ASKED), FileContent(content), 1.0)
    assert [one.content for one in files.stored] == [b"2"]


def test_empty_files_take_room_too() -> None:
    files = storage(room=2 * module.SIZE_OF_FILE + 50)
    for _ in range(5):
        files.store(files.give("p", ASKED), FileContent(b""), 1.0)
    assert [one.id for one in files.stored] == ["7", "9"]
    files.clear()
    files.store(files.give("p", ASKED), FileContent(b""), 1.0)
    files.store(files.give("p", ASKED), FileContent(b""), 1.0)
    assert len(files.stored) == 2


def test_the_oldest_place_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PLACES", 2)
    files = storage()
    first, second, _ = (files.give("p", ASKED) for _ in range(3))
    with pytest.raises(FileRefused, match="there is no place with the key 'handoff/1'"):
        files.store(first, FileContent(b"1"), 1.0)
    assert files.store(second, FileContent(b"1"), 1.0).name == "a.txt"
