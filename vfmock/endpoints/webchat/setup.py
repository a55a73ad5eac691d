"""``POST /v2/public/{projectID}/widget/setup``: how the web chat looks, and which agent answers."""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.core.asks import AskWidget
from vfmock.core.events import ClientQuery, ClientStart, Event
from vfmock.dialects.webchat import DEFAULT_VERSION
from vfmock.endpoints.base import ENDPOINTS, Answer, Request, Said
from vfmock.endpoints.parts import ANSWER, payload_of
from vfmock.endpoints.webchat.call import webchat_query

NAME = "webchat-setup"


def read(request: Request) -> Sequence[Event]:
    """The settings of the agent that the body means."""
    start = ClientStart(
        user_id="",
        project_id=request.path["projectID"],
        environment_id=request.body.get("environmentID"),
        version=request.body.get("versionVariant"),
    )
    return (ClientQuery(start=start, ask=AskWidget()),)


def answer(request: Request, said: Sequence[Said]) -> Answer:
    """``{settings, versionID, environmentID, versionVariant}``."""
    settings = payload_of(ANSWER, said)  # raises for a wrong body, which must not be read
    environment = request.body.get("environmentID")
    body = {
        "settings": settings,
        "versionID": environment or DEFAULT_VERSION,
        "environmentID": environment,
        "versionVariant": request.body.get("versionVariant"),
    }
    return Answer(body=body)


ENDPOINTS.register(NAME)(
    webchat_query(
        name=NAME,
        method="POST",
        path="/v2/public/{projectID}/widget/setup",
        read=read,
        answer=answer,
        summary="Begin a web chat: how it looks, and which agent answers",
        request_schema="http/webchat-setup.request",
        answer_schema="http/webchat-setup.response",
    )
)
