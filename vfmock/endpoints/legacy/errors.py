"""How the older calls say why they don't serve a request, in the envelopes of the runtime."""

from __future__ import annotations

from datetime import UTC, datetime

from vfmock.core.connection import UNAUTHORIZED
from vfmock.endpoints.base import Answer, Request, RequestRefused
from vfmock.endpoints.phrases import REFUSED, phrase

WRONG_KEY = "Cannot resolve project version, please verify that your API key is correct."
"""What the runtime says of an API key that it does not know."""

_WRONG = (400, 409)
"""The statuses of what came wrong. They have another envelope."""

ERRORS = {
    status: "http/legacy-invalid" if status in _WRONG else "http/legacy-error" for status in REFUSED
}
"""The schemas of the errors, by status."""


def refuse(request: Request, refused: RequestRefused) -> Answer:
    """``{name: 'verror', message, requestID}`` for what came wrong, else an envelope
    ``{code, status, dateTime, timestamp, data}``."""
    if refused.code == UNAUTHORIZED:
        return _verror(request, 400, WRONG_KEY)
    if refused.status in _WRONG:
        return _verror(request, refused.status, refused.problem)
    status, when = refused.status, datetime.fromtimestamp(request.at, UTC)
    body = {
        "code": status,
        "status": phrase(status),
        "dateTime": when.isoformat(timespec="milliseconds"),
        "timestamp": int(request.at * 1000),
        "data": refused.problem,
    }
    return Answer(status=status, body=body)


def _verror(request: Request, status: int, message: str) -> Answer:
    body = {"name": "verror", "message": message, "requestID": request.id}
    return Answer(status=status, body=body)
