"""Finds, reads, saves, ends and deletes transcripts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from vfmock.core.asks import (
    NOT_FOUND,
    DeleteTranscript,
    EndTranscript,
    ReadTranscript,
    SaveTranscript,
    SearchTranscripts,
)
from vfmock.core.events import ClientStart
from vfmock.core.transcripts import Transcript, is_wanted
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
    transcript = _find(room, start, ask.id)
    lines = [
        {"type": line.type, "data": line.data, "at": line.at, "turn": line.turn}
        for line in room.transcripts.log(transcript)
    ]
    (shown,) = _shown(room, [transcript])
    return {**shown, "log": lines}, []


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
