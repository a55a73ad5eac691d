"""``/__vfmock/files``: the files that clients have stored."""

from __future__ import annotations

from vfmock.core.files import StoredFile
from vfmock.transports.admin.base import (
    ADMIN_CALLS,
    AdminCall,
    AdminRequest,
    CallError,
    Download,
)
from vfmock.types import JSONObject


def read(call: AdminRequest) -> JSONObject:
    """``{files: [{id, name, type, user, project, size, at}]}``, the oldest first."""
    return {"files": [_shown(one) for one in call.control.files]}


def download(call: AdminRequest) -> Download:
    """The bytes of one file. An unknown id is 404."""
    file_id = call.path["id"]
    for one in call.control.files:
        if one.id == file_id:
            return Download(one.content)
    raise CallError(f"there is no file {file_id!r}", 404)


def _shown(file: StoredFile) -> JSONObject:
    return {
        "id": file.id,
        "name": file.name,
        "type": file.type,
        "user": file.user,
        "project": file.project,
        "size": len(file.content),
        "at": file.at,
    }


ADMIN_CALLS.register("files")(AdminCall("GET", "/files", read))
ADMIN_CALLS.register("files.download")(AdminCall("GET", "/files/{id}", download))
