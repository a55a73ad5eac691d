"""Buttons that a user can press in a ``choice`` or on a card."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from vfmock.core.actions import PATH_PREFIX
from vfmock.core.spec import TYPED, Part, at_most_one
from vfmock.errors import Place, ScenarioError
from vfmock.types import JSON, JSONObject


@dataclass(frozen=True, kw_only=True)
class Button(Part):
    """A button, and the request that a client sends when it is pressed.

    By default that is a path: ``{type: "path-<id>", payload: {label}}``, its id made from the name,
    so that ``Track order`` is ``path-track-order``. ``path`` gives the id, ``intent`` or ``text``
    make a request of that type, ``request`` is one as it is. ``actions`` are the path's own, such
    as ``[{type: open_url, payload: {url}}]``.
    """

    primary = "name"
    constraints = at_most_one("path", "intent", "text", "request")
    name: str
    path: str | None = None
    intent: str | None = None
    text: str | None = None
    request: JSON = field(
        default=None, metadata={"schema": {"anyOf": [{"type": "null"}, TYPED["schema"]]}}
    )
    actions: JSON = None
    place: Place | None = field(
        default=None, compare=False, repr=False, metadata={"internal": True}
    )

    def __post_init__(self) -> None:
        given = [self.path, self.intent, self.text, self.request]
        if sum(value is not None for value in given) > 1:
            raise ScenarioError("a button has one of 'path', 'intent', 'text' and 'request'")
        if self.request is not None and not _is_request(self.request):
            got = f"{self.request!r:.80}"
            raise ScenarioError(f"a button's request is an object with a string 'type', not {got}")

    def to_wire(self) -> JSONObject:
        """``{name, request: {type, payload}}``."""
        return {"name": self.name, "request": self.make_request()}

    def make_request(self) -> JSONObject:
        """The action that is sent when the button is pressed."""
        if self.request is not None:
            return dict(self.request)
        if self.text is not None:
            return {"type": "text", "payload": self.text}
        if self.intent is not None:
            intent = {"intent": {"name": self.intent}, "query": self.name, "entities": []}
            return {"type": "intent", "payload": intent}
        payload: JSONObject = {"label": self.name}
        if self.actions is not None:
            payload["actions"] = self.actions
        return {"type": PATH_PREFIX + (self.path or path_id(self.name)), "payload": payload}


def path_id(name: str) -> str:
    """Make a path's id from a button's name: the words in lower case, joined by hyphens."""
    slug = re.sub(r"[\W_]+", "-", name.lower()).strip("-")
    return slug or hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _is_request(value: JSON) -> bool:
    return isinstance(value, dict) and isinstance(value.get("type"), str)


def as_button(button: str | Button) -> Button:
    """Make a button from a name alone: it has a path."""
    return button if isinstance(button, Button) else Button(name=button)
