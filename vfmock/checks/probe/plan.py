"""The plan: what the probe has to try."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from vfmock.errors import VfmockError
from vfmock.types import JSONObject

PATH = "/v4/interact/socket"
SOCKET = "socket"
"""The surface of the Socket.IO channel."""

SCHEMES = ("http", "https", "ws", "wss")

TRANSPORTS = {
    "websocket": ["websocket"],
    "polling": ["polling"],
    "upgrade": ["polling", "websocket"],
}
"""The ways to connect, and what a Socket.IO client needs for each."""


class WrongPlan(VfmockError):
    """A plan that no server can be tried with."""


class WrongURL(WrongPlan):
    """A URL that can't belong to a server of this protocol."""


def fresh_user() -> str:
    """A new user. So a session of the probe replaces no other session."""
    return f"vfmock-contract-{secrets.token_hex(8)}"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to try at ``url``, and the user that the probe names.

    ``user``: an existing session of this user will end, so the default is a new user each time.
    ``authorization`` is the project's API key; ``None``: no key is sent over the socket. ``token``
    is a personal access token. If a call over HTTP needs one that is ``None``, it sends a key that
    the mock takes. ``say`` are texts that are said one by one after the launch. ``event`` is the
    name of an event at which the agent starts. ``patience`` is how many seconds each answer may
    take. ``transports`` are keys of ``TRANSPORTS``.
    """

    url: str
    user: str = field(default_factory=fresh_user)
    project: str = "vfmock"
    environment: str | None = None
    authorization: str | None = None
    token: str | None = None
    say: tuple[str, ...] = ("Hello",)
    event: str | None = None
    patience: float = 10.0
    transports: tuple[str, ...] = tuple(TRANSPORTS)

    def __post_init__(self) -> None:
        split_url(self.url)
        for name in ("user", "project", "environment"):
            value = getattr(self, name)
            if value is not None and not fits_into_a_path(value):
                raise WrongPlan(f"wanted {name} to be what a path can hold, got {value!r}")
        for name, key in (("API key", self.authorization), ("token", self.token)):
            if key is not None and not fits_into_a_header(key):
                raise WrongPlan(f"wanted the {name} in one line, of letters, digits and signs")
        if not self.patience > 0:
            raise WrongPlan(f"wanted a number of seconds above 0, got {self.patience}")

    @property
    def origin(self) -> str:
        """The URL for calls over HTTP: a scheme, a host and a port."""
        parts = urlsplit(self.url)
        scheme = {"ws": "http", "wss": "https"}.get(parts.scheme, parts.scheme)
        return f"{scheme}://{parts.netloc}"

    def secrets(self) -> list[str]:
        """What no report may show."""
        return list(filter(None, (self.authorization, self.token)))

    def metadata(
        self, *, user: str | None = None, session_key: str | None = None, live: bool = True
    ) -> JSONObject:
        """The payload of ``client.start``. ``live`` asks for completions and audio in chunks."""
        optional = {
            "environmentID": self.environment,
            "sessionKey": session_key,
            "authorization": self.authorization,
        }
        config: JSONObject = {"completionEvents": live, "audioEvents": live}
        if live:
            config["audioEncoding"] = "audio/pcm"
        return {
            "userID": user or self.user,
            "projectID": self.project,
            **{name: value for name, value in optional.items() if value is not None},
            "config": config,
        }


def fits_into_a_path(part: str) -> bool:
    """Whether a text can be a part of a path. ``.`` and ``..`` mean other paths."""
    return part not in ("", ".", "..") and part.encode(errors="ignore").decode() == part


def fits_into_a_header(value: str) -> bool:
    """Whether a text can be the value of a header: printable ASCII."""
    return value.isascii() and value.isprintable() and bool(value.strip())


def split_url(url: str) -> tuple[str, int]:
    """The host and the port of a server's URL.

    Raises:
        WrongURL: the URL has no host, or more than a scheme, a host and a port.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise WrongURL(
            f"wanted a URL such as http://127.0.0.1:3000, got {url!r}: {error}"
        ) from None
    if parts.scheme not in SCHEMES or not parts.hostname or port == 0:
        schemes = ", ".join(SCHEMES)
        problem = f"wanted a URL such as http://127.0.0.1:3000 ({schemes}), got {url!r}"
        raise WrongURL(problem)
    if parts.username is not None:
        raise WrongURL("wanted a URL without a user or password in it")
    if parts.path.rstrip("/") not in ("", PATH) or parts.query or parts.fragment:
        problem = f"wanted a URL without a path, for the path is {PATH}, and without a query"
        raise WrongURL(f"{problem}; got {url!r}")
    return parts.hostname, port or (443 if parts.scheme in ("https", "wss") else 80)
