"""The storage of files: which client may store what, and what was stored."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vfmock.core.asks import ALREADY_DONE, NOT_FOUND, AskFileStorage
from vfmock.core.connection import INVALID_PAYLOAD, UNAUTHORIZED
from vfmock.core.files import FileContent, StoredFile

KEY, TYPE, POLICY = "key", "Content-Type", "policy"
"""The fields that a place for a file is given with. An upload repeats them."""

SIZE_OF_FILE = 500
"""What a file takes beside its content, in bytes."""

MOST_PLACES = 10_000
"""How many places are remembered that were given, the newest."""


class FileRefused(Exception):
    """A file that is not stored: a code for programs, and the problem for people."""

    def __init__(self, code: str, problem: str) -> None:
        super().__init__(problem)
        self.code = code


@dataclass(slots=True, kw_only=True)
class FilePlace:
    """A place for one file. ``policy`` is the secret that lets the file in. ``is_taken``: the file
    is there."""

    id: str
    policy: str
    asked: AskFileStorage
    project: str
    is_taken: bool = False

    @property
    def fields(self) -> dict[str, str]:
        """What an upload has to repeat."""
        return {KEY: f"handoff/{self.id}", TYPE: self.asked.type, POLICY: self.policy}


class Files:
    """The files of a world. They have ``room`` bytes together; the newest one is always kept."""

    def __init__(self, room: int, *, make_new_id: Callable[[], Callable[[], str]]) -> None:
        self._room = room
        self._make_new_id = make_new_id
        self._places: dict[str, FilePlace] = {}
        self._stored: deque[StoredFile] = deque()
        self._size = 0
        self.begin()

    def begin(self) -> None:
        """Start again with no files and the first id, as every run does."""
        self._new_id = self._make_new_id()
        self.clear()

    def clear(self) -> None:
        """Forget all places and files."""
        self._places.clear()
        self._stored.clear()
        self._size = 0

    @property
    def stored(self) -> list[StoredFile]:
        """All files, the oldest first."""
        return list(self._stored)

    def give(self, project: str, asked: AskFileStorage) -> dict[str, str]:
        """Give a place to a file. Return the fields of its upload."""
        place = FilePlace(id=self._new_id(), policy=self._new_id(), asked=asked, project=project)
        self._places[place.fields[KEY]] = place
        if len(self._places) > MOST_PLACES:
            del self._places[next(iter(self._places))]
        return place.fields

    def store(self, fields: Mapping[str, str], content: FileContent, now: float) -> StoredFile:
        """Store a file at its place, and return it.

        Raises:
            FileRefused: there is no such place, it has its file already, or a field is another one.
        """
        place = self._places.get(fields[KEY])
        if place is None:
            problem = f"there is no place with the key {fields[KEY]!r:.100}"
            raise FileRefused(NOT_FOUND, f"{problem}: ask POST /v1/handoff/file-storage for one")
        if fields[POLICY] != place.policy:
            problem = "the policy is not the one that the place was given with"
            raise FileRefused(UNAUTHORIZED, f"{problem}, for the key {fields[KEY]!r}")
        if fields[TYPE] != place.asked.type:
            problem = (
                f"wanted {place.asked.type!r} as the field {TYPE!r}, got {fields[TYPE]!r:.100}"
            )
            raise FileRefused(INVALID_PAYLOAD, problem)
        if place.is_taken:
            problem = f"the place with the key {fields[KEY]!r} has its file already"
            raise FileRefused(ALREADY_DONE, f"{problem}: each file needs a place of its own")
        place.is_taken = True
        stored = StoredFile(
            id=place.id,
            name=place.asked.name,
            type=place.asked.type,
            user=place.asked.user,
            project=place.project,
            content=content.take(),
            at=now,
        )
        self._keep(stored)
        return stored

    def _keep(self, file: StoredFile) -> None:
        """Keep a file, and forget the oldest ones that are too many."""
        self._stored.append(file)
        self._size += _size_of(file)
        while self._size > self._room and len(self._stored) > 1:
            self._size -= _size_of(self._stored.popleft())


def _size_of(file: StoredFile) -> int:
    words = (file.name, file.type, file.user, file.project)
    return len(file.content) + sum(map(len, words)) + SIZE_OF_FILE
