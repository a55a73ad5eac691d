"""``/v2/transcripts``: the older calls. A program saves a transcript, lists and reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from vfmock.core.asks import (
    Ask,
    DeleteTranscript,
    ReadTranscript,
    SaveTranscript,
    SearchTranscripts,
)
from vfmock.core.events import ClientQuery, ClientStart, Event
from vfmock.endpoints.base import ENDPOINTS, Answer, Request, Said
from vfmock.endpoints.legacy.call import legacy_call
from vfmock.endpoints.legacy.caller import lets_in
from vfmock.endpoints.parts import ANSWER, ends_with, payload_of
from vfmock.endpoints.transcripts.shapes import time
from vfmock.types import JSON, JSONObject

DETAILS = ("device", "os", "browser", "unread")
"""What a client says of itself and of the transcript, besides its user."""


def save_transcript(request: Request) -> Ask:
    """Keep what the client says of itself and of its user."""
    return SaveTranscript(name=request.body["sessionID"], details=details_of(request.body, DETAILS))


def details_of(body: JSONObject, names: Iterable[str]) -> JSONObject:
    """What a client says of itself under these names, and of its user."""
    user = body.get("user") or {}
    of_user = {name: user[name] for name in ("name", "image") if user.get(name) is not None}
    return {name: body[name] for name in names if body.get(name) is not None} | of_user


def list_transcripts(request: Request) -> Ask:
    """All transcripts of the project."""
    return SearchTranscripts()


def read_transcript(request: Request) -> Ask:
    """What was said in one of them."""
    return ReadTranscript(id=request.path["transcriptID"])


def delete_transcript(request: Request) -> Ask:
    """Forget one of them."""
    return DeleteTranscript(id=request.path["transcriptID"])


def saved(request: Request, said: Sequence[Said]) -> Answer:
    """The transcript, without what was said."""
    return Answer(body=_shown(payload_of(ANSWER, said)))


def listed(request: Request, said: Sequence[Said]) -> Answer:
    """The transcripts, without what was said."""
    return Answer(body=[_shown(one) for one in payload_of(ANSWER, said)])


def dialog(request: Request, said: Sequence[Said]) -> Answer:
    """``[{turnID, format, type, payload, startTime}]``: what was said."""
    lines, turn = [], ""
    log = payload_of(ANSWER, said)["log"]
    for at, line in enumerate(log):
        turn = line["turn"] or next((one["turn"] for one in log[at:] if one["turn"]), turn)
        if line["type"] != "end":
            lines.append({"turnID": turn, **_part(line), "startTime": time(line["at"])})
    return Answer(body=lines)


def deleted(request: Request, said: Sequence[Said]) -> Answer:
    """200 without a body."""
    payload_of(ANSWER, said)
    return Answer()


def _part(line: Mapping[str, JSON]) -> JSONObject:
    """An action has the format ``request`` (``launch`` if it is one), and is the payload itself. A
    trace gives its type and its payload."""
    data = line["data"]
    if line["type"] == "trace":
        return {"format": "trace", "type": data["type"], "payload": data.get("payload")}
    format_ = "launch" if data["type"] == "launch" else "request"
    return {"format": format_, "type": "request", "payload": data}


def _shown(transcript: Mapping[str, JSON]) -> JSONObject:
    details = transcript["details"]
    return {
        "_id": transcript["id"],
        "projectID": transcript["project"],
        "sessionID": transcript["name"],
        "createdAt": time(transcript["created_at"]),
        "updatedAt": time(transcript["updated_at"]),
        "reportTags": [],
        "unread": True,
        **details,
    }


def reader(make: Callable[[Request], Ask]) -> Callable[[Request], Sequence[Event]]:
    """Reads a call. The project is in its path or its body."""

    def read(request: Request) -> Sequence[Event]:
        body = request.body if isinstance(request.body, dict) else {}
        start = ClientStart(
            user_id="",
            project_id=request.path.get("projectID") or body["projectID"],
            environment_id=body.get("versionID"),
            authorization=lets_in(request),
        )
        return (ClientQuery(start=start, ask=make(request)),)

    return read


LIST = "/v2/transcripts/{projectID}"
ONE = f"{LIST}/{{transcriptID}}"

for name, method, path, make, answer, request_schema, answer_schema, summary in (
    (
        "older-transcript-save",
        "PUT",
        "/v2/transcripts",
        save_transcript,
        saved,
        "http/older-transcript.request",
        "http/older-transcript",
        "Save what the client says of itself and of its user",
    ),
    (
        "older-transcripts",
        "GET",
        LIST,
        list_transcripts,
        listed,
        None,
        "http/older-transcripts",
        "List the transcripts of a project",
    ),
    (
        "older-transcript",
        "GET",
        ONE,
        read_transcript,
        dialog,
        None,
        "http/older-dialog",
        "Read what was said in a transcript",
    ),
    (
        "older-transcript-delete",
        "DELETE",
        ONE,
        delete_transcript,
        deleted,
        None,
        None,
        "Delete a transcript",
    ),
):
    endpoint = legacy_call(
        name=name,
        method=method,
        path=path,
        read=reader(make),
        is_over=ends_with(ANSWER),
        answer=answer,
        summary=summary,
        request_schema=request_schema,
        answer_schema=answer_schema,
    )
    ENDPOINTS.register(name)(endpoint)
