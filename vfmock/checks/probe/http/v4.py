"""The calls of v4: sessions by API key, and turns by session key."""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.checks.conformance import Point, points_by_id
from vfmock.checks.probe.base import PROBES
from vfmock.checks.probe.http.base import LAUNCH, VARIABLE, ProbeStep
from vfmock.checks.probe.http.calls import ProbeCall
from vfmock.checks.probe.http.turns import TurnProbe
from vfmock.checks.probe.plan import fits_into_a_header
from vfmock.types import JSON, JSONObject

SESSION = ProbeCall(
    name="v4-session",
    method="POST",
    path="/v4/project/{projectID}/session",
    key="api key",
    answer="http/session.response",
)
ENVIRONMENT_SESSION = ProbeCall(
    name="v4-environment-session",
    method="POST",
    path="/v4/project/{projectID}/environment/{environmentID}/session",
    key="api key",
    answer="http/session.response",
)
INTERACT = ProbeCall(
    name="v4-interact",
    method="POST",
    path="/v4/interact",
    key="session key",
    answer="http/interact.response",
)
STREAM = ProbeCall(
    name="v4-interact-stream",
    method="POST",
    path="/v4/interact/stream",
    key="session key",
    event="http/interact-stream.event",
    opening="\n",
)
PUSH = ProbeCall(
    name="v4-push",
    method="POST",
    path="/v2/project/{projectID}/session/{sessionKey}/event",
    key="api key",
    success=201,
)

CALLS = (SESSION, ENVIRONMENT_SESSION, INTERACT, STREAM, PUSH)

STATE = "interact.response.state"
STREAM_STATE = "interact-stream.event.event"
VARIABLES = "interact.request.variables"
WRONG_KEY = "v4-error.401"

_SECTION = "HTTP endpoints"

_POINTS = (
    Point(SESSION.point, _SECTION, "a session of a user is created by API key"),
    Point(ENVIRONMENT_SESSION.point, _SECTION, "a session is created in an environment"),
    Point(INTERACT.point, _SECTION, "a turn is answered with its traces"),
    Point(STATE, _SECTION, "a client that asks for the state gets it"),
    Point(VARIABLES, _SECTION, "variables are merged before the turn"),
    Point(STREAM.point, _SECTION, "a turn is streamed, a blank line first"),
    Point(STREAM_STATE, _SECTION, "a client that asks for the state gets an event 'state'"),
    Point(PUSH.point, _SECTION, "an action is pushed into a session"),
    Point(WRONG_KEY, _SECTION, "a key of the wrong kind is unauthorized, with a JSON body"),
)


@PROBES.register("v4")
class V4Probe(TurnProbe):
    """Tries the calls of v4."""

    points = points_by_id(_POINTS)
    turn = INTERACT.point

    async def first(self) -> None:
        """A session, and its key."""
        self._key = await self._session(SESSION)

    def steps(self) -> Sequence[ProbeStep]:
        return (
            self.launch,
            self.talk,
            self._state,
            self._stream,
            self._push,
            self._wrong_keys,
            self._environment,
        )

    async def _session(self, call: ProbeCall) -> str:
        answer = await self.served(call.to(self._parts, body={"userID": self.plan.user}))
        key = str(answer["sessionKey"])
        if not fits_into_a_header(key):
            self.fail(call.point, "wanted a sessionKey that a header can hold, got another one")
        return key

    @property
    def _parts(self) -> dict[str, str]:
        environment = self.plan.environment or "main"
        return {"projectID": self.plan.project, "environmentID": environment}

    async def play(self, action: JSONObject, **more: JSON) -> list[JSONObject]:
        asked = INTERACT.to(body={"action": action, **more}).with_key(self._key)
        traces: list[JSONObject] = (await self.served(asked))["traces"]
        return traces

    async def _state(self) -> None:
        body = {"action": LAUNCH, "variables": {VARIABLE: "merged"}, "state": True}
        answer = await self.served(INTERACT.to(body=body).with_key(self._key))
        if "state" not in answer:
            self.fail(STATE, "wanted a state beside the traces, got none")
        self.ledger.met(STATE)
        self.must_have(VARIABLE, "merged", answer["state"], VARIABLES)

    async def _stream(self) -> None:
        body = {"action": LAUNCH, "state": True}
        events = await self.streamed(STREAM.to(body=body).with_key(self._key))
        self.must_stream(events, STREAM.point)
        self.must_show_state(events, STREAM_STATE)

    async def _push(self) -> None:
        """It is answered whether or not the session has an open socket."""
        parts = {**self._parts, "sessionKey": self._key}
        await self.served(PUSH.to(parts, body={"action": LAUNCH}))

    async def _wrong_keys(self) -> None:
        """The API key where the session key belongs, and the other way round."""
        for call in (INTERACT, STREAM):
            asked = call.to(body={"action": LAUNCH}).with_key(self._client.api_key)
            await self.refused(asked, WRONG_KEY, 401)
        asked = SESSION.to(self._parts, body={"userID": self.plan.user})
        await self.refused(asked.with_key(self._key), WRONG_KEY, 401)

    async def _environment(self) -> None:
        """It is the last step, because the session before it ends."""
        await self._session(ENVIRONMENT_SESSION)
