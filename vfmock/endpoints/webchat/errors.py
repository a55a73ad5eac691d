"""How the calls of the web chat say why they don't serve a request: a decision of the mock."""

from __future__ import annotations

from vfmock.endpoints.base import Answer, Request, RequestRefused
from vfmock.endpoints.phrases import REFUSED

ERRORS = dict.fromkeys(REFUSED, "http/webchat-error")
"""The schemas of the errors, by status."""


def refuse(request: Request, refused: RequestRefused) -> Answer:
    """``{code, message}``: the HTTP status, and the problem. The client takes the body of an error
    for properties of its exception, so ``message`` is what a program sees."""
    body = {"code": refused.status, "message": refused.problem}
    return Answer(status=refused.status, body=body)
