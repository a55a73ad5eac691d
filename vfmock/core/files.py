"""The files that clients store: what a client was allowed to store, and what it stored."""

from __future__ import annotations

from dataclasses import dataclass, field


class FileContent:
    """The bytes of a file on their way into the storage. They can be taken once.

    So a journal that keeps the event does not keep the bytes.
    """

    __slots__ = ("_content", "size")

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.size = len(content)

    def take(self) -> bytes:
        """The bytes. From now on they are gone from here."""
        taken, self._content = self._content, b""
        return taken


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file that a client has stored.

    ``id`` is the server's. ``name`` and ``type`` (such as ``image/png``) are what the client said
    when it asked for the storage. ``at`` is when the file came, in Unix seconds by the server's
    clock.
    """

    id: str
    name: str
    type: str
    user: str
    project: str
    content: bytes = field(repr=False)
    at: float
