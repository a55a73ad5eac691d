"""The calls that ask the knowledge base."""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.checks.conformance import Ledger, Point, points_by_id
from vfmock.checks.payload_fields import value_of
from vfmock.checks.probe.base import PROBES
from vfmock.checks.probe.http.base import HttpProbe, ProbeStep
from vfmock.checks.probe.http.calls import ProbeCall, ProbeRequest
from vfmock.checks.probe.http.stable import VERSION
from vfmock.checks.probe.plan import Plan
from vfmock.types import JSON, JSONObject

OLDER = ProbeCall(
    name="knowledge-base",
    method="POST",
    path="/knowledge-base/query",
    key="api key",
    answer="http/knowledge-base.response",
)
STABLE = ProbeCall(
    name="stable-knowledge-base",
    method="POST",
    path="/v1/stable/knowledge-base/query",
    key="token",
    answer="http/stable-knowledge-base.response",
)

CALLS = (OLDER, STABLE)

LIMIT = "knowledge-base.request.chunkLimit"
SYNTHESIS = "knowledge-base.request.synthesis"

_SECTION = "Knowledge base query"

_POINTS = (
    Point(OLDER.point, _SECTION, "the knowledge base answers a question"),
    Point(LIMIT, _SECTION, "there are no more chunks than chunkLimit"),
    Point(SYNTHESIS, _SECTION, "without synthesis there is no answer, only chunks"),
    Point(STABLE.point, _SECTION, "the knowledge base answers a question under /v1/stable"),
)


@PROBES.register("knowledge")
class KnowledgeProbe(HttpProbe):
    """Asks the knowledge base what is said."""

    points = points_by_id(_POINTS)

    def __init__(self, plan: Plan, ledger: Ledger) -> None:
        super().__init__(plan, ledger)
        self._found: JSONObject = {}

    async def first(self) -> None:
        """Nothing: the two calls have different keys."""

    def steps(self) -> Sequence[ProbeStep]:
        return (self._older, self._limit, self._synthesis, self._stable)

    def _asked(self, **more: JSON) -> ProbeRequest:
        return OLDER.to(body={"question": self.plan.say[0], **more})

    async def _older(self) -> None:
        self._found = await self.served(self._asked())

    async def _limit(self) -> None:
        if len(self._found.get("chunks", ())) < 2:
            self.ledger.untried(LIMIT, "needs a question that finds 2 chunks: say it (--say)")
            return
        chunks = (await self.served(self._asked(chunkLimit=1), LIMIT))["chunks"]
        if len(chunks) > 1:
            self.fail(LIMIT, f"wanted 1 chunk at most, got {len(chunks)}")

    async def _synthesis(self) -> None:
        if self._found.get("output") is None:
            self.ledger.untried(SYNTHESIS, "needs a question that has an answer: say it (--say)")
            return
        output = value_of(await self.served(self._asked(synthesis=False), SYNTHESIS), "output")
        if output is not None:
            self.fail(SYNTHESIS, f"wanted null as the output, got {output!r}")

    async def _stable(self) -> None:
        query = {
            "projectID": self.plan.project,
            "environmentAlias": self.plan.environment or "main",
        }
        body = {"question": self.plan.say[0], "version": VERSION}
        await self.served(STABLE.to(body=body, query=query))
