"""``restart``: the server instance goes away in the middle of a conversation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from vfmock.core.effects import RestartOrder as RestartEffect
from vfmock.core.effects import Whom
from vfmock.core.spec import TYPED, render
from vfmock.core.step import Step, step
from vfmock.core.turn import Command, Turn
from vfmock.durations import duration_of
from vfmock.errors import ScenarioError
from vfmock.types import JSON, Duration, DurationLike, JSONObject

NONE_OR_TYPED = {"schema": {"anyOf": [{"type": "null"}, TYPED["schema"]]}}


@step("restart")
@dataclass(frozen=True)
class Restart(Step):
    """Send ``server.restart``; the connections close ``grace`` later, and what runs is dropped.

    ``whom``: the ``connection`` that sent the action, all of its ``session``, or ``all``.
    ``replay``: whether the event names the action in flight. ``action``: another one to name.
    """

    primary = "grace"
    grace: Duration = field(default=Duration(0.0), metadata={"schema": {"minimum": 0}})
    whom: Whom = "connection"
    replay: bool = True
    action: JSON = field(default=None, metadata=NONE_OR_TYPED)

    def __post_init__(self) -> None:
        RestartEffect(grace=self.grace, action=self.action)  # which knows what one can be

    def perform(self, turn: Turn) -> Iterable[Command]:
        yield Command(
            RestartEffect(
                to=turn.connection,
                whom=self.whom,
                grace=self.grace,
                replay=self.replay,
                action=render(self.action, turn.evaluate),
            )
        )


def restart(
    grace: DurationLike = 0.0,
    *,
    whom: Whom = "connection",
    replay: bool = True,
    action: JSONObject | None = None,
) -> Restart:
    """Send ``server.restart``, and close the connections ``grace`` later (0 or more).

    ``whom``: the ``connection`` that sent the action, all of its ``session``, or ``all``.
    ``replay``: whether the event names the action in flight. ``action``: another one to name.
    """
    return Restart(duration_of("grace", grace, ScenarioError), whom, replay, action)
