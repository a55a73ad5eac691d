"""A session to talk with, under a clock that the test moves, and its effects in short words."""

from __future__ import annotations

import random
from collections.abc import Iterable

from tests.core.builders import NOW, ids, look_up, say
from vfmock.core.actions import Action
from vfmock.core.conversation import describe_trace
from vfmock.core.effects import (
    ActionCancelled,
    ActionStatus,
    ActionTrace,
    Effect,
    GeneralError,
    Note,
    SessionEnded,
)
from vfmock.core.events import ActionSend, ClientConfig
from vfmock.core.matchers import Matcher
from vfmock.core.matchers.text import TextMatcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.scenario.playbook import Playbook
from vfmock.core.scope import Evaluate
from vfmock.core.session import Session
from vfmock.core.session_data import SessionData
from vfmock.core.steps import Step
from vfmock.core.user import User
from vfmock.types import JSON, Concurrency


def on(matcher: Matcher | str, *reply: Step, **given: JSON) -> Rule:
    """A rule; words alone are the text that it takes."""
    return Rule(
        on=TextMatcher(matcher) if isinstance(matcher, str) else matcher, reply=reply, **given
    )


class Talk:
    """User ``u`` of project ``p`` and their session ``s1``, at ``now``."""

    def __init__(
        self,
        *rules: Rule,
        scenario: Scenario | None = None,
        concurrency: Concurrency = "interleave",
        seed: int = 1,
        evaluate: Evaluate = look_up,
    ) -> None:
        self.now = NOW
        self.scenario = scenario or Scenario(name="pizza", rules=rules)
        self.playbook = Playbook(self.scenario)
        self.session = Session(
            data=SessionData.begin("s1", User("u", "p"), "main", self.scenario.start, NOW),
            scenario=self.scenario,
            playbook=self.playbook,
            evaluate=evaluate,
            rng=random.Random(seed),
            new_id=ids("made"),
            concurrency=concurrency,
        )

    def submit(
        self,
        action: Action | str,
        message_id: str | None = None,
        *,
        connection: str = "c1",
        config: ClientConfig | None = None,
    ) -> list[Effect]:
        """Send an action (words alone are a text); return all that comes at once."""
        action = say(action) if isinstance(action, str) else action
        event = ActionSend(action=action, message_id=message_id)
        config = config or ClientConfig()
        return self.session.submit(event, connection=connection, config=config, now=self.now)

    def send(self, action: Action | str, message_id: str | None = None) -> list[str]:
        """Send an action; return what comes at once in short words."""
        return shown(self.submit(action, message_id))

    def wait(self, seconds: float) -> list[Effect]:
        """Let time pass, and wake the session at each deadline in it."""
        end = self.now + seconds
        effects: list[Effect] = []
        while (deadline := self.session.deadline()) is not None and deadline <= end:
            self.now = max(self.now, deadline)
            effects += self.session.wake(self.now)
        self.now = end
        return effects

    def after(self, seconds: float) -> list[str]:
        """Let time pass; return what comes in short words."""
        return shown(self.wait(seconds))

    def oversleep(self, seconds: float) -> list[Effect]:
        """Let time pass and wake the session only after that, as a busy machine does."""
        self.now += seconds
        return self.session.wake(self.now)


def shown(effects: Iterable[Effect]) -> list[str]:
    """Each effect in a few words: ``m1 accepted``, ``m1 text 'Hi'``, ``ended user_ended``."""
    return [_show(effect) for effect in effects]


def _show(effect: Effect) -> str:
    match effect:
        case ActionStatus():
            reason = f": {effect.reason}" if effect.reason else ""
            return f"{effect.message_id} {effect.status}{reason}"
        case ActionTrace():
            return f"{effect.message_id} {describe_trace(effect.trace)}"
        case ActionCancelled():
            return f"cancelled {str(effect.success).lower()}"
        case SessionEnded():
            return f"ended {effect.reason}"
        case GeneralError():
            return f"error {effect.code}: {effect.error}"
        case Note():
            return f"note {effect.kind}: {effect.text}"
    raise AssertionError(f"a session makes no {effect}")
