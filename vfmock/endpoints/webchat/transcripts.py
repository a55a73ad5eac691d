"""The transcript of a visitor: a page says what it knows of it, ends it, and downloads it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vfmock.core.asks import DownloadTranscript, EndLatestTranscript, SaveTranscript
from vfmock.core.events import Event
from vfmock.endpoints.base import ENDPOINTS, Answer, Request, Said
from vfmock.endpoints.parts import ANSWER, payload_of
from vfmock.endpoints.transcripts.older import details_of, saved
from vfmock.endpoints.webchat.call import webchat_query
from vfmock.endpoints.webchat.transcript_text import as_text
from vfmock.endpoints.webchat.visitor import HEADERS, asking

DETAILS = ("device", "os", "browser")
"""What a page says of the visitor's machine."""

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


def read_save(request: Request) -> Sequence[Event]:
    """Keep what the page says. It calls its user a session."""
    details = details_of(request.body, DETAILS)
    save = SaveTranscript(name=request.body["sessionID"], details=details)
    return (asking(request, save),)


def answer_save(request: Request, said: Sequence[Said]) -> Answer:
    """The transcript, without what was said."""
    return saved(request, said)


def read_end(request: Request) -> Sequence[Event]:
    """End the transcript that the user has under way."""
    return (asking(request, EndLatestTranscript(user=request.path["userID"])),)


def done(request: Request, said: Sequence[Said]) -> Answer:
    """200 without a body."""
    payload_of(ANSWER, said)
    return Answer()


def read_download(request: Request) -> Sequence[Event]:
    """The transcript of the session that the key is for."""
    user, key = request.body["userID"], request.body["sessionKey"]
    return (asking(request, DownloadTranscript(user=user, session_key=key), user),)


def download(request: Request, said: Sequence[Said]) -> Answer:
    """The transcript as a text, with the name of a file."""
    transcript = payload_of(ANSWER, said)
    name = f"transcript-{_UNSAFE.sub('-', transcript['id'])[:100]}.txt"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Answer(text=as_text(transcript), headers=disposition)


for endpoint in (
    webchat_query(
        name="webchat-transcript",
        method="POST",
        path="/public/{projectID}/transcripts",
        read=read_save,
        answer=answer_save,
        summary="Save what the page knows of the visitor",
        headers=HEADERS,
        request_schema="http/webchat-transcript.request",
        answer_schema="http/older-transcript",
    ),
    webchat_query(
        name="webchat-transcript-end",
        method="POST",
        path="/transcripts/end/project/{projectID}/user/{userID}",
        read=read_end,
        answer=done,
        summary="End the transcript that a user has under way",
        headers=HEADERS,
    ),
    webchat_query(
        name="webchat-transcript-download",
        method="POST",
        path="/v2/public/{projectID}/transcripts/download",
        read=read_download,
        answer=download,
        summary="Download the transcript of a session as a text",
        headers=HEADERS,
        request_schema="http/webchat-transcript-download.request",
        answers_text=True,
    ),
):
    ENDPOINTS.register(endpoint.name)(endpoint)
