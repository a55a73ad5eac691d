"""The faults of a server, as its users see them: ``server.faults.add("transport close")``."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, Literal, TypeVar

from vfmock.core.faults import Fault, FaultRule, FaultSpelling
from vfmock.core.faults.plan import Armed
from vfmock.errors import ServerError
from vfmock.loading import parse_fault
from vfmock.runtime.control import Control
from vfmock.server.running import Running
from vfmock.types import JSONObject

T = TypeVar("T")


class ArmedFault:
    """A fault in force. It tells how often it happened, and can be removed."""

    def __init__(self, armed: Armed, remove: Callable[[str], None]) -> None:
        self._armed = armed
        self._remove = remove

    @property
    def id(self) -> str:
        """The id of the fault, also in the admin API."""
        return self._armed.id

    @property
    def applied(self) -> int:
        """How often the fault happened, for all users together. It does not count when the fault
        was due and could not happen."""
        return self._armed.applied

    def to_json(self) -> JSONObject:
        """The rule and the count of the fault, as in the admin API."""
        return self._armed.to_json()

    def remove(self) -> None:
        """Remove the fault, and end the condition that it set. Idempotent."""
        self._remove(self._armed.id)


class ServerFaults:
    """The faults of a running server. Every method may be called from anywhere.

    A fault is given as in a scenario: by its name, as a mapping of its name to its fields, or as
    the object itself.
    """

    def __init__(self, control: Control, live: Callable[[], Running]) -> None:
        self._control = control
        self._live = live

    def add(
        self,
        fault: Fault | FaultRule | FaultSpelling,
        *,
        on: str | None = None,
        nth: int | None = None,
        times: int | Literal["always"] | None = None,
        probability: float | None = None,
        user: str | None = None,
        session: str | None = None,
    ) -> ArmedFault:
        """Let a fault happen when its trigger comes. The keywords are the fields of ``FaultRule``,
        and replace those of a rule that is given; ``None`` leaves them as they are.

        Raises:
            ScenarioError: the fault does not exist, or it can't happen in this way.
        """
        given: dict[str, Any] = {
            "on": on,
            "nth": nth,
            "times": times,
            "probability": probability,
            "user": user,
            "session": session,
        }
        changes = {name: value for name, value in given.items() if value is not None}
        rule = dataclasses.replace(as_rule(fault), **changes)
        return ArmedFault(self._do(lambda control: control.arm(rule)), self._remove)

    def inject(
        self,
        fault: Fault | FaultSpelling,
        *,
        user: str | None = None,
        session: str | None = None,
        connection: str | None = None,
    ) -> None:
        """Let a fault happen now, to all connections or to those of a user or a session.

        A fault of a turn happens to the turn that runs, or to the next one of the connection. A
        fault of the handshake happens to the next handshake of the user.

        Raises:
            ScenarioError: the fault does not exist. ServerError: the connection does not exist.
        """
        chosen = as_rule(fault).fault

        def work(control: Control) -> int:
            return control.inject(chosen, user=user, session=session, connection=connection)

        if not self._do(work):
            raise ServerError(f"{chosen.name!r} has no connection to happen to")

    def clear(self) -> None:
        """Remove every fault, also those of the scenario."""
        self._do(lambda control: control.clear_faults())

    def __iter__(self) -> Iterator[ArmedFault]:
        armed = self._do(lambda control: control.faults)
        return iter([ArmedFault(one, self._remove) for one in armed])

    def _remove(self, fault_id: str) -> None:
        self._do(lambda control: control.disarm(fault_id))

    def _do(self, work: Callable[[Control], T]) -> T:
        return self._live().call(lambda: work(self._control))


def as_rule(fault: Fault | FaultRule | FaultSpelling) -> FaultRule:
    """Make a fault rule from any of its written forms."""
    if isinstance(fault, FaultRule):
        return fault
    return FaultRule(fault=fault) if isinstance(fault, Fault) else parse_fault(fault)
