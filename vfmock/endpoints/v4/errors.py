"""How the calls of v4 say why they don't serve a request: a decision of the mock."""

from __future__ import annotations

from vfmock.endpoints.base import Answer, Request, RequestRefused
from vfmock.endpoints.phrases import REFUSED, phrase

ERRORS = dict.fromkeys(REFUSED, "http/v4-error")
"""The schemas of the errors, by status."""


def refuse(request: Request, refused: RequestRefused) -> Answer:
    """``{code, status, message}``: the HTTP status as a number and in words, and the problem."""
    status = refused.status
    body = {"code": status, "status": phrase(status), "message": refused.problem}
    return Answer(status=status, body=body)
