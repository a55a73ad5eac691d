"""The calls under ``/v1/stable``: conversations by bearer token."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from vfmock.checks.conformance import Point, points_by_id
from vfmock.checks.probe.base import PROBES
from vfmock.checks.probe.http.base import VARIABLE, ProbeStep
from vfmock.checks.probe.http.calls import ProbeCall, ProbeRequest
from vfmock.checks.probe.http.turns import TurnProbe
from vfmock.types import JSON, JSONObject

VERSION = "published"
"""The version of the agent that is asked."""

_STATE_PATH = "/v1/stable/conversation-state/{userID}"

CONVERSATION = ProbeCall(
    name="stable-conversation",
    method="PUT",
    path="/v1/stable/conversation/{userID}",
    key="token",
    answer="http/interact.response",
)


def _call(name: str, method: str, path: str, answer: str = "http/stable-message") -> ProbeCall:
    return ProbeCall(name=name, method=method, path=path, key="token", answer=answer)


READ = _call("stable-state", "GET", _STATE_PATH, "http/stable-state.response")
WRITE = _call("stable-state-patch", "PATCH", _STATE_PATH)
DELETE = _call("stable-state-delete", "DELETE", _STATE_PATH)
MERGE = _call("stable-variables", "PATCH", f"{_STATE_PATH}/variables")

CALLS = (CONVERSATION, READ, WRITE, DELETE, MERGE)

EXCLUDED = "stable-conversation.request.config.excludeTypes"
WRONG_TOKEN = "stable-error.401"  # noqa: S105 - the id of a point
WRONG_ENVIRONMENT = "stable-error.400"

_SECTION = "Conversation"

_POINTS = (
    Point(CONVERSATION.point, _SECTION, "a turn of a user is answered with its traces"),
    Point(EXCLUDED, _SECTION, "the types in excludeTypes are left out"),
    Point(READ.point, _SECTION, "the state of a user can be read"),
    Point(MERGE.point, _SECTION, "variables can be merged into those of a user"),
    Point(WRITE.point, _SECTION, "a state can be written, whole"),
    Point(DELETE.point, _SECTION, "a state can be deleted"),
    Point(WRONG_TOKEN, _SECTION, "a call without a token is unauthorized"),
    Point(WRONG_ENVIRONMENT, _SECTION, "an unknown environment is an invalid environment tag"),
)


@PROBES.register("stable")
class StableProbe(TurnProbe):
    """Tries the calls under ``/v1/stable``."""

    points = points_by_id(_POINTS)
    turn = CONVERSATION.point

    async def first(self) -> None:
        """A launch."""
        await self.launch()

    def steps(self) -> Sequence[ProbeStep]:
        return (
            self.talk,
            partial(self.leave_out, EXCLUDED),
            self._states,
            self._no_token,
            self._unknown_environment,
        )

    def _asked(
        self, call: ProbeCall, body: JSON = None, environment: str | None = None
    ) -> ProbeRequest:
        query = {
            "projectID": self.plan.project,
            "environmentAlias": environment or self.plan.environment or "main",
        }
        if call is not CONVERSATION:
            query["version"] = VERSION
        return call.to({"userID": self.plan.user}, body=body, query=query)

    async def play(self, action: JSONObject, **more: JSON) -> list[JSONObject]:
        body = {"action": action, "version": VERSION, **more}
        traces: list[JSONObject] = (await self.served(self._asked(CONVERSATION, body)))["traces"]
        return traces

    async def _states(self) -> None:
        await self.served(self._asked(MERGE, {"variables": {VARIABLE: "merged"}}))
        state = (await self.served(self._asked(READ)))["state"]
        self.must_have(VARIABLE, "merged", state, MERGE.point)
        changed = {**state, "variables": {**state["variables"], VARIABLE: "written"}}
        await self.served(self._asked(WRITE, changed))
        state = (await self.served(self._asked(READ)))["state"]
        self.must_have(VARIABLE, "written", state, WRITE.point)
        await self.served(self._asked(DELETE))
        state = (await self.served(self._asked(READ)))["state"]
        self.must_have_lost(VARIABLE, "written", state, DELETE.point)

    async def _no_token(self) -> None:
        await self.refused(self._asked(READ).with_key(""), WRONG_TOKEN, 401)

    async def _unknown_environment(self) -> None:
        asked = self._asked(READ, environment="no-such-environment")
        body = await self.refused(asked, WRONG_ENVIRONMENT, 400)
        if "invalid environment tag" not in str(body):
            self.fail(WRONG_ENVIRONMENT, f"wanted 'invalid environment tag', got {body}")
