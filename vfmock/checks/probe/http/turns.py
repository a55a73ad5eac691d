"""What the probes have in common whose family plays turns."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from vfmock.checks.counts import counted
from vfmock.checks.probe.http.base import LAUNCH, HttpProbe
from vfmock.types import JSON, JSONObject


class TurnProbe(HttpProbe):
    """Plays turns of an agent. ``turn`` is the point of a turn. ``types`` are the types of the
    traces that a launch was answered with."""

    turn: ClassVar[str]
    types: Sequence[str] = ()

    @abstractmethod
    async def play(self, action: JSONObject, **more: JSON) -> list[JSONObject]:
        """Play a turn, with ``more`` in its body. Return its traces. It may raise ``NotMet``."""

    async def launch(self) -> None:
        """Play a launch."""
        self.types = [one["type"] for one in await self.play(LAUNCH)]

    async def talk(self) -> None:
        """Say all texts of the plan. An agent answers something to the launch or to one of them."""
        count = len(self.types)
        for text in self.plan.say:
            count += len(await self.play({"type": "text", "payload": text}))
        if not count:
            turns = counted(1 + len(self.plan.say), "turn")
            self.fail(self.turn, f"wanted a trace of {turns}, got none")

    async def leave_out(self, point: str) -> None:
        """The types of an earlier launch are left out of the next one."""
        if not self.types:
            self.ledger.untried(point, "needs an agent that answers a launch")
            return
        traces = await self.play(LAUNCH, config={"excludeTypes": self.types})
        came = sorted({one["type"] for one in traces} & set(self.types))
        if came:
            self.fail(point, f"wanted no trace of the type {', '.join(came)}, got some")
        self.ledger.met(point)

    def must_stream(self, events: Sequence[JSONObject], point: str) -> None:
        """If a launch has traces, so has a streamed one.

        Raises:
            NotMet: it has none.
        """
        if self.types and not any(event["event"] == "trace" for event in events):
            self.fail(point, "wanted the traces of a launch, got none")

    def must_show_state(self, events: Sequence[JSONObject], point: str) -> None:
        """A stream has the state, because it was asked for.

        Raises:
            NotMet: it has not.
        """
        if not any(event["event"] == "state" for event in events):
            self.fail(point, "wanted an event 'state', got none")
        self.ledger.met(point)
