"""The script: what the agent plays now, and the sessions that play it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from vfmock.contract import Contract
from vfmock.contract.traces import check_trace
from vfmock.core.faults import FaultRule
from vfmock.core.scenario import Fallback, Rule, Scenario
from vfmock.core.scenario.playbook import Playbook
from vfmock.core.session import Session
from vfmock.core.session_data import SessionData
from vfmock.core.traces.text import Text
from vfmock.core.user import User
from vfmock.errors import ScenarioError, SnapshotError, suggest
from vfmock.loading.analysis import trace_problems
from vfmock.loading.remarks import Remark
from vfmock.loading.templates import TemplateEngine
from vfmock.runtime.added_rules import AddedRules, states_of, unknown_states
from vfmock.runtime.agents import DEFAULT, Agents
from vfmock.runtime.ids import session_draws
from vfmock.runtime.stored_session import Snapshot, StoredSession
from vfmock.types import Concurrency, FallbackMode, JSONObject

NO_MATCH = Text(message="Sorry, I didn't get that.")
"""What a no-match fallback says if the scenario has no reply for it."""


class Script:
    """A scenario, the added rules, and what a session needs to play both.

    ``playbook`` has the current rules. ``fallback`` overrides the scenario's own fallback; the
    default is ``strict``. ``faults`` are added to the faults of every scenario. ``agents`` are the
    scenarios of other agents, by their keys; rules that are added hold for all agents. With a
    ``contract``, a rule is refused if it would send what the contract does not allow, as far as
    this is known before the rule is played.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        seed: int,
        fallback: FallbackMode | None = None,
        concurrency: Concurrency = "interleave",
        faults: Sequence[FaultRule] = (),
        contract: Contract | None = None,
        agents: Mapping[str, Scenario] | None = None,
    ) -> None:
        self.seed = seed
        self.added = AddedRules("python")
        self.overriding = AddedRules("override", newest_first=True)
        self._entered: set[str] = set()
        self._fallback = fallback
        self._concurrency = concurrency
        self._faults = tuple(faults)
        self._contract = contract
        self._templates = TemplateEngine()
        self.scenario = self._complete(scenario)
        self.playbook = Playbook(self.overriding, self.added, self.scenario)
        self.agents = Agents(agents or ())
        self._others = {key: self._other(key, other) for key, other in (agents or {}).items()}
        self._playbooks = {
            key: Playbook(self.overriding, self.added, other) for key, other in self._others.items()
        }
        self._own_states = self._states_of_all()

    def scenario_of(self, agent: str) -> Scenario:
        """The scenario of an agent."""
        return self._others.get(agent, self.scenario)

    def check(self, rules: Iterable[Rule], fallback: Fallback | None = None) -> None:
        """Check what rules send against the contract.

        Raises:
            ScenarioError: a trace does not fit its schema. The message says where, what was
            wanted and what came.
        """
        if self._contract is None:
            return
        replies = [(rule.place, reply) for rule in rules for reply in (rule.reply, *rule.replies)]
        replies += [] if fallback is None else [(None, fallback.reply)]
        contract = self._contract
        for place, reply in replies:
            for step in reply:
                for problem in trace_problems(step, lambda trace: _problem(contract, trace)):
                    raise ScenarioError(f"can't send this: {problem}", place)

    def put(
        self, state: str | None, index: int | None, rule: Rule, *, override: bool = False
    ) -> int:
        """Add a rule for one state (``None``: for all), or replace an added rule.

        A new rule comes after the others that were added. With ``override`` it comes before all
        others. Returns the place of the rule.

        Raises:
            ScenarioError: it would send what the contract does not allow.
        """
        self.check([rule])
        index = (self.overriding if override else self.added).put(state, index, rule)
        self._changed()
        return index

    def clear(self) -> None:
        """Remove the added rules."""
        self.added.clear()
        self.overriding.clear()
        self._entered.clear()
        self._own_states = self._states_of_all()
        self._changed()

    def replace(self, scenario: Scenario) -> None:
        """Play another scenario from now on. Running sessions keep their state."""
        self.scenario = self._complete(scenario)
        self._own_states |= states_of(self.scenario)
        self._changed()

    def unknown_states(self) -> list[str]:
        """What the added rules say of states that don't exist, or that nothing leads to."""
        return unknown_states(
            (self.overriding, self.added), self.scenario, self._own_states | self._entered
        )

    def remarks(self) -> list[Remark]:
        """What has no effect in the added rules: mostly rules after one that takes everything.

        It is the purpose of overriding rules to shadow others, so nothing is said of them.
        """
        return list(self.added.remarks())

    def begin(
        self,
        user: User,
        environment_id: str | None,
        session_id: str | None,
        now: float,
        number: int | None = None,
        agent: str = DEFAULT,
    ) -> StoredSession:
        """A new session of a user. ``session_id`` is given if another server began the session.

        Its random draws and its ids depend only on the seed, the user, and ``number``. By default,
        that is the number of sessions that the user has had.
        """
        scenario = self.scenario_of(agent)
        self._meet(user, agent)
        user.sessions += 1
        draws = session_draws(self.seed, user, user.sessions if number is None else number)
        name = session_id or draws.new_id()
        data = SessionData.begin(name, user, environment_id, scenario.start, now, agent)
        return StoredSession(data, draws)

    def must_have(self, state: str | None, agent: str = DEFAULT) -> None:
        """Check that an agent has this state.

        Raises:
            SnapshotError: the state does not exist; the message names the nearest one.
        """
        if state is None:
            return
        known = states_of(self.scenario_of(agent)) | {*self.added.states, *self.overriding.states}
        if state not in known:
            raise SnapshotError(f"no state {state!r}{suggest(state, known)}")
        self._entered.add(state)

    def agent_of(self, snapshot: Snapshot) -> str:
        """The key of the agent that a snapshot names, or else of the one for its project.

        Raises:
            SnapshotError: the agent does not exist; the message names the nearest one.
        """
        named = snapshot.agent
        if named is not None:
            if named not in (DEFAULT, *self._others):
                hint = suggest(named, self._others)
                raise SnapshotError(f"no agent {named!r} among 'agents' of this server{hint}")
            return named
        return self.agents.choose(snapshot.project_id, snapshot.environment_id, None)

    def restore(self, snapshot: Snapshot, user: User, now: float) -> StoredSession:
        """A session of a user from a snapshot, with the snapshot's seed if there is one."""
        agent = self.agent_of(snapshot)
        self._meet(user, agent)
        at = snapshot.draws
        number = at.get("session", user.sessions + 1)
        user.sessions = max(user.sessions, number)
        draws = session_draws(at.get("seed", self.seed), user, number, at)
        name = snapshot.session_id or draws.new_id()
        start = self.scenario_of(agent).start
        data = SessionData.begin(name, user, snapshot.environment_id, start, now, agent)
        snapshot.apply(data, user)
        return StoredSession(data, draws)

    def play(self, stored: StoredSession) -> Session:
        """Make the machine that a session goes on with."""
        draws = stored.draws
        return Session(
            data=stored.data,
            scenario=self.scenario_of(stored.data.agent),
            playbook=self._playbooks.get(stored.data.agent, self.playbook),
            evaluate=self._templates.drawing(draws.templates, draws.fake),
            rng=draws.choices,
            new_id=draws.new_id,
            concurrency=self._concurrency,
        )

    def _meet(self, user: User, agent: str) -> None:
        """Give a new user the scenario's variables, except those that already have a value."""
        if user.sessions == 0 or agent != DEFAULT:
            user.variables = {**self.scenario_of(agent).variables, **user.variables}

    def _changed(self) -> None:
        """Let every session play the current rules."""
        self.playbook.change(self.overriding, self.added, self.scenario)
        for key, playbook in self._playbooks.items():
            playbook.change(self.overriding, self.added, self._others[key])

    def _states_of_all(self) -> set[str]:
        """The states of the scenarios of all agents."""
        return {
            state for one in (self.scenario, *self._others.values()) for state in states_of(one)
        }

    def _other(self, agent: str, scenario: Scenario) -> Scenario:
        """The scenario of another agent. Its faults would happen to everybody.

        Raises:
            ScenarioError: it has faults, or would send what the contract does not allow.
        """
        if scenario.faults:
            raise ScenarioError(
                f"the scenario {scenario.name!r} of the agent {agent!r} has 'faults': only the main"
                " scenario and presets can have them"
            )
        return self._complete(scenario)

    def _complete(self, scenario: Scenario) -> Scenario:
        own = scenario.fallback or Fallback(mode="strict")
        mode = self._fallback or own.mode
        reply = own.reply or ((NO_MATCH,) if mode == "no-match" else ())
        self.check(scenario.all_rules(), scenario.fallback)
        return dataclasses.replace(
            scenario,
            fallback=Fallback(mode=mode, reply=reply),
            faults=(*scenario.faults, *self._faults),
        )


def _problem(contract: Contract, trace: JSONObject) -> str | None:
    violation = check_trace(contract, trace)
    return None if violation is None else str(violation)
