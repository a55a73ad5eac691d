"""The widget of a scenario: how the web chat looks, as its clients ask for it.

The names and the defaults are those of the npm package ``@voiceflow/react-chat``. A client merges
its own settings into these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from vfmock.core.spec import Part, must_be_text
from vfmock.errors import ScenarioError, suggest
from vfmock.types import JSON, JSONObject

WidgetSide: TypeAlias = Literal["left", "right"]
WidgetPersistence: TypeAlias = Literal["localStorage", "sessionStorage", "memory"]


@dataclass(frozen=True, kw_only=True)
class WidgetSpacing(Part):
    """How far the launcher is from the edges of the page, in pixels.

    ``side`` is the distance from the side that ``position`` names, ``bottom`` that from the bottom.
    """

    side: float = 30
    bottom: float = 30


@dataclass(frozen=True, kw_only=True)
class Widget(Part):
    """How the web chat looks. Clients ask for it before a conversation.

    ``title`` is above the chat, by default the name of the scenario. ``description`` is below it.
    ``color`` is that of the launcher and of the user's words. ``image`` and ``avatar`` are URLs of
    pictures of the agent; without them the client has its own. ``launcher`` is the URL of the
    launcher's icon. ``position`` is the side of the page. ``persistence`` says where the client
    keeps the conversation. ``watermark``: the client names Voiceflow. ``feedback``: the client asks
    whether an answer was good. ``stylesheet`` is a URL, or several. ``audio_interface``: the client
    takes and plays speech; ``default_audio_output`` says whether it plays from the start. ``more``
    are further settings, which go out as they are; they replace those above.
    """

    title: str | None = None
    description: str = ""
    color: str = "#3d82e2"
    image: str | None = None
    avatar: str | None = None
    launcher: str | None = None
    position: WidgetSide = "right"
    persistence: WidgetPersistence = "localStorage"
    watermark: bool = True
    feedback: bool = False
    stylesheet: str | tuple[str, ...] | None = None
    spacing: WidgetSpacing = field(default_factory=WidgetSpacing)
    audio_interface: bool = False
    default_audio_output: bool | None = None
    more: Mapping[str, JSON] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = ("title", "description", "color", "image", "avatar", "launcher")
        must_be_text(**{name: getattr(self, name) for name in names})
        for name, value, known in (
            ("position", self.position, get_args(WidgetSide)),
            ("persistence", self.persistence, get_args(WidgetPersistence)),
        ):
            if value not in known:
                hint = suggest(str(value), known)
                raise ScenarioError(f"unknown {name!r} {value!r:.40} of the widget{hint}")

    def settings(self, name: str) -> JSONObject:
        """The settings for clients, with the names that they know; what is ``None`` is left out.

        ``name`` is that of the scenario.
        """
        sheets = self.stylesheet
        given = {
            "title": name if self.title is None else self.title,
            "description": self.description,
            "color": self.color,
            "image": self.image,
            "avatar": self.avatar,
            "launcher": self.launcher,
            "position": self.position,
            "persistence": self.persistence,
            "watermark": self.watermark,
            "feedback": self.feedback,
            "stylesheet": list(sheets) if isinstance(sheets, tuple | list) else sheets,
            "spacing": {"side": self.spacing.side, "bottom": self.spacing.bottom},
            "audioInterface": self.audio_interface,
            "defaultAudioOutput": self.default_audio_output,
        }
        return {key: value for key, value in given.items() if value is not None} | dict(self.more)
