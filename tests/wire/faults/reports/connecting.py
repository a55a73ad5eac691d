"""Faults before a client is connected; they happen to each attempt until they are removed."""

from tests.wire.faults.reports.base import Report, Says, both

ALWAYS = {"times": "always"}
ATTEMPT = "fault: {fault} at the handshake by {transport}"
STAYS = "connect, upgrade_error: probe error: Error: websocket error"

CONNECTING = {
    "connect error": Report(
        given={"message": "not today", "data": {"code": 7}},
        how=ALWAYS,
        wire=both('44{"message":"not today","data":{"code":7}}'),
        node=both('connect_error: not today (data {"code": 7})'),
        python=both('connect_error: not today (data {"code": 7})'),
        notes=("fault: {fault} at the connect by {transport}",),
    ),
    "connection refused": Report(
        wire=both("TCP refused"),
        node=Says("connect_error: websocket error", "connect_error: xhr poll error"),
        python=Says(
            "connect_error: Connection error",
            "connect_error: Cannot connect to host 127.0.0.1:PORT",
        ),
        notes=("fault: {fault} until it is taken away",),
    ),
    "connection reset": Report(
        how=ALWAYS,
        wire=both("TCP reset"),
        node=Says("connect_error: websocket error", "connect_error: xhr poll error"),
        python=Says("connect_error: Connection error", "connect_error: Connection reset by peer"),
        notes=(ATTEMPT,),
    ),
    "handshake delay": Report(
        given=3,
        wire=both("an answer 3 s later"),
        node=both("connect"),
        python=both("connect"),
        notes=(ATTEMPT,),
        late=(2.9, 0.1),
    ),
    "handshake timeout": Report(
        how=ALWAYS,
        wire=both("no answer"),
        node=both("connect_error: timeout"),
        python=Says("nothing", "connect_error: Connection refused by the server"),
        notes=(ATTEMPT,),
        slow=True,
    ),
    "http error": Report(
        given={"status": 429, "retry_after": 7},
        how=ALWAYS,
        wire=both("HTTP 429"),
        node=Says("connect_error: websocket error", "connect_error: xhr poll error (HTTP 429)"),
        python=Says(
            "connect_error: Connection error",
            "connect_error: Unexpected status code 429 in server response",
        ),
        notes=(ATTEMPT,),
    ),
    "polling blocked": Report(
        wire=Says("a connection", "HTTP 403"),
        node=Says("connect", "connect_error: xhr poll error (HTTP 403)"),
        python=Says("connect", "connect_error: Unexpected status code 403 in server response"),
        notes=(ATTEMPT,),
        spares="websocket",
    ),
    "upgrade failure": Report(
        how=ALWAYS,
        wire=Says("a connection", "a connection", upgrade="HTTP 502"),
        node=Says("connect", "connect", upgrade=STAYS),
        python=Says("connect", "connect", upgrade="connect"),
        notes=(),
    ),
    "websocket blocked": Report(
        wire=Says("HTTP 403", "a connection", upgrade="HTTP 403"),
        node=Says("connect_error: websocket error", "connect", upgrade=STAYS),
        python=Says("connect_error: Connection error", "connect", upgrade="connect"),
        notes=(ATTEMPT,),
        spares="polling",
    ),
}
