"""``POST /v1/handoff/file-storage``: a place for a file, which the page then uploads there.

The upload is a form: the fields of the place, and the part ``file``. It goes to the very host that
the page has called, and is answered as a storage like S3 answers it.
"""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.core.asks import AskFileStorage, StoreFile
from vfmock.core.events import ClientQuery, ClientStart, Event
from vfmock.endpoints.base import ENDPOINTS, Answer, Request, Said
from vfmock.endpoints.parts import ANSWER, payload_of
from vfmock.endpoints.webchat.call import webchat_query

PATH = "/v1/handoff/file-storage"
UPLOAD_PATH = f"{PATH}/upload"

PROVIDER = "s3"
"""What the mock calls its storage."""

FILE = "file"
"""The part of the form that is the file."""


def read_place(request: Request) -> Sequence[Event]:
    """The file that the page will upload."""
    body = request.body
    ask = AskFileStorage(user=body["userID"], name=body["fileName"], type=body["fileType"])
    start = ClientStart(
        user_id=body["userID"], project_id=body["projectID"], environment_id=body.get("versionID")
    )
    return (ClientQuery(start=start, ask=ask),)


def answer_place(request: Request, said: Sequence[Said]) -> Answer:
    """``{url, fields, provider}``."""
    fields = payload_of(ANSWER, said)
    url = f"{request.origin}{UPLOAD_PATH}"
    return Answer(body={"url": url, "fields": fields, "provider": PROVIDER})


def read_upload(request: Request) -> Sequence[Event]:
    """The fields, and the file."""
    assert request.file is not None  # the schema of the form wants it
    fields = {name: value for name, value in request.body.items() if name != FILE}
    store = StoreFile(fields=fields, content=request.file)
    return (ClientQuery(start=ClientStart(user_id="", project_id=""), ask=store),)


def answer_upload(request: Request, said: Sequence[Said]) -> Answer:
    """204, and the MD5 of the file as its ``ETag``."""
    digest = payload_of(ANSWER, said)["md5"]
    return Answer(status=204, headers={"ETag": f'"{digest}"'})


for endpoint in (
    webchat_query(
        name="webchat-file",
        method="POST",
        path=PATH,
        read=read_place,
        answer=answer_place,
        summary="Ask for a place for a file",
        request_schema="http/webchat-file.request",
        answer_schema="http/webchat-file.response",
    ),
    webchat_query(
        name="webchat-upload",
        method="POST",
        path=UPLOAD_PATH,
        read=read_upload,
        answer=answer_upload,
        summary="Store a file at its place",
        success=204,
        form=True,
        request_schema="http/webchat-upload.request",
    ),
):
    ENDPOINTS.register(endpoint.name)(endpoint)
