"""The calls that read transcripts. The probe ends and deletes only those of its own users."""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.checks.conformance import Point, points_by_id
from vfmock.checks.counts import counted
from vfmock.checks.probe.base import PROBES
from vfmock.checks.probe.http.base import LAUNCH, HttpProbe, ProbeStep
from vfmock.checks.probe.http.calls import Key, ProbeCall
from vfmock.checks.probe.http.legacy import VERSION_USER
from vfmock.checks.probe.plan import fits_into_a_path, fresh_user
from vfmock.types import JSON, JSONObject

_OLDER_PATH = "/v2/transcripts/{projectID}"


def _call(name: str, method: str, path: str, answer: str | None, key: Key = "api key") -> ProbeCall:
    return ProbeCall(name=name, method=method, path=path, key=key, answer=answer)


SAVE = _call("older-transcript-save", "PUT", "/v2/transcripts", "http/older-transcript")
LIST = _call("older-transcripts", "GET", _OLDER_PATH, "http/older-transcripts")
DIALOG = _call("older-transcript", "GET", f"{_OLDER_PATH}/{{transcriptID}}", "http/older-dialog")
REMOVE = _call("older-transcript-delete", "DELETE", f"{_OLDER_PATH}/{{transcriptID}}", None)
SEARCH = _call(
    "transcript-search", "POST", "/v1/transcript/project/{projectID}", "http/transcripts"
)
READ = _call("transcript", "GET", "/v1/transcript/{transcriptID}", "http/transcript")
END = _call("transcript-end", "POST", "/v1/transcript/{transcriptID}/project/{projectID}/end", None)
DELETE = _call("transcript-delete", "DELETE", "/v1/transcript/{transcriptID}", None)
STABLE_SEARCH = _call(
    "stable-transcript-search",
    "POST",
    "/v1/stable/transcript/search",
    "http/transcripts",
    "token",
)
STABLE_READ = _call(
    "stable-transcript", "GET", "/v1/stable/transcript/{transcriptID}", "http/transcript", "token"
)

CALLS = (SAVE, LIST, DIALOG, REMOVE, SEARCH, READ, END, DELETE, STABLE_SEARCH, STABLE_READ)

NEWEST: JSONObject = {"take": 100}
"""What is searched: the newest are first."""

_OLDER, _NEWER = "HTTP endpoints", "Transcript"

_POINTS = (
    Point(SAVE.point, _OLDER, "a program saves a transcript"),
    Point(LIST.point, _OLDER, "the transcripts of a project are listed"),
    Point(DIALOG.point, _OLDER, "what was said can be read"),
    Point(SEARCH.point, _NEWER, "the analytics find transcripts"),
    Point(READ.point, _NEWER, "the analytics read a transcript"),
    Point(STABLE_SEARCH.point, _NEWER, "transcripts are found under /v1/stable"),
    Point(STABLE_READ.point, _NEWER, "a transcript is read under /v1/stable"),
    Point(END.point, _NEWER, "a transcript can be ended"),
    Point(DELETE.point, _NEWER, "a transcript can be deleted"),
    Point(REMOVE.point, _OLDER, "a transcript can be deleted by the older call"),
)


@PROBES.register("transcripts")
class TranscriptsProbe(HttpProbe):
    """Has a conversation as a new user, saves its transcript, and reads it in every way."""

    points = points_by_id(_POINTS)

    async def first(self) -> None:
        """A transcript of a conversation. The plan's user may have transcripts that are needed."""
        self._id = await self._save(fresh_user())

    def steps(self) -> Sequence[ProbeStep]:
        return (
            self._list,
            self._dialog,
            self._search,
            self._read,
            self._stable,
            self._end,
            self._delete,
            self._remove,
        )

    async def _save(self, user: str) -> str:
        """Launch the conversation of a user, and save its transcript."""
        version = self.plan.environment or "development"
        parts = {"userID": user, "versionID": version}
        await self.served(VERSION_USER["interact"].to(parts, body={"action": LAUNCH}), SAVE.point)
        body = {"projectID": self.plan.project, "versionID": version, "sessionID": user}
        found = str((await self.served(SAVE.to(body=body)))["_id"])
        if not fits_into_a_path(found):
            self.fail(SAVE.point, f"wanted an _id that a path can hold, got {found!r}")
        return found

    @property
    def _parts(self) -> dict[str, str]:
        return {"projectID": self.plan.project, "transcriptID": self._id}

    def _must_be_among(self, ids: Sequence[JSON], point: str) -> None:
        if self._id not in ids:
            self.fail(point, f"wanted the saved transcript, got {counted(len(ids), 'other')}")

    def _must_be_it(self, found: JSONObject, point: str) -> None:
        if found["id"] != self._id:
            self.fail(point, f"wanted the id {self._id!r}, got {found['id']!r}")
        if not any(line["type"] == "action" for line in found["logs"]):
            self.fail(
                point, f"wanted the launch in the logs, got {counted(len(found['logs']), 'line')}"
            )

    async def _list(self) -> None:
        found = await self.served(LIST.to(self._parts))
        self._must_be_among([one["_id"] for one in found], LIST.point)

    async def _dialog(self) -> None:
        if not await self.served(DIALOG.to(self._parts)):
            self.fail(DIALOG.point, "wanted the launch among what was said, got nothing")

    async def _search(self) -> None:
        found = (await self.served(SEARCH.to(self._parts, body=NEWEST)))["transcripts"]
        self._must_be_among([one["id"] for one in found], SEARCH.point)

    async def _read(self) -> None:
        self._must_be_it((await self.served(READ.to(self._parts)))["transcript"], READ.point)

    async def _stable(self) -> None:
        query = {"projectID": self.plan.project}
        found = await self.served(STABLE_SEARCH.to(body=NEWEST, query=query))
        self._must_be_among([one["id"] for one in found["transcripts"]], STABLE_SEARCH.point)
        found = await self.served(STABLE_READ.to(self._parts, query=query))
        self._must_be_it(found["transcript"], STABLE_READ.point)

    async def _end(self) -> None:
        await self.served(END.to(self._parts))
        found = await self.served(READ.to(self._parts))
        if found["transcript"]["endedAt"] is None:
            self.fail(END.point, "wanted a time as endedAt, got null")

    async def _delete(self) -> None:
        await self.served(DELETE.to(self._parts))
        await self._must_be_gone(DELETE.point)

    async def _remove(self) -> None:
        self._id = await self._save(fresh_user())
        await self.served(REMOVE.to(self._parts))
        await self._must_be_gone(REMOVE.point)

    async def _must_be_gone(self, point: str) -> None:
        found = await self.served(LIST.to(self._parts))
        if self._id in [one["_id"] for one in found]:
            self.fail(point, "wanted the transcript to be gone, got it in the list")
