"""What is wrong with a request: the codes and words of Node's server, and an explanation."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from vfmock.transports.engineio.connection import EngineConnection
from vfmock.transports.refusals import name_of, quoted, wrong_connection

PROTOCOL = "4"
"""The version of Engine.IO's protocol (``EIO`` in the query)."""

WEBSOCKET_VERSION = "13"
"""The version of the websocket protocol (RFC 6455, section 4.1)."""

UNKNOWN_TRANSPORT = 0
UNKNOWN_SID = 1
BAD_HANDSHAKE_METHOD = 2
BAD_REQUEST = 3
UNSUPPORTED_VERSION = 5
"""The codes (engine.io, ``Server.errors``). Code 4 is for applications that refuse a client."""

MESSAGES = {
    UNKNOWN_TRANSPORT: "Transport unknown",
    UNKNOWN_SID: "Session ID unknown",
    BAD_HANDSHAKE_METHOD: "Bad handshake method",
    BAD_REQUEST: "Bad request",
    UNSUPPORTED_VERSION: "Unsupported protocol version",
}
"""What each code means (engine.io, ``Server.errorMessages``)."""

TRANSPORTS = ("polling", "websocket")


@dataclass(frozen=True, slots=True)
class RequestError:
    """A request that is refused. ``explanation`` says what came and what was wanted."""

    code: int
    explanation: str

    def response(self, headers: Mapping[str, str], *, upgrades: bool) -> web.Response:
        """The answer of Node's server, with the explanation. A request that ``upgrades`` to a
        websocket gets a text, others get JSON."""
        message = MESSAGES[self.code]
        if upgrades:
            text = f"{message}: {self.explanation}"
            response = web.Response(status=400, text=text, headers=headers)
            response.force_close()
            return response
        body = {"code": self.code, "message": message, "explanation": self.explanation}
        return web.json_response(body, status=400, headers=headers)


def query_of(request: web.Request) -> dict[str, str]:
    """The query of a request: of several values the last one, as in Node's server."""
    return dict(request.query.items())


def check(
    request: web.Request, connections: Mapping[str, EngineConnection], *, upgrades: bool
) -> RequestError | None:
    """What is wrong with a request; ``None``: nothing. The order is that of Node's."""
    query, name = query_of(request), name_of(request)
    transport, sid = query.get("transport"), query.get("sid")
    if transport not in TRANSPORTS:
        return RequestError(UNKNOWN_TRANSPORT, f"{name}: {_wrong_transport(query, upgrades)}")
    if upgrades and transport != "websocket":
        came = f"{name}: a websocket came with transport={transport}"
        return RequestError(BAD_REQUEST, f"{came}, wanted transport=websocket")
    if sid:
        return _check_known(name, query, connections, upgrades)
    if request.method != "GET":
        wanted = "a handshake is a GET, or 'sid' is missing in the query"
        return RequestError(BAD_HANDSHAKE_METHOD, f"{name}: {wanted}")
    if transport == "websocket" and not upgrades:
        came = f"{name}: transport=websocket came without the header 'Upgrade: websocket'"
        return RequestError(BAD_REQUEST, f"{came}; a proxy may have removed it")
    version = query.get("EIO")
    if version != PROTOCOL:
        came = "no version (EIO)" if version is None else f"protocol {quoted(version)}"
        wanted = "use socket.io-client 3 or newer (python-socketio 5 or newer)"
        text = f"{name}: {came} of Engine.IO came, wanted {PROTOCOL!r}: {wanted}"
        return RequestError(UNSUPPORTED_VERSION, text)
    return None


def _check_known(
    name: str,
    query: Mapping[str, str],
    connections: Mapping[str, EngineConnection],
    upgrades: bool,
) -> RequestError | None:
    """What is wrong with a request of a connection."""
    sid, transport = query["sid"], query["transport"]
    connection = connections.get(sid)
    if connection is None:
        return RequestError(UNKNOWN_SID, wrong_connection(sid))
    if query.get("EIO") != PROTOCOL:
        wanted = f"{name}: wanted EIO={PROTOCOL}, as when the connection was opened"
        return RequestError(BAD_REQUEST, wanted)
    present = connection.transport.name
    if not upgrades and present != transport:
        came = f"{name}: transport={transport} came, the connection is by {present} now"
        return RequestError(BAD_REQUEST, came)
    if not upgrades and transport == "websocket":  # Node's server never answers this one
        came = f"{name}: a plain request came, and the connection is by websocket"
        return RequestError(BAD_REQUEST, came)
    return None


def _wrong_transport(query: Mapping[str, str], upgrades: bool) -> str:
    """Say what came in place of a transport."""
    transport, version = query.get("transport"), query.get("EIO")
    if transport is None and version is None:
        what = "a plain websocket" if upgrades else "a plain HTTP request"
        wanted = f"?EIO={PROTOCOL}&transport={'websocket' if upgrades else 'polling'}"
        return f"{what} came, wanted Engine.IO ({wanted}): use a Socket.IO client"
    if transport is None:
        what = "a websocket came with no transport" if upgrades else "no transport came"
        return f"{what}, wanted transport={'websocket' if upgrades else 'polling'}"
    return f"the transport {quoted(transport)} is unknown, wanted 'polling' or 'websocket'"


def websocket_error(request: web.Request) -> RequestError | None:
    """What is wrong with the websocket handshake of a request (RFC 6455, section 4.2.1)."""
    key = request.headers.get("Sec-WebSocket-Key", "")
    try:
        size = len(base64.b64decode(key, validate=True))
    except binascii.Error:
        size = 0
    if size != 16:
        return RequestError(BAD_REQUEST, "missing or invalid header Sec-WebSocket-Key")
    if request.headers.get("Sec-WebSocket-Version") != WEBSOCKET_VERSION:
        wanted = f"wanted the header 'Sec-WebSocket-Version: {WEBSOCKET_VERSION}'"
        return RequestError(BAD_REQUEST, wanted)
    return None
