"""Explains why a client can't connect: in the journal, in the log, and in the answer."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

from aiohttp import web

from vfmock.core.journal import DOUBT, REFUSED
from vfmock.core.redaction import redacted_text
from vfmock.errors import nearest
from vfmock.runtime.notes import Notes
from vfmock.transports.voiceflow_hosts import VOICEFLOW_HOSTS

MOST_LOGGED = 100
"""How many different explanations are logged. The journal has all of them."""

LONGEST = 200
"""The characters of a path or a packet that are shown."""

_LOGGER = logging.getLogger("vfmock")


_PART = re.compile(r"/\{[^{}]*\}")
"""A part of a path that is different in each call."""


class Refusals:
    """Notes why clients were refused. A client tries again and again, so each text is logged once.

    ``notes`` are those of the world that the client came to.
    """

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._logged: set[str] = set()

    def add(self, text: str) -> None:
        """A client was refused. The text says what came and what was wanted."""
        self._notes.add(REFUSED, text)
        self.log(text)

    def doubt(self, text: str) -> None:
        """A client was served, and has probably meant something else. The text says what."""
        self._notes.add(DOUBT, text)
        self._log("a client has probably meant something else", text)

    def log(self, text: str) -> None:
        """Log a text that the journal has already."""
        self._log("refused a client", text)

    def _log(self, what: str, text: str) -> None:
        if text not in self._logged and len(self._logged) < MOST_LOGGED:
            self._logged.add(text)
            _LOGGER.warning("%s: %s", what, text)


def wrong_path(request: web.Request, path: str, calls: Iterable[str] = ()) -> str:
    """Say that nothing is served at the path of a request.

    ``path`` is that of Socket.IO. ``calls`` are the paths of calls over HTTP.
    """
    is_socket = "EIO" in request.query or "socket.io" in request.path
    fixed: dict[str, str] = {}
    for call in calls:
        fixed.setdefault(_PART.sub("", call), call)
    near = None if is_socket else nearest(request.path, fixed)
    wanted = f"the path is {path}"
    if near is not None:
        wanted = f"did you mean {fixed[near]} (the path of Socket.IO is {path})"
    text = f"{name_of(request)}: nothing is served there, {wanted}"
    if is_socket:
        text += (
            " (give it as the option 'path', in Python 'socketio_path';"
            " a path in the URL of a Socket.IO client is a namespace)"
        )
    return text


def wrong_method(request: web.Request, allowed: set[str]) -> str:
    """Say that a path takes other methods."""
    methods = sorted(allowed - {"OPTIONS"})
    return f"{name_of(request)}: the method is {' or '.join(methods)}"


def wrong_namespace(namespace: str) -> str:
    """Say that a Socket.IO namespace does not exist."""
    return (
        f"the namespace {quoted(namespace)} is unknown, the only one is '/'"
        " (a path in the URL of a Socket.IO client is a namespace)"
    )


def wrong_connection(sid: str) -> str:
    """Say that no connection with this id was made here."""
    return (
        f"the connection {quoted(sid)} was not made by this instance: the server was started again,"
        " or a proxy sends the requests of one client to several instances (polling needs one)"
    )


def wrong_packet(data: str | bytes, problem: object = "it is no Engine.IO packet") -> str:
    """Say that a connection was closed because of what its client sent."""
    return (
        f"the connection was closed at {quoted(data)}: {redacted_text(str(problem)[:LONGEST])}"
        " (only a Socket.IO client can talk to this server)"
    )


NO_CONNECT = (
    "an Engine.IO connection ended, and its client did not connect to Socket.IO (packet '40')"
)

TLS = (
    "a TLS handshake came (https or wss): this server speaks plain http,"
    " so its URL begins with http:// (or ws://), unless it is started with tls (--tls)"
)

NO_TUNNELS = (
    "CONNECT came, which asks a proxy for a tunnel: this server is the proxy of Voiceflow's hosts"
    " if it is started with tls (--tls)"
)


def wrong_proxied_host(method: str, target: str, host: str) -> str:
    """Say that a client took this server for the proxy of a host that is not Voiceflow's."""
    is_theirs = host.lower().endswith(".voiceflow.com")  # a hint for another company would mislead
    near = nearest(host, VOICEFLOW_HOSTS) if is_theirs else None
    hint = "" if near is None else f", did you mean {near!r}"
    return (
        f"{method} {quoted(target)}: a proxy is wanted for another host, and this server is the"
        f" proxy of {', '.join(VOICEFLOW_HOSTS)} alone{hint}"
    )


def broken_handshake(error: BaseException, ca_file: str) -> str:
    """Say that a TLS handshake failed. The most common reason is a client without trust.

    Such a client sends an alert (RFC 8446, "Alert Protocol"), or just leaves.
    """
    reason = str(getattr(error, "reason", None) or type(error).__name__)
    text = f"a TLS handshake failed ({quoted(reason)})"
    if "ALERT" in reason or isinstance(error, ConnectionError):
        text += (
            f": a client must trust the certificate authority in {ca_file}"
            f" (such as SSL_CERT_FILE={ca_file})"
        )
    return text


def name_of(request: web.Request) -> str:
    """The request in short, without its query: a query may have secrets, and changes each time."""
    path = request.rel_url.raw_path
    shown = path if len(path) <= LONGEST else path[: LONGEST - 1] + "…"
    upgrades = request.headers.get("Upgrade", "").lower() == "websocket"
    return f"{request.method} {redacted_text(shown)}{' (websocket)' if upgrades else ''}"


def quoted(data: str | bytes) -> str:
    """What came, quoted, without secrets, and not longer than a line."""
    text = data if isinstance(data, str) else data.decode("utf-8", "replace")
    shown = repr(redacted_text(text[:LONGEST]))
    return shown if len(text) <= LONGEST else f"{shown}…"
