"""``FaultRule``: which fault happens when, to whom, and how often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from vfmock.core.faults.base import ConnectFault, Fault, HostFault
from vfmock.core.faults.triggers import CONNECT
from vfmock.core.names import ACTION_SEND, CLIENT_START, SESSION_CREATE
from vfmock.core.spec import Part, must_be_probability, must_be_text, must_count
from vfmock.errors import Place, ScenarioError, suggest
from vfmock.types import JSON

FaultSpelling: TypeAlias = str | Mapping[str, JSON]
"""A fault as it is written in a file: ``"transport close"``, or
``{"http error": {"status": 503}}``."""

BEFORE_A_SESSION = (CONNECT, CLIENT_START, SESSION_CREATE)


@dataclass(frozen=True, kw_only=True)
class FaultRule(Part):
    """A fault, and when it happens.

    ``on`` is the trigger: an event's name, ``handshake``, ``upgrade``, ``connect``, ``accepted``,
    ``rejected`` or ``completed``; ``None`` is the fault's own. ``nth`` is the first time that
    counts (1 or more), ``times`` for how many times from then on, or ``always``; by default a
    failure happens once and a condition always. ``probability`` (0 to 1) is drawn for each of them
    under the seed. ``user`` and ``session`` are the ids that it is limited to. Times are counted
    for each user alone; for the whole server where no user is known yet.
    """

    primary = "fault"
    fault: Fault
    on: str | None = None
    nth: int = field(default=1, metadata={"schema": {"minimum": 1}})
    times: int | Literal["always"] | None = field(default=None, metadata={"schema": {"minimum": 1}})
    probability: float = field(default=1.0, metadata={"schema": {"minimum": 0, "maximum": 1}})
    user: str | None = None
    session: str | None = None
    place: Place | None = field(default=None, compare=False, metadata={"internal": True})

    def __post_init__(self) -> None:
        must_be_text(on=self.on, user=self.user, session=self.session)
        triggers = self.fault.triggers
        if self.on is not None and self.on not in triggers:
            hint = suggest(self.on, set(triggers))
            raise ScenarioError(f"{self.fault.name!r} can't happen on {self.on!r}{hint}")
        must_count("nth", self.nth)
        must_count("times", self.times, words=("always",))
        must_be_probability(self.probability)
        if isinstance(self.fault, ConnectFault | HostFault) and (self.user or self.session):
            raise ScenarioError(
                f"{self.fault.name!r} happens before a user is known: it can't be limited to one"
            )
        at = self.trigger
        if (at == CONNECT and self.user) or (at in BEFORE_A_SESSION and self.session):
            what = "session" if self.session else "user"
            raise ScenarioError(f"no {what} is known at {at!r}: it can't be limited to one")

    @property
    def trigger(self) -> str:
        """The trigger that the fault waits for. If there are several, the first one."""
        if self.on is None and self.session and ACTION_SEND in self.fault.triggers:
            return ACTION_SEND
        if self.on is None and self.user and self.fault.triggers[0] == CONNECT:
            return CLIENT_START
        return self.on or self.fault.triggers[0]

    @property
    def triggers(self) -> tuple[str, ...]:
        """All triggers at which the fault happens."""
        return (self.trigger, *(self.fault.also if self.on is None else ()))

    @property
    def most(self) -> int | None:
        """How many times the fault happens; ``None``: always."""
        if self.times is None:
            return None if self.fault.lasting else 1
        return None if self.times == "always" else self.times
