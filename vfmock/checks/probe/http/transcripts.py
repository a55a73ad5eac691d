"""The calls that read transcripts. The probe ends and deletes only a transcript of its own user."""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.checks.conformance import Point, by_id
from vfmock.checks.probe.base import PROBES
from vfmock.checks.probe.http.base import HttpProbe, ProbeStep
from vfmock.checks.probe.http.calls import Key, ProbeCall
from vfmock.types import JSONObject

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
    """Saves a transcript, and reads it in every way."""

    points = by_id(*_POINTS)

    async def first(self) -> None:
        """A transcript of a user without a conversation."""
        self._id = await self._save()

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

    async def _save(self) -> str:
        body: JSONObject = {"projectID": self.plan.project, "sessionID": self.plan.user}
        if self.plan.environment is not None:
            body["versionID"] = self.plan.environment
        return str((await self.served(SAVE.to(body=body)))["_id"])

    @property
    def _parts(self) -> dict[str, str]:
        return {"projectID": self.plan.project, "transcriptID": self._id}

    async def _list(self) -> None:
        found = await self.served(LIST.to(self._parts))
        if self._id not in [one["_id"] for one in found]:
            self.fail(LIST.point, "wanted the transcript that was saved among them, got others")

    async def _dialog(self) -> None:
        await self.served(DIALOG.to(self._parts))

    async def _search(self) -> None:
        await self.served(SEARCH.to(self._parts, body={"take": 5}))

    async def _read(self) -> None:
        found = (await self.served(READ.to(self._parts)))["transcript"]
        if found["id"] != self._id:
            self.fail(READ.point, f"wanted the id {self._id!r}, got {found['id']!r}")

    async def _stable(self) -> None:
        query = {"projectID": self.plan.project}
        await self.served(STABLE_SEARCH.to(body={"take": 5}, query=query))
        found = (await self.served(STABLE_READ.to(self._parts, query=query)))["transcript"]
        if found["id"] != self._id:
            self.fail(STABLE_READ.point, f"wanted the id {self._id!r}, got {found['id']!r}")

    async def _end(self) -> None:
        await self.served(END.to(self._parts))

    async def _delete(self) -> None:
        await self.served(DELETE.to(self._parts))

    async def _remove(self) -> None:
        self._id = await self._save()
        await self.served(REMOVE.to(self._parts))
