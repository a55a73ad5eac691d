"""The transcripts of a world: one for each session, and for each part of it that has a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vfmock.core.events import ActionSend
from vfmock.core.journal import Journal
from vfmock.core.log_line import LogLine
from vfmock.core.session_data import SessionData
from vfmock.core.transcripts import Transcript, last_times, log_of, replay_of
from vfmock.types import JSON, JSONObject, Version

REMEMBERED = 10_000
"""How many transcripts are kept, the newest."""

RECENT = 100
"""How far back in the journal an action is looked for that has just come."""

DEFAULT_PROJECT = "default"
"""The project of a user who has none, if a call names none. It is found in every project."""


class Transcripts:
    """Knows which entries of the journal belong to which transcript."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._all: dict[str, Transcript] = {}
        self._current: dict[str, Transcript] = {}

    def begin(
        self, session: SessionData, version: Version | None, details: JSONObject, now: float
    ) -> None:
        """A session has begun. ``details`` is what its client says of itself."""
        first = self._journal.written + 1
        self._add(session, version, session.id, first, now).details.update(details)

    def name(self, session: SessionData, name: str, event: ActionSend, now: float) -> None:
        """An action came to a session under this name. If it is another name than before, a new
        transcript begins with the action."""
        current = self._current.get(session.id)
        if current is None or current.name == name:
            return
        first = self._number_of(event)
        if current.first >= first - 1 and current.name == session.id:
            current.name = name  # nothing was said yet: the whole session has this name
            return
        current.last = first - 1
        self._add(session, current.version, name, first, now)

    def end(self, session_id: str, reason: str, now: float) -> None:
        """A session is over."""
        transcript = self._current.pop(session_id, None)
        if transcript is not None:
            self.close(transcript, reason, now)

    def close(self, transcript: Transcript, reason: str, now: float) -> None:
        """Let a transcript end, once. Its session may go on."""
        if transcript.ended_at is None:
            transcript.ended_at, transcript.end_reason = now, reason

    def save(
        self,
        project: str,
        name: str,
        environment: str | None,
        details: dict[str, JSON],
        now: float,
    ) -> Transcript:
        """Keep what a client says of itself, in the transcript with this name. Clients also use the
        id of the user as a name. If there is no such transcript, there is an empty one now."""
        newest = list(self.of(project))
        found = next((one for one in newest if one.name == name), None)
        found = found or next((one for one in newest if one.user == name), None)
        if found is None:
            found = Transcript(
                id=self._free(name),
                session="",
                name=name,
                user=name,
                project=project,
                environment=environment,
                version=None,
                created_at=now,
                first=self._journal.written + 1,
            )
            self._keep(found)
        found.details.update(details)
        return found

    def of(self, project: str | None) -> Iterator[Transcript]:
        """The transcripts of a project (``None``: of all), newest first. Those of users without a
        project are in every project."""
        for transcript in reversed(self._all.values()):
            if project is None or transcript.project in (project, DEFAULT_PROJECT):
                yield transcript

    def find(self, project: str | None, transcript_id: str) -> Transcript | None:
        """The transcript with this id."""
        found = self._all.get(transcript_id)
        is_there = found is not None and (
            project is None or found.project in (project, DEFAULT_PROJECT)
        )
        return found if is_there else None

    def under_way(self, project: str, user: str) -> Transcript | None:
        """The newest transcript of a user that has not ended."""
        newest = (one for one in self.of(project) if one.user == user and one.ended_at is None)
        return next(newest, None)

    def of_session(self, session_id: str) -> Transcript | None:
        """The newest transcript of a session."""
        newest = (one for one in self.of(None) if one.session == session_id)
        return next(newest, None)

    def delete(self, transcript: Transcript) -> None:
        """Forget a transcript. Another part of its session goes on."""
        del self._all[transcript.id]
        if self._current.get(transcript.session) is transcript:
            del self._current[transcript.session]

    def log(self, transcript: Transcript) -> list[LogLine]:
        """What was said, as far as the journal still has it."""
        return log_of(transcript, self._journal.since(transcript.first - 1))

    def replay(self, session: SessionData, since: float) -> list[LogLine]:
        """What came to a session after a moment, as far as the journal still has it."""
        current = self._current.get(session.id)
        first = 0 if current is None else current.first - 1
        return replay_of(self._journal.since(first), session.id, since)

    def last_times(self, transcripts: Sequence[Transcript]) -> dict[str, float]:
        """When the last thing was said in each of them, by their ids; the journal is read once."""
        first = min((one.first for one in transcripts), default=self._journal.written + 1)
        return last_times(transcripts, self._journal.since(first - 1))

    def clear(self) -> None:
        """Forget everything."""
        self._all.clear()
        self._current.clear()

    def _add(
        self, session: SessionData, version: Version | None, name: str, first: int, now: float
    ) -> Transcript:
        transcript = Transcript(
            id=self._free(name),
            session=session.id,
            name=name,
            user=session.user.id,
            project=session.user.project_id,
            environment=session.environment_id,
            version=version,
            created_at=now,
            first=first,
        )
        self._current[session.id] = transcript
        self._keep(transcript)
        return transcript

    def _keep(self, transcript: Transcript) -> None:
        self._all[transcript.id] = transcript
        if len(self._all) > REMEMBERED:
            oldest = next(iter(self._all))
            del self._all[oldest]

    def _free(self, name: str) -> str:
        """An id made of a name. It is the name itself, unless another transcript has it."""
        number, free = 1, name
        while free in self._all:
            number += 1
            free = f"{name}-{number}"
        return free

    def _number_of(self, event: ActionSend) -> int:
        """The number of the entry with an action that has just come."""
        recent = self._journal.since(self._journal.written - RECENT)
        numbers = (
            number
            for number, entry in reversed(recent)
            if isinstance(entry.item, ActionSend) and entry.item.action is event.action
        )
        return next(numbers, self._journal.written)
