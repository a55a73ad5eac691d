"""Plays a scenario through the core: a session, a clock that it moves itself, and no socket."""

from __future__ import annotations

import random
from collections.abc import MutableMapping
from itertools import count

from vfmock.core.actions import Action
from vfmock.core.effects import ActionStatus, ActionTrace, Effect, Note, SessionEnded
from vfmock.core.events import ActionSend, ClientConfig
from vfmock.core.matchers import Situation
from vfmock.core.scenario import Scenario
from vfmock.core.scenario.playbook import Playbook, Taken
from vfmock.core.session import Session
from vfmock.core.session_data import SessionData
from vfmock.core.user import User
from vfmock.errors import Place
from vfmock.loading import TemplateEngine
from vfmock.types import JSON, JSONObject

NOW = 1_700_000_000.0
"""2023-11-14 22:13:20 UTC."""


class Recorder(Playbook):
    """A playbook that remembers which rules took an action, by the places that they have."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario)
        self.scenario = scenario
        self.taken: set[Place | None] = set()

    def choose(
        self,
        situation: Situation,
        state: str,
        counts: MutableMapping[str, int],
        rng: random.Random,
    ) -> Taken | None:
        taken = super().choose(situation, state, counts, rng)
        if taken is not None:
            self.taken.add(taken.entry.rule.place)
        return taken


class Player:
    """One user of a scenario; ``recorder`` can be shared, to see what several did together."""

    def __init__(
        self,
        scenario: Scenario,
        recorder: Recorder | None = None,
        *,
        user: str = "u1",
        seed: int = 7,
        config: ClientConfig | None = None,
    ) -> None:
        self.scenario = scenario
        self.recorder = recorder or Recorder(scenario)
        self.user = User(user, "p1", variables=dict(scenario.variables))
        self.seed = seed
        self.config = config or ClientConfig()
        self.now = NOW
        self.effects: list[Effect] = []
        self.restart()

    def restart(self) -> None:
        """A new session of the same user."""
        ids = count(1)
        self.user.sessions += 1
        self.session = Session(
            data=SessionData.begin("s1", self.user, None, self.scenario.start, self.now),
            scenario=self.scenario,
            playbook=self.recorder,
            evaluate=TemplateEngine().for_session(self.seed),
            rng=random.Random(self.seed),
            new_id=lambda: f"id{next(ids)}",
        )

    def send(self, kind: str, payload: JSON = None) -> list[JSONObject]:
        """Do something, wait until the agent has answered, and return its traces."""
        event = ActionSend(action=Action({"type": kind, "payload": payload}))
        effects = self.session.submit(event, connection="c1", config=self.config, now=self.now)
        while self.session.turns:
            self.now = max(self.now, self.session.deadline() or 0.0)
            effects += self.session.wake(self.now)
        self.effects += effects
        problems = [effect.text for effect in effects if isinstance(effect, Note)]
        assert not problems, problems
        return [effect.trace for effect in effects if isinstance(effect, ActionTrace)]

    def say(self, words: str) -> str:
        """Say something and return what is said in answer, a line each."""
        return said(self.send("text", words))

    def press(self, label: str, traces: list[JSONObject]) -> list[JSONObject]:
        """Press a button of an answer."""
        request = next(one["request"] for one in buttons(traces) if one["name"] == label)
        return self.send(request["type"], request.get("payload"))

    def intend(self, name: str, confidence: float = 0.9, **entities: JSON) -> list[JSONObject]:
        """Send an intent."""
        filled = [{"name": key, "value": value} for key, value in entities.items()]
        intent = {"intent": {"name": name}, "entities": filled, "confidence": confidence}
        return self.send("intent", intent)

    @property
    def traces(self) -> list[JSONObject]:
        """All traces that came."""
        return [effect.trace for effect in self.effects if isinstance(effect, ActionTrace)]

    @property
    def end_reason(self) -> str | None:
        """Why the session ended, if it has."""
        ends = [effect.reason for effect in self.effects if isinstance(effect, SessionEnded)]
        return ends[-1] if ends else None

    @property
    def statuses(self) -> list[str]:
        """The statuses of all actions."""
        return [effect.status for effect in self.effects if isinstance(effect, ActionStatus)]


def types(traces: list[JSONObject]) -> list[str]:
    """The types of traces, in order."""
    return [trace["type"] for trace in traces]


def said(traces: list[JSONObject]) -> str:
    """What the text and speak traces say, a line each."""
    return "\n".join(
        trace["payload"]["message"] for trace in traces if trace["type"] in ("text", "speak")
    )


def buttons(traces: list[JSONObject]) -> list[JSONObject]:
    """Every button in an answer, those of cards included."""
    found: list[JSONObject] = []
    for trace in traces:
        payload = trace.get("payload") or {}
        for holder in (payload, *payload.get("cards", ())):
            found += holder.get("buttons", ())
    return found
