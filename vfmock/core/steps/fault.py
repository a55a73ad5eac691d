"""``fault``: something goes wrong at this point of the reply."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vfmock.core.effects import InjectFault
from vfmock.core.faults import Fault
from vfmock.core.step import Step, step
from vfmock.core.turn import Command, Turn


@step("fault")
@dataclass(frozen=True)
class InjectedFault(Step):
    """Let ``fault`` happen to the connection that sent the action: now, or to what comes next."""

    primary = "fault"
    takes_whole = True
    fault: Fault

    def perform(self, turn: Turn) -> Iterable[Command]:
        yield Command(InjectFault(to=turn.connection, fault=self.fault, message_id=turn.message_id))
