"""The older calls: turns, states, and the streams. They change only the user of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from vfmock.checks.conformance import Point, points_by_id
from vfmock.checks.payload_fields import value_of
from vfmock.checks.probe.base import PROBES
from vfmock.checks.probe.http.base import LAUNCH, VARIABLE, ProbeStep
from vfmock.checks.probe.http.calls import ProbeCall
from vfmock.checks.probe.http.turns import TurnProbe
from vfmock.types import JSON, JSONObject

STATE = "http/state"
TURN = "http/legacy-interact.response"
STATELESS = "http/stateless.response"

_SECTION = "HTTP endpoints"


def _call(name: str, method: str, path: str, answer: str | None = STATE) -> ProbeCall:
    return ProbeCall(name=name, method=method, path=path, key="api key", answer=answer)


def _calls_at(prefix: str, path: str) -> dict[str, ProbeCall]:
    """The calls of a user, in one spelling of their paths."""
    return {
        "interact": _call(f"{prefix}-interact", "POST", f"{path}/interact", TURN),
        "read": _call(f"{prefix}-state", "GET", path),
        "merge": _call(f"{prefix}-variables", "PATCH", f"{path}/variables"),
        "write": _call(f"{prefix}-state-put", "PUT", path),
        "reset": _call(f"{prefix}-state-reset", "POST", path),
        "delete": _call(f"{prefix}-state-delete", "DELETE", path),
    }


USER = _calls_at("legacy", "/state/user/{userID}")
VERSION_USER = _calls_at("legacy-version", "/state/{versionID}/user/{userID}")
NEW_STATE = _call("stateless-state", "GET", "/interact/state")
NEW_VERSION_STATE = _call("stateless-version-state", "GET", "/interact/{versionID}/state")
INTERACT = _call("stateless-interact", "POST", "/interact", STATELESS)
VERSION_INTERACT = _call("stateless-version-interact", "POST", "/interact/{versionID}", STATELESS)
STREAM = ProbeCall(
    name="legacy-stream",
    method="POST",
    path="/v2/project/{projectID}/user/{userID}/interact/stream",
    key="api key",
    event="http/legacy-stream.event",
    opening="\n",
)
BETA_STREAM = ProbeCall(
    name="beta-stream",
    method="POST",
    path="/v2beta1/interact/{projectID}/{tag}/stream",
    key="api key",
    event="http/beta-stream.event",
    opening="retry: 2000\n",
)

CALLS = (
    *USER.values(),
    *VERSION_USER.values(),
    *(NEW_STATE, NEW_VERSION_STATE, INTERACT, VERSION_INTERACT, STREAM, BETA_STREAM),
)

OLDER_NAME = "legacy-interact.request.request"
VERBOSE = "query.verbose"
EXCLUDED = "legacy-interact.request.config.excludeTypes"
VARIABLES = "legacy-interact.request.state.variables"
STREAM_STATE = "query.state"
NO_KEY = "legacy-error.401"
WRONG_BODY = "legacy-invalid.400"

_POINTS = (
    Point(USER["interact"].point, _SECTION, "a turn is answered with a list of traces"),
    Point(OLDER_NAME, _SECTION, "the action may be called 'request'"),
    Point(
        VERBOSE, _SECTION, "with verbose=true the answer has the state, the action and the traces"
    ),
    Point(EXCLUDED, _SECTION, "the types in excludeTypes are left out"),
    Point(VARIABLES, _SECTION, "the variables of the state are set before the turn"),
    Point(USER["read"].point, _SECTION, "the state of a user can be read"),
    Point(USER["merge"].point, _SECTION, "variables can be merged into those of a user"),
    Point(USER["write"].point, _SECTION, "a state can be written"),
    Point(USER["reset"].point, _SECTION, "a conversation can be put back to its start"),
    Point(USER["delete"].point, _SECTION, "a state can be deleted"),
    *(
        Point(call.point, _SECTION, f"with the version in the path: {call.method} {call.path}")
        for call in (*VERSION_USER.values(), NEW_VERSION_STATE, VERSION_INTERACT)
    ),
    Point(NEW_STATE.point, _SECTION, "the state of a new conversation can be read"),
    Point(INTERACT.point, _SECTION, "a turn of a conversation that the client keeps"),
    Point(STREAM.point, _SECTION, "a turn is streamed, each event with an id"),
    Point(STREAM_STATE, _SECTION, "with state=true the stream has the state"),
    Point(BETA_STREAM.point, _SECTION, "a turn is streamed, each event with its type in its data"),
    Point(NO_KEY, _SECTION, "a call without a key is unauthorized"),
    Point(WRONG_BODY, _SECTION, "a wrong body is answered with a verror"),
)


@PROBES.register("legacy")
class LegacyProbe(TurnProbe):
    """Tries the older calls."""

    points = points_by_id(_POINTS)
    turn = USER["interact"].point

    async def first(self) -> None:
        """A launch."""
        await self.launch()

    def steps(self) -> Sequence[ProbeStep]:
        spellings = (USER, VERSION_USER)
        return (
            self.talk,
            self._older_name,
            self._verbose,
            partial(self.leave_out, EXCLUDED),
            self._variables,
            *(partial(self._states, calls) for calls in spellings),
            partial(self._stateless, NEW_STATE, INTERACT),
            partial(self._stateless, NEW_VERSION_STATE, VERSION_INTERACT),
            self._stream,
            self._beta_stream,
            self._no_key,
            self._wrong_body,
        )

    # Turns.

    async def play(self, action: JSONObject, **more: JSON) -> list[JSONObject]:
        """Play a turn. Return its traces."""
        call = USER["interact"]
        body = await self.served(call.to(self._parts, body={"action": action, **more}))
        if not isinstance(body, list):
            self.fail(call.point, "wanted a list of traces, got an object")
        return body

    async def _older_name(self) -> None:
        await self.served(
            USER["interact"].to(self._parts, body={"request": LAUNCH}), point=OLDER_NAME
        )

    async def _verbose(self) -> None:
        asked = USER["interact"].to(self._parts, body={"action": LAUNCH}, query={"verbose": "true"})
        body = await self.served(asked, point=VERBOSE)
        if not isinstance(body, dict):
            self.fail(VERBOSE, "wanted an object, got a list")

    async def _variables(self) -> None:
        await self.play(LAUNCH, state={"variables": {VARIABLE: "turn"}})
        state = await self.served(USER["read"].to(self._parts))
        self.must_have(VARIABLE, "turn", state, VARIABLES)

    # States.

    async def _states(self, calls: dict[str, ProbeCall]) -> None:
        """Play a turn, change a variable, write the state back, and put it back to its start."""
        body: JSONObject = {"action": LAUNCH}
        await self.served(calls["interact"].to(self._parts, body=body))
        merge = calls["merge"]
        state = await self.served(merge.to(self._parts, body={VARIABLE: "merged"}))
        self.must_have(VARIABLE, "merged", state, merge.point)
        state = await self.served(calls["read"].to(self._parts))
        self.must_have(VARIABLE, "merged", state, calls["read"].point)
        changed = {
            "stack": state["stack"],
            "storage": state["storage"],
            "variables": {**state["variables"], VARIABLE: "written"},
        }
        await self.served(calls["write"].to(self._parts, body=changed))
        state = await self.served(calls["read"].to(self._parts))
        self.must_have(VARIABLE, "written", state, calls["write"].point)
        await self._begin_anew(calls, calls["reset"], "written")
        await self.served(merge.to(self._parts, body={VARIABLE: "kept"}))
        await self._begin_anew(calls, calls["delete"], "kept")

    async def _begin_anew(self, calls: dict[str, ProbeCall], call: ProbeCall, value: str) -> None:
        """Put a conversation back, or delete its state: then a variable has lost its value."""
        await self.served(call.to(self._parts))
        state = await self.served(calls["read"].to(self._parts))
        self.must_have_lost(VARIABLE, value, state, call.point)

    async def _stateless(self, new: ProbeCall, interact: ProbeCall) -> None:
        """A turn from the state of a new conversation, and one from the state after that."""
        state = await self.served(new.to(self._parts))
        for action in (LAUNCH, *({"type": "text", "payload": text} for text in self.plan.say)):
            body = await self.served(
                interact.to(self._parts, body={"action": action, "state": state})
            )
            state = body["state"]

    # Streams.

    async def _stream(self) -> None:
        asked = STREAM.to(self._parts, body={"action": LAUNCH}, query={"state": "true"})
        events = await self.streamed(asked)
        numbers = [event["id"] for event in events if "id" in event]
        wanted = [str(number) for number in range(1, len(numbers) + 1)]
        if numbers != wanted:
            self.fail(STREAM.point, f"wanted the ids {', '.join(wanted)}, got {', '.join(numbers)}")
        self.must_stream(events, STREAM.point)
        self.must_show_state(events, STREAM_STATE)

    async def _beta_stream(self) -> None:
        session = {"userID": self.plan.user}
        asked = BETA_STREAM.to(self._parts, body={"action": LAUNCH, "session": session})
        self.must_stream(await self.streamed(asked), BETA_STREAM.point)

    # Errors.

    async def _no_key(self) -> None:
        asked = USER["interact"].to(self._parts, body={"action": LAUNCH}).with_key("")
        body = await self.refused(asked, NO_KEY, 401, "http/legacy-error")
        if value_of(body, "code") != 401:
            self.fail(NO_KEY, f"wanted the code 401, got {value_of(body, 'code')!r}")

    async def _wrong_body(self) -> None:
        asked = USER["interact"].to(self._parts, body={"action": {"type": 7}})
        await self.refused(asked, WRONG_BODY, 400, "http/legacy-invalid")

    @property
    def _parts(self) -> dict[str, str]:
        version = self.plan.environment or "development"
        return {
            "userID": self.plan.user,
            "versionID": version,
            "projectID": self.plan.project,
            "tag": version,
        }
