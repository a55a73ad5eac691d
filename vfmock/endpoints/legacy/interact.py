"""``POST /state/user/{userID}/interact``: one turn of a user, answered with its traces.

``POST /state/{versionID}/user/{userID}/interact`` is an older spelling.
"""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.core.events import Event, SessionJoin
from vfmock.endpoints.base import ENDPOINTS, Answer, Request, Said
from vfmock.endpoints.legacy.call import legacy_call
from vfmock.endpoints.legacy.caller import VERSION_HEADER, caller, remark
from vfmock.endpoints.legacy.turn import TURN_QUERY, config_of, turn_of, wanted, whole_answer
from vfmock.endpoints.parameters import FLAG, Parameter
from vfmock.endpoints.parts import ends_turn, must_be_served

PATHS = {
    "legacy-interact": "/state/user/{userID}/interact",
    "legacy-version-interact": "/state/{versionID}/user/{userID}/interact",
}

VERBOSE = Parameter(about="answer the state and the action too", schema=FLAG)


def read(request: Request) -> Sequence[Event]:
    """The current session of the user gets the action."""
    turn = turn_of(request)
    config = config_of(request, state=_is_verbose(request))
    return SessionJoin(start=caller(request, config)), turn


def answer(request: Request, said: Sequence[Said]) -> Answer:
    """``[trace]``, or ``{state, request, trace}`` if the query asks for ``verbose``."""
    must_be_served(said)
    if _is_verbose(request):
        return Answer(body=whole_answer(request, said))
    return Answer(body=wanted(request, said))


def _is_verbose(request: Request) -> bool:
    return request.query.get("verbose") == "true"


for name, path in PATHS.items():
    endpoint = legacy_call(
        name=name,
        method="POST",
        path=path,
        read=read,
        is_over=ends_turn,
        answer=answer,
        summary="Play one turn of a user, answered with its traces",
        query={"verbose": VERBOSE, **TURN_QUERY},
        headers=VERSION_HEADER,
        request_schema="http/legacy-interact.request",
        answer_schema="http/legacy-interact.response",
        remark=remark,
    )
    ENDPOINTS.register(name)(endpoint)
