"""``GET /public/{projectID}/publishing``: how the web chat looks.

``GET /v2/public/{projectID}/settings/widget`` is what newer clients call. Both have the settings of
the scenario's ``widget``.
"""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.core.asks import AskWidget
from vfmock.core.events import Event
from vfmock.endpoints.base import ENDPOINTS, Answer, Request, Said
from vfmock.endpoints.parts import ANSWER, payload_of
from vfmock.endpoints.webchat.call import webchat_query
from vfmock.endpoints.webchat.visitor import HEADERS, asking

PATHS = {
    "webchat-publishing": "/public/{projectID}/publishing",
    "webchat-settings": "/v2/public/{projectID}/settings/widget",
}


def read(request: Request) -> Sequence[Event]:
    """The settings of the agent that answers the visitor."""
    return (asking(request, AskWidget()),)


def answer(request: Request, said: Sequence[Said]) -> Answer:
    """The settings."""
    return Answer(body=payload_of(ANSWER, said))


for name, path in PATHS.items():
    ENDPOINTS.register(name)(
        webchat_query(
            name=name,
            method="GET",
            path=path,
            read=read,
            answer=answer,
            summary="Read how the web chat looks",
            headers=HEADERS,
            answer_schema="http/webchat-settings",
        )
    )
