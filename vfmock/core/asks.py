"""What a client can ask for without a session of its own. Each ask is answered with JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from vfmock.core.actions import Action
from vfmock.core.files import FileContent
from vfmock.types import JSONObject


@dataclass(frozen=True, slots=True, kw_only=True)
class PushAction:
    """Push an action into a session from outside. ``session`` is its key or its id.

    The session has to have an open socket, which gets the traces. Otherwise nothing happens. The
    answer is empty in both cases.
    """

    session: str
    action: Action

    def __str__(self) -> str:
        return f"push {self.action}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchTranscripts:
    """Find the transcripts of a project, newest first, ``take`` of them after ``skip`` others.

    ``name`` is the id of their session. ``since`` and ``until`` are Unix seconds. Each of
    ``filters`` is ``{id, op, value?}``.
    """

    take: int | None = None
    skip: int = 0
    oldest_first: bool = False
    name: str | None = None
    version: str | None = None
    environment: str | None = None
    since: float | None = None
    until: float | None = None
    filters: Sequence[JSONObject] = ()

    def __str__(self) -> str:
        return "search transcripts"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTranscript:
    """Read one transcript, with what was said."""

    id: str

    def __str__(self) -> str:
        return f"read transcript {self.id!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveTranscript:
    """Say something of a transcript: ``details`` such as a device. ``name`` is the id of its
    session, or of its user."""

    name: str
    details: JSONObject

    def __str__(self) -> str:
        return f"save transcript {self.name!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndTranscript:
    """End a transcript. The conversation may go on."""

    id: str

    def __str__(self) -> str:
        return f"end transcript {self.id!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteTranscript:
    """Forget a transcript."""

    id: str

    def __str__(self) -> str:
        return f"delete transcript {self.id!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskKnowledgeBase:
    """Ask the knowledge base. ``limit`` is how many chunks are wanted. Without ``synthesis`` there
    is no answer, only chunks. ``filters`` say which documents count."""

    question: str
    limit: int | None = None
    synthesis: bool = True
    filters: JSONObject | None = None

    def __str__(self) -> str:
        return f"ask the knowledge base {self.question!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskWidget:
    """Ask how the web chat looks."""

    def __str__(self) -> str:
        return "ask how the widget looks"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndLatestTranscript:
    """End the transcript that a user has under way. Without one, nothing happens."""

    user: str

    def __str__(self) -> str:
        return f"end the transcript of user {self.user!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadTranscript:
    """Read the transcript of a user's own session. The session key lets the user in; it is good
    after the end of the session too."""

    user: str
    session_key: str

    def __str__(self) -> str:
        return f"download the transcript of user {self.user!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveFeedback:
    """Say how an answer was. It is only written into the journal. ``name`` is the verdict."""

    user: str
    name: str

    def __str__(self) -> str:
        return f"feedback of user {self.user!r}: {self.name!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLog:
    """Say what happened in the client. It is only written into the journal."""

    source: str
    message: str

    def __str__(self) -> str:
        return f"log of {self.source!r}: {self.message!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskFileStorage:
    """Ask where a file can be stored: its name and its type, such as ``image/png``."""

    user: str
    name: str
    type: str

    def __str__(self) -> str:
        return f"ask for a place for the file {self.name!r} of user {self.user!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFile:
    """Store a file, with the fields that the place for it was given with."""

    fields: Mapping[str, str]
    content: FileContent

    def __str__(self) -> str:
        return f"store a file of {self.content.size} bytes"


NOT_FOUND = "not_found"
"""The code of the error if what a client asks for does not exist."""

ALREADY_DONE = "already_done"
"""The code of the error if a client asks again for what can be done once."""

Ask: TypeAlias = (
    PushAction
    | SearchTranscripts
    | ReadTranscript
    | SaveTranscript
    | EndTranscript
    | DeleteTranscript
    | AskKnowledgeBase
    | AskWidget
    | EndLatestTranscript
    | DownloadTranscript
    | GiveFeedback
    | ReportLog
    | AskFileStorage
    | StoreFile
)
