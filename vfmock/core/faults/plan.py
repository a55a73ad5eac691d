"""The plan: the armed faults, and which of them happen at a trigger."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from vfmock.core.faults.base import Fault
from vfmock.core.faults.rule import FaultRule
from vfmock.types import JSONObject

MOST_REMEMBERED = 5
"""How many misses, and how many others, a fault remembers for messages."""


@dataclass(frozen=True, slots=True)
class Who:
    """The user, the session and the connection of a trigger. They are empty if not known."""

    user: str = ""
    session: str = ""
    connection: str = ""

    def __str__(self) -> str:
        whose = (("user", self.user), ("session", self.session))
        return ", ".join(f"{name} {value!r}" for name, value in whose if value) or "nobody known"


@dataclass(slots=True, eq=False)
class Armed:
    """A fault rule in force. ``applied`` counts how often the fault happened.

    ``injected`` says that it has no trigger: somebody asked for it to happen at once.
    ``connection`` limits it to one connection. ``part_of`` is the injection that it is a part of:
    this counts too. ``missed`` says why the fault could not happen when it was due. ``others`` are
    those whose trigger came and did not concern it.
    """

    id: str
    rule: FaultRule
    draws: Callable[[str], random.Random]
    connection: str | None = None
    part_of: Armed | None = None
    injected: bool = False
    applied: int = 0
    missed: list[str] = field(default_factory=list)
    others: list[Who] = field(default_factory=list)
    _seen: dict[str, int] = field(default_factory=dict)
    _rngs: dict[str, random.Random] = field(default_factory=dict)

    @property
    def fault(self) -> Fault:
        """The fault."""
        return self.rule.fault

    @property
    def seen(self) -> int:
        """How often its trigger came, for all whom it concerns."""
        return sum(self._seen.values())

    def count(self) -> None:
        """Count that the fault happened."""
        self.applied += 1
        if self.part_of is not None:
            self.part_of.count()

    def miss(self, why: str) -> None:
        """Remember that the fault was due, and could not happen."""
        for armed in (self, self.part_of):
            if armed is not None and len(armed.missed) < MOST_REMEMBERED:
                armed.missed.append(why)

    def is_due(self, who: Who) -> bool:
        """Count a trigger, and say whether the fault happens now."""
        rule = self.rule
        if not self._concerns(who):
            other = Who(who.user, who.session)
            if len(self.others) < MOST_REMEMBERED and other not in self.others:
                self.others.append(other)
            return False
        seen = self._seen[who.user] = self._seen.get(who.user, 0) + 1
        if seen < rule.nth or (rule.most is not None and seen >= rule.nth + rule.most):
            return False
        return rule.probability == 1 or self.rng(who.user).random() < rule.probability

    def _concerns(self, who: Who) -> bool:
        rule = self.rule
        return (
            rule.user in (None, who.user)
            and rule.session in (None, who.session)
            and self.connection in (None, who.connection)
        )

    def rng(self, user: str) -> random.Random:
        """This fault's random generator for one user. Other users don't change its sequence."""
        if user not in self._rngs:
            self._rngs[user] = self.draws(user)
        return self._rngs[user]

    def to_json(self) -> JSONObject:
        """The fault in the admin API."""
        rule = self.rule
        return {
            "id": self.id,
            "fault": rule.fault.name,
            "on": rule.trigger,
            "nth": rule.nth,
            "times": "always" if rule.most is None else rule.most,
            "probability": rule.probability,
            "user": rule.user,
            "session": rule.session,
            "applied": self.applied,
        }


class FaultPlan:
    """The armed faults, in the order in which they were armed.

    ``by_trigger`` has the faults that wait for each trigger; it is empty if nothing is armed.
    ``derive`` makes a generator from a fault's id and a user's id.
    """

    def __init__(self, derive: Callable[[str, str], random.Random]) -> None:
        self._derive = derive
        self._armed: dict[str, Armed] = {}
        self.by_trigger: dict[str, list[Armed]] = {}
        self._count = 0

    def add(
        self, rule: FaultRule, connection: str | None = None, part_of: Armed | None = None
    ) -> Armed:
        """Arm a fault, for one connection or for all."""
        self._count += 1
        name = f"f{self._count}"
        armed = Armed(name, rule, lambda user: self._derive(name, user), connection, part_of)
        self._armed[name] = armed
        for trigger in rule.triggers:
            self.by_trigger.setdefault(trigger, []).append(armed)
        return armed

    def remove(self, fault_id: str) -> Armed | None:
        """Remove a fault. Return it, or ``None`` if there is none with this id."""
        armed = self._armed.pop(fault_id, None)
        if armed is None:
            return None
        for trigger in armed.rule.triggers:
            self.by_trigger[trigger].remove(armed)
            if not self.by_trigger[trigger]:
                del self.by_trigger[trigger]
        return armed

    def forget(self, connection: str) -> None:
        """Remove the faults that only this connection could meet: it is gone."""
        for armed in [one for one in self if one.connection == connection]:
            self.remove(armed.id)

    def clear(self) -> None:
        """Remove all faults, and start the ids again."""
        self._armed.clear()
        self.by_trigger.clear()
        self._count = 0

    def due(
        self, triggers: Iterable[str], who: Who, concerned: Callable[[Fault], bool]
    ) -> list[Armed]:
        """The faults that happen now. The trigger counts only for faults that are ``concerned``."""
        return [
            armed
            for trigger in triggers
            for armed in tuple(self.by_trigger.get(trigger, ()))
            if concerned(armed.rule.fault) and armed.is_due(who)
        ]

    def __iter__(self) -> Iterator[Armed]:
        return iter(tuple(self._armed.values()))
