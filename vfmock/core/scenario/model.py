"""The model of a scenario. It is the same from a file and from Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from vfmock.core.faults import Fault, FaultRule
from vfmock.core.faults.base import ConnectionFault, OrderFault, TurnFault
from vfmock.core.knowledge import Knowledge
from vfmock.core.matchers import Matcher
from vfmock.core.scenario.widget import Widget
from vfmock.core.spec import (
    POSITIVE,
    Part,
    at_most_one,
    must_be_probability,
    must_be_text,
    must_count,
)
from vfmock.core.steps import Step
from vfmock.durations import duration_of
from vfmock.errors import Place, ScenarioError, suggest
from vfmock.types import JSON, Duration, DurationLike, FallbackMode

Reply: TypeAlias = tuple[Step, ...]
"""The answer to one action: its steps in order. An empty reply accepts and completes."""

THEN = ("last", "cycle", "error")
"""What may come after the last of several replies."""

START = "start"
"""The state in which a conversation starts, unless the scenario names another state."""


@dataclass(frozen=True, kw_only=True)
class Rule(Part):
    """A matcher, and what happens when it takes an action.

    ``reply`` answers every time. ``replies`` answer one after the other. ``then`` says what comes
    after the last of them: the last one again, all of them from the first, or an error (the action
    is rejected). ``set`` gives values to variables before the reply. ``goto`` is the state after
    the reply. ``times`` is how often the rule can take an action in a session. ``probability`` (0
    to 1) is how likely it takes one; the seed decides. ``faults`` happen to the answers of each
    action that it takes. ``name`` is for messages.
    """

    constraints = at_most_one("reply", "replies", empty=([],))

    on: Matcher
    reply: Reply = ()
    replies: tuple[Reply, ...] = ()
    then: Literal["last", "cycle", "error"] = "last"
    set: Mapping[str, JSON] = field(default_factory=dict, metadata={"templated": True})
    goto: str | None = None
    times: int | None = field(default=None, metadata={"schema": {"minimum": 1}})
    probability: float = field(default=1.0, metadata={"schema": {"minimum": 0, "maximum": 1}})
    faults: tuple[Fault, ...] = ()
    name: str | None = None
    place: Place | None = field(default=None, compare=False, metadata={"internal": True})

    def __post_init__(self) -> None:
        if self.reply and self.replies:
            raise ScenarioError("a rule has 'reply' or 'replies', not both")
        must_be_text(goto=self.goto, name=self.name)
        must_count("times", self.times)
        must_be_probability(self.probability)
        if self.then not in THEN:
            hint = suggest(str(self.then), THEN)
            raise ScenarioError(f"unknown 'then' {self.then!r:.40}{hint}")
        for fault in self.faults:
            if not isinstance(fault, TurnFault | ConnectionFault | OrderFault):
                raise ScenarioError(
                    f"{fault.name!r} can't happen to a turn: it goes under the scenario's 'faults'"
                )

    def reply_for(self, taken: int) -> Reply | None:
        """The reply for an action after ``taken`` others; ``None`` if no reply is left."""
        if not self.replies:
            return self.reply
        if taken < len(self.replies) or self.then == "cycle":
            return self.replies[taken % len(self.replies)]
        return self.replies[-1] if self.then == "last" else None


@dataclass(frozen=True, kw_only=True)
class Fallback(Part):
    """What happens to an action that no rule takes.

    ``strict``: the action is rejected and recorded, and a test fails. ``no-match``: ``reply``
    answers. ``echo``: the answer is the user's own words.
    """

    primary = "mode"
    mode: FallbackMode = "no-match"
    reply: Reply = ()


@dataclass(frozen=True, kw_only=True)
class SessionOptions(Part):
    """How long sessions and turns last. ``None``, the default, sets no limit.

    Each is a number of seconds or a text with a unit, such as ``30m``.

    ``idle_timeout``: a session without an action for so long ends with ``inactivity_timeout``. An
    action and the end of its turn start the time again. Heartbeats and reconnections don't.
    Voiceflow's projects have no such timeout by default; web chats often have 30 minutes.
    ``max_length``: a session ends so long after its start, with ``max_session_length``, even if it
    is in use. ``action_timeout``: a turn that still runs so long after ``accepted`` is completed
    with ``action_timeout``. The rest of its reply is lost.
    """

    idle_timeout: Duration | None = field(default=None, metadata=POSITIVE)
    max_length: Duration | None = field(default=None, metadata=POSITIVE)
    action_timeout: Duration | None = field(default=None, metadata=POSITIVE)

    if TYPE_CHECKING:  # the fields are seconds, but the parameters may be texts

        def __init__(
            self,
            *,
            idle_timeout: DurationLike | None = None,
            max_length: DurationLike | None = None,
            action_timeout: DurationLike | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        for name in ("idle_timeout", "max_length", "action_timeout"):
            given = getattr(self, name)
            if given is None:
                continue
            seconds = duration_of(name, given, ScenarioError)
            if seconds <= 0:
                raise ScenarioError(f"{name!r} is more than 0 seconds, not {seconds:g}")
            object.__setattr__(self, name, seconds)


@dataclass(frozen=True, kw_only=True)
class Scenario(Part):
    """One conversational agent.

    ``rules`` hold in every state. The rules of ``states`` (name to rules) hold only in their own
    state, and come first. ``start`` is the state in which a conversation starts. ``variables`` are
    the values of a new user's variables. ``seed`` fixes everything that is random. ``faults`` are
    armed when the server starts to play the scenario. ``knowledge`` is what the knowledge base
    knows. ``widget`` is how the web chat looks.
    """

    newest_first = False  # no annotation: a file has no such key

    name: str = "scenario"
    description: str | None = None
    seed: int | None = None
    start: str = START
    variables: Mapping[str, JSON] = field(default_factory=dict)
    session: SessionOptions = field(default_factory=SessionOptions)
    fallback: Fallback | None = None
    rules: tuple[Rule, ...] = ()
    states: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    faults: tuple[FaultRule, ...] = ()
    knowledge: Knowledge = field(default_factory=Knowledge)
    widget: Widget = field(default_factory=Widget)

    def __post_init__(self) -> None:
        known = {START, *self.states}
        if self.states and self.start not in known:
            raise ScenarioError(f"no state {self.start!r} to start in{suggest(self.start, known)}")
        known.add(self.start)
        names: set[str] = set()
        for rule in self.all_rules():
            if rule.name is not None and rule.name in names:
                raise ScenarioError(f"two rules are named {rule.name!r}", rule.place)
            names.add(rule.name or "")
            if rule.goto is not None and rule.goto not in known:
                problem = f"no state {rule.goto!r} to go to{suggest(rule.goto, known)}"
                raise ScenarioError(problem, rule.place)

    def all_rules(self) -> list[Rule]:
        """The rules of every state, then the rules that always hold."""
        return [*(rule for rules in self.states.values() for rule in rules), *self.rules]
