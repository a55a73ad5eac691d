"""The calls of the web chat: its settings, turns without a key, transcripts, reports and files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from vfmock.checks.conformance import Ledger, Point, points_by_id
from vfmock.checks.payload_fields import value_of
from vfmock.checks.probe.base import PROBES
from vfmock.checks.probe.http.base import ProbeStep
from vfmock.checks.probe.http.calls import ProbeCall, Unanswered
from vfmock.checks.probe.http.turns import TurnProbe
from vfmock.checks.probe.http.v4 import SESSION
from vfmock.checks.probe.plan import Plan
from vfmock.types import JSON, JSONObject

SETTINGS_OF = "http/webchat-settings"

FILE_STORAGE = "/v1/handoff/file-storage"

CONTENT = b"A file of vfmock's probe.\n"


def _call(
    name: str, method: str, path: str, answer: str | None = None, success: int = 200
) -> ProbeCall:
    """A call of the web chat, whose client only looks whether the status is 2xx."""
    return ProbeCall(
        name=name,
        method=method,
        path=path,
        key=None,
        success=success,
        any_success=True,
        answer=answer,
    )


PUBLISHING = _call("webchat-publishing", "GET", "/public/{projectID}/publishing", SETTINGS_OF)
SETTINGS = _call("webchat-settings", "GET", "/v2/public/{projectID}/settings/widget", SETTINGS_OF)
SETUP = _call(
    "webchat-setup", "POST", "/v2/public/{projectID}/widget/setup", "http/webchat-setup.response"
)
INTERACT = _call(
    "webchat-interact",
    "POST",
    "/public/{projectID}/state/user/{userID}/interact",
    "http/webchat-interact.response",
)
SAVE = _call(
    "webchat-transcript", "POST", "/public/{projectID}/transcripts", "http/older-transcript"
)
END = _call("webchat-transcript-end", "POST", "/transcripts/end/project/{projectID}/user/{userID}")
DOWNLOAD = _call(
    "webchat-transcript-download", "POST", "/v2/public/{projectID}/transcripts/download"
)
FEEDBACK = _call("webchat-feedback", "POST", "/feedback/{projectID}/user/{userID}")
LOG = _call("webchat-log", "POST", "/v1alpha1/webchat-log/{projectID}")
PLACE = _call("webchat-file", "POST", FILE_STORAGE, "http/webchat-file.response")
UPLOAD = _call("webchat-upload", "POST", f"{FILE_STORAGE}/upload", success=204)

CALLS = (
    PUBLISHING,
    SETTINGS,
    SETUP,
    INTERACT,
    SAVE,
    END,
    DOWNLOAD,
    FEEDBACK,
    LOG,
    PLACE,
    UPLOAD,
)

SLATE = "webchat-interact.response.trace"

_SECTION = "the npm packages of the web chat"

_POINTS = (
    Point(PUBLISHING.point, _SECTION, "an older client gets the settings of the widget"),
    Point(SETTINGS.point, _SECTION, "a client gets the settings of the widget"),
    Point(SETUP.point, _SECTION, "the setup has the settings and the version"),
    Point(INTERACT.point, _SECTION, "a turn needs no key, and is answered with its traces"),
    Point(SLATE, _SECTION, "a text has a slate, without which a client does not show it"),
    Point(SAVE.point, _SECTION, "a page says what it knows of its visitor"),
    Point(DOWNLOAD.point, _SECTION, "a session key lets its user download the transcript"),
    Point(END.point, _SECTION, "a page ends the transcript of its visitor"),
    Point(FEEDBACK.point, _SECTION, "a page says how an answer was"),
    Point(LOG.point, _SECTION, "a page says what happened in it"),
    Point(PLACE.point, _SECTION, "a page gets a place for a file"),
    Point(UPLOAD.point, _SECTION, "a page uploads a file to its place"),
)


@PROBES.register("webchat")
class WebchatHttpProbe(TurnProbe):
    """Tries the calls of the web chat, as a visitor of a page."""

    points = points_by_id(_POINTS)
    turn = INTERACT.point

    def __init__(self, plan: Plan, ledger: Ledger) -> None:
        super().__init__(plan, ledger)
        self._texts: list[JSONObject] = []

    async def first(self) -> None:
        """How the widget looks."""
        await self.served(PUBLISHING.to(self._parts))

    def steps(self) -> Sequence[ProbeStep]:
        return (
            partial(self._tell, SETTINGS),
            self._setup,
            self.launch,
            self.talk,
            self._slate,
            self._save,
            self._download,
            partial(self._tell, END),
            partial(self._tell, FEEDBACK, {"name": "vfmock", "text": ["Hi"]}),
            partial(self._tell, LOG, {"source": "vfmock", "message": "a probe", "version": "1"}),
            self._file,
        )

    @property
    def _parts(self) -> dict[str, str]:
        return {"projectID": self.plan.project, "userID": self.plan.user}

    async def _tell(self, call: ProbeCall, body: JSON = None) -> None:
        await self.served(call.to(self._parts, body=body))

    async def _setup(self) -> None:
        asked: JSONObject = {"clientID": self.plan.user}
        if self.plan.environment is not None:
            asked["environmentID"] = self.plan.environment
        await self._tell(SETUP, asked)

    async def play(self, action: JSONObject, **more: JSON) -> list[JSONObject]:
        body = {"action": action, "config": {"tts": False}, **more}
        answer = await self.served(INTERACT.to(self._parts, body=body))
        traces: list[JSONObject] = answer["trace"]
        self._texts += [one for one in traces if one["type"] == "text"]
        return traces

    async def _slate(self) -> None:
        if not self._texts:
            self.ledger.untried(SLATE, "needs an agent that answers with a text")
            return
        for one in self._texts:
            if value_of(value_of(one, "payload"), "slate") is None:
                self.fail(SLATE, "wanted a slate in the payload of each text, got one without")
        self.ledger.met(SLATE)

    async def _save(self) -> None:
        """The client takes any JSON for an answer."""
        asked = SAVE.to(self._parts, body={"sessionID": self.plan.user, "device": "desktop"})
        self._json(await self._answer(asked, SAVE.point, SAVE.success), SAVE.point)
        self.ledger.met(SAVE.point)

    async def _download(self) -> None:
        """Begin a session, whose key lets the user in, and download its transcript."""
        asked = SESSION.to(self._parts, body={"userID": self.plan.user})
        key = str((await self.served(asked, DOWNLOAD.point))["sessionKey"])
        body = {"userID": self.plan.user, "sessionKey": key}
        download = DOWNLOAD.to(self._parts, body=body)
        answer = await self._answer(download, DOWNLOAD.point, DOWNLOAD.success)
        if not answer.text.strip():
            self.fail(DOWNLOAD.point, "wanted the transcript as a text, got nothing")
        self.ledger.met(DOWNLOAD.point)

    async def _file(self) -> None:
        file = {"fileName": "vfmock-probe.txt", "fileType": "text/plain"}
        place = await self.served(
            PLACE.to(body={"userID": self.plan.user, "projectID": self.plan.project, **file})
        )
        try:
            answer = await self._client.upload(UPLOAD, place["url"], place["fields"], CONTENT)
        except Unanswered as lack:
            self.fail(UPLOAD.point, f"wanted an answer to the upload of a file, {lack}")
        if not UPLOAD.is_success(answer.status):
            self.fail(UPLOAD.point, f"wanted HTTP 2xx, the upload got {self.shown(answer)}")
        self.ledger.met(UPLOAD.point)
