"""How the calls under ``/v1/stable`` say why they don't serve a request: a decision of the mock."""

from __future__ import annotations

from vfmock.endpoints.base import Answer, Request, RequestRefused
from vfmock.endpoints.phrases import REFUSED

ERRORS = dict.fromkeys(REFUSED, "http/stable-error")
"""The schemas of the errors, by status."""


def refuse(request: Request, refused: RequestRefused) -> Answer:
    """``{code, message}``: the HTTP status, and the problem."""
    body = {"code": refused.status, "message": refused.problem}
    return Answer(status=refused.status, body=body)
