"""Finds, reads, saves, ends and deletes transcripts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from vfmock.core.asks import (
    NOT_FOUND,
    DeleteTranscript,
    DownloadTranscript,
    EndLatestTranscript,
    EndTranscript,
    ReadTranscript,
    SaveTranscript,
    SearchTranscripts,
)
from vfmock.core.connection import UNAUTHORIZED
from vfmock.core.effects import Note
from vfmock.core.events import ClientStart
from vfmock.core.journal import DOUBT
from vfmock.core.session_keys import KeyVerdict
from vfmock.core.transcripts import Transcript, is_wanted
from vfmock.runtime.delivery import Delivery
from vfmock.runtime.queries.base import Made, QueryRefused, Room, answers
from vfmock.types import JSONObject

ENDED = "transcript_ended"
"""Why a transcript has ended that a client has ended."""


@answers(SearchTranscripts)
def search(room: Room, start: ClientStart, ask: SearchTranscripts) -> Made:
    """The transcripts that fit, newest first unless the ask says otherwise."""
    found = [one for one in room.transcripts.of(start.project_id) if _fits(one, ask)]
    if ask.oldest_first:
        found.reverse()
    until = None if ask.take is None else ask.skip + ask.take
    return _shown(room, list(islice(found, ask.skip, until))), []


@answers(ReadTranscript)
def read(room: Room, start: ClientStart, ask: ReadTranscript) -> Made:
    """One transcript, with what was said."""
    return _whole(room, _find(room, start, ask.id)), []


@answers(DownloadTranscript)
def download(room: Room, start: ClientStart, ask: DownloadTranscript) -> Made:
    """The newest transcript of the session that a key is for, with what was said. It can be read
    after the end of the session too."""
    verdict, claims = room.keys.judge(
        ask.session_key,
        user_id=ask.user,
        project_id=start.project_id,
        now=room.clock.now(),
        has_ended=lambda session_id: False,
    )
    if verdict is not KeyVerdict.GOOD or claims is None:
        raise QueryRefused(UNAUTHORIZED, f"'sessionKey': {verdict.value}")
    transcript = room.transcripts.of_session(claims.session_id)
    if transcript is None:
        raise QueryRefused(NOT_FOUND, "the session of the key has no transcript")
    return _whole(room, transcript), []


@answers(SaveTranscript)
def save(room: Room, start: ClientStart, ask: SaveTranscript) -> Made:
    """The transcript, with what the client says of itself."""
    now, details = room.clock.now(), dict(ask.details)
    saved = room.transcripts.save(start.project_id, ask.name, start.environment_id, details, now)
    (shown,) = _shown(room, [saved])
    return shown, []


@answers(EndTranscript)
def end(room: Room, start: ClientStart, ask: EndTranscript) -> Made:
    """Nothing. The session of the transcript goes on."""
    room.transcripts.close(_find(room, start, ask.id), ENDED, room.clock.now())
    return None, []


@answers(EndLatestTranscript)
def end_latest(room: Room, start: ClientStart, ask: EndLatestTranscript) -> Made:
    """Nothing. If the user has no transcript under way, the journal says so."""
    transcript = room.transcripts.under_way(start.project_id, ask.user)
    if transcript is None:
        text = f"user {ask.user!r} has no transcript under way in project {start.project_id!r}"
        return None, [Delivery(Note(kind=DOUBT, text=text), None, None)]
    room.transcripts.close(transcript, ENDED, room.clock.now())
    return None, []


@answers(DeleteTranscript)
def delete(room: Room, start: ClientStart, ask: DeleteTranscript) -> Made:
    """Nothing."""
    room.transcripts.delete(_find(room, start, ask.id))
    return None, []


def _find(room: Room, start: ClientStart, transcript_id: str) -> Transcript:
    found = room.transcripts.find(start.project_id or None, transcript_id)
    if found is None:
        raise QueryRefused(NOT_FOUND, f"there is no transcript {transcript_id!r}")
    return found


def _whole(room: Room, transcript: Transcript) -> JSONObject:
    """A transcript with what was said."""
    lines = [
        {"type": line.type, "data": line.data, "at": line.at, "turn": line.turn}
        for line in room.transcripts.log(transcript)
    ]
    (shown,) = _shown(room, [transcript])
    return {**shown, "log": lines}


def _fits(transcript: Transcript, ask: SearchTranscripts) -> bool:
    return (
        ask.name in (None, transcript.name)
        and ask.version in (None, transcript.version)
        and ask.environment in (None, transcript.environment)
        and (ask.since is None or transcript.created_at >= ask.since)
        and (ask.until is None or transcript.created_at <= ask.until)
        and is_wanted(transcript, ask.filters)
    )


def _shown(room: Room, transcripts: Sequence[Transcript]) -> list[JSONObject]:
    """Transcripts in neutral words. Each call writes them in its own."""
    times = room.transcripts.last_times(transcripts)
    return [
        {
            "id": one.id,
            "name": one.name,
            "user": one.user,
            "project": one.project,
            "environment": one.environment,
            "version": one.version,
            "created_at": one.created_at,
            "updated_at": times[one.id],
            "ended_at": one.ended_at,
            "details": one.details,
        }
        for one in transcripts
    ]
