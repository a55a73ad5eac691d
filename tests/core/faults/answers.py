"""Lets a fault change the answers to an action or a handshake, and tells in short words what goes
out."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

from tests.core.builders import ids
from tests.core.talk import shown
from vfmock.core.effects import (
    ActionStatus,
    ActionTrace,
    ClientStarted,
    Effect,
    EndSession,
    SessionCreated,
)
from vfmock.core.faults.base import Altered, AnswerFault, Late
from vfmock.core.faults.use import FaultUse
from vfmock.core.traces.text import text
from vfmock.types import JSONObject

ACCEPTED = ActionStatus(to="c1", status="accepted", message_id="m1")
COMPLETED = ActionStatus(to="c1", status="completed", message_id="m1")
REJECTED = ActionStatus(to="c1", status="rejected", message_id="m1", reason="no")


def traces(*made: JSONObject | str) -> list[Effect]:
    """Traces of the action ``m1``; words alone are a text."""
    bodies = [text(one).trace if isinstance(one, str) else one for one in made]
    return [ActionTrace(trace=body, message_id="m1") for body in bodies]


def turn(*made: JSONObject | str) -> list[Effect]:
    """All that answers the action ``m1``."""
    return [ACCEPTED, *traces(*made), COMPLETED]


@dataclass(slots=True)
class Outcome:
    """What was sent in place of the effects, and why the fault changed nothing, if it did not."""

    effects: list[Effect]
    missed: str | None
    use: FaultUse

    @property
    def told(self) -> list[str]:
        """Each effect in a few words."""
        return [_tell(effect) for effect in self.effects]

    @property
    def traces(self) -> list[JSONObject]:
        """The traces that went out."""
        return [effect.trace for effect in self.effects if isinstance(effect, ActionTrace)]


def change(
    fault: AnswerFault,
    effects: Iterable[Effect],
    *,
    message_id: str | None = "m1",
    earlier: str | None = None,
) -> Outcome:
    """Let a fault change effects, one by one. ``earlier`` is the id of the action before."""
    use = FaultUse(message_id, random.Random(0), ids("made"), earlier)
    out = [new for effect in effects for new in fault.change(effect, use)]
    return Outcome(out, fault.missed(use), use)


def _tell(effect: Effect) -> str:
    match effect:
        case Altered():
            return f"altered {_tell(effect.of)}"
        case Late():
            return f"{effect.seconds:g} s late {_tell(effect.of)}"
        case EndSession():
            return f"end {effect.reason}{' silently' if effect.silent else ''}"
        case ClientStarted():
            return f"started {effect.new_session_required}"
        case SessionCreated():
            return f"created {effect.session_key}"
    return shown([effect])[0]
