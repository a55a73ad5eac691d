"""``POST /feedback/{projectID}/user/{userID}``: the visitor says how an answer was.

``POST /v1alpha1/webchat-log/{projectID}`` is what the page says of itself. The journal has both.
"""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.core.asks import GiveFeedback, ReportLog
from vfmock.core.events import ClientQuery, ClientStart, Event
from vfmock.endpoints.base import ENDPOINTS, Request
from vfmock.endpoints.webchat.call import webchat_query
from vfmock.endpoints.webchat.transcripts import done
from vfmock.endpoints.webchat.visitor import HEADERS, asking


def read_feedback(request: Request) -> Sequence[Event]:
    """The verdict. The body may have anything besides it."""
    return (asking(request, GiveFeedback(user=request.path["userID"], name=request.body["name"])),)


def read_log(request: Request) -> Sequence[Event]:
    """What happened, and where."""
    body = request.body
    start = ClientStart(user_id="", project_id=request.path["projectID"])
    ask = ReportLog(source=body["source"], message=body["message"])
    return (ClientQuery(start=start, ask=ask),)


for endpoint in (
    webchat_query(
        name="webchat-feedback",
        method="POST",
        path="/feedback/{projectID}/user/{userID}",
        read=read_feedback,
        answer=done,
        summary="Say how an answer was",
        headers=HEADERS,
        request_schema="http/webchat-feedback.request",
    ),
    webchat_query(
        name="webchat-log",
        method="POST",
        path="/v1alpha1/webchat-log/{projectID}",
        read=read_log,
        answer=done,
        summary="Say what happened in the page",
        request_schema="http/webchat-log.request",
    ),
):
    ENDPOINTS.register(endpoint.name)(endpoint)
