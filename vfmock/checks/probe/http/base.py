"""What the probes of calls over HTTP have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NoReturn, TypeAlias

from vfmock.checks.conformance import Ledger
from vfmock.checks.counts import counted
from vfmock.checks.payload_fields import value_of
from vfmock.checks.probe.base import Probe, Probed
from vfmock.checks.probe.http.calls import HttpAnswer, ProbeClient, ProbeRequest, Unanswered
from vfmock.checks.probe.http.events import events_in, with_plain_ends
from vfmock.checks.probe.plan import Plan
from vfmock.contract import load_contract
from vfmock.types import JSON, JSONObject

LAUNCH: JSONObject = {"type": "launch"}

VARIABLE = "vfmock_probe"
"""The variable that the probe sets."""

ProbeStep: TypeAlias = Callable[[], Awaitable[None]]
"""Something to try. It may raise ``NotMet``."""


class NotMet(Exception):
    """A point is not met, so the rest of a step can't be tried. The ledger has it already."""


class WantsKey(Exception):
    """The server wants another key than the one that was sent. The text says what it answered. The
    ledger has it already."""


class HttpProbe(Probe):
    """Makes the calls of one family. A call belongs to the point of its name, unless a step says
    otherwise."""

    def __init__(self, plan: Plan, ledger: Ledger) -> None:
        super().__init__(plan, ledger)
        self._contract = load_contract()
        self._client = ProbeClient(plan)

    @abstractmethod
    async def first(self) -> None:
        """Try what all the other steps need. It may raise ``NotMet`` or ``WantsKey``."""

    @abstractmethod
    def steps(self) -> Sequence[ProbeStep]:
        """The other steps, in their order. If one fails, the next is tried all the same."""

    async def go(self) -> Probed:
        async with self._client:
            try:
                await self.first()
            except WantsKey as needs:
                self.ledger.stop(str(needs))
            except NotMet:
                self.ledger.stop("the first call was not answered as documented")
            else:
                for step in self.steps():
                    with suppress(NotMet, WantsKey):
                        await step()
        return Probed(f"in {counted(self._client.count, 'call')}")

    async def served(self, asked: ProbeRequest, point: str | None = None) -> JSON:
        """Make a call that has to be served. Return the body of its answer.

        Raises:
            NotMet: it was not answered as documented.
            WantsKey: see its docstring.
        """
        point = point or asked.call.point
        answer = await self._answer(asked, point, asked.call.success)
        body = None if asked.call.answer is None else self._json(answer, point)
        if asked.call.answer is not None:
            self.must_fit(asked.call.answer, body, point)
        self.ledger.met(point)
        return body

    async def streamed(self, asked: ProbeRequest) -> list[JSONObject]:
        """Make a call that has to be answered with a stream. Return its events.

        Raises:
            NotMet: it was not answered as documented.
            WantsKey: see its docstring.
        """
        call, point = asked.call, asked.call.point
        answer = await self._answer(asked, point, call.success)
        self._must_be_of_type("text/event-stream", answer, point)
        text = self.ledger.mask(with_plain_ends(answer.text))
        if not text.startswith(call.opening):
            self.fail(point, f"wanted {call.opening!r} first, got {text[:40]!r}")
        try:
            events = events_in(text)
        except ValueError as error:
            self.fail(point, str(error))
        for event in events:
            self.must_fit(str(call.event), event, point)
        names = [event["event"] for event in events]
        if names.count("end") != 1 or names[-1] != "end":
            came = ", ".join(names) or "no event"
            self.fail(point, f"wanted one event 'end', the last one, got {came}")
        self.ledger.met(point)
        return events

    async def refused(
        self, asked: ProbeRequest, point: str, status: int, schema: str | None = None
    ) -> JSON:
        """Make a call that has to be refused with a status and a JSON body. Return the body.

        Raises:
            NotMet: it was not refused, or in another way.
            WantsKey: see its docstring.
        """
        body = self._json(await self._answer(asked, point, status), point)
        if schema is not None:
            self.must_fit(schema, body, point)
        self.ledger.met(point)
        return body

    def must_fit(self, schema: str, value: JSON, point: str) -> None:
        """Hold a value against a schema.

        Raises:
            NotMet: it does not fit.
        """
        problem = self._contract.check_all(schema, value, schema)
        if problem is not None:
            where = problem.pointer or "/"
            self.fail(point, f"wanted {problem.wanted} at {where}, got {problem.got}")

    def must_have(self, name: str, wanted: JSON, state: JSON, point: str) -> None:
        """Look at a variable in a state.

        Raises:
            NotMet: it has another value.
        """
        came = value_of(value_of(state, "variables"), name)
        if came != wanted:
            self.fail(point, f"wanted {wanted!r} as the variable {name!r}, got {came!r}")
        self.ledger.met(point)

    def must_have_lost(self, name: str, value: JSON, state: JSON, point: str) -> None:
        """Look at a variable in a state that has begun anew.

        Raises:
            NotMet: it still has its earlier value.
        """
        came = value_of(value_of(state, "variables"), name)
        if came == value:
            self.fail(
                point,
                f"wanted the variable {name!r} of a new state, got its earlier value {came!r}",
            )
        self.ledger.met(point)

    def fail(self, point: str, detail: str) -> NoReturn:
        """Enter that a point is not met.

        Raises:
            NotMet: always.
        """
        self.ledger.broken(point, detail)
        raise NotMet

    async def _answer(self, asked: ProbeRequest, point: str, status: int) -> HttpAnswer:
        try:
            answer = await self._client.ask(asked)
        except Unanswered as lack:
            self.fail(point, f"wanted an answer to {asked.title}, {lack}")
        is_served = status == asked.call.success and asked.call.is_success(answer.status)
        if answer.status != status and not is_served:
            self._fail_status(asked, point, status, answer)
        return answer

    def _fail_status(
        self, asked: ProbeRequest, point: str, status: int, answer: HttpAnswer
    ) -> NoReturn:
        """Enter that another status came. The key may be the reason, if it is none of the server's
        own.

        Raises:
            WantsKey: the key is the reason.
            NotMet: it is not.
        """
        key, came = asked.call.key, f"{asked.title} got {self.shown(answer)}"
        if key not in (None, "session key") and answer.wants_key and not self._client.served[key]:
            problem = f"the server wants another {key}: {came}"
            self.ledger.untried(point, problem)
            raise WantsKey(problem)
        self.fail(point, f"wanted HTTP {status}, {came}")

    def shown(self, answer: HttpAnswer) -> str:
        """An answer in words, without secrets."""
        return str(replace(answer, text=self.ledger.mask(answer.text)))

    def _json(self, answer: HttpAnswer, point: str) -> JSON:
        self._must_be_of_type("application/json", answer, point)
        try:
            return answer.json()
        except ValueError:
            self.fail(point, f"wanted JSON, got {self.shown(answer)}")

    def _must_be_of_type(self, wanted: str, answer: HttpAnswer, point: str) -> None:
        if answer.type != wanted:
            self.fail(point, f"wanted the content type {wanted}, got {answer.type}")
