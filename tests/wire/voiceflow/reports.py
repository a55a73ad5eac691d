"""What Voiceflow's runtime client makes of every fault: the one place that says it.

``test_faults.py`` holds this table against the client, and ``docs/faults.md`` shows it. Of each
fault it has what the server sends in the web chat's dialect, and what the client makes of it.
"""

UNHEARD = {
    "error in turn": "the dialect has no word for an error",
    "trace of an unknown action": "a trace has no `messageID` in this dialect",
    "trace of another action": "a trace has no `messageID` in this dialect",
}
"""The faults without a meaning in this dialect, and why. The journal notes ``fault_missed``."""

ACCEPTED = "start true, session-key-update, accepted"

AS_EVER = f"{ACCEPTED}, one, two, completed"
"""What the server sends where no fault changes it."""

REPORTS = {
    "connect error": ("nothing", "init fails: Socket.io connection failed: not today"),
    "connection refused": ("nothing", "init fails: Socket.io connection failed: timeout"),
    "connection reset": ("nothing", "init fails: Socket.io connection failed: timeout"),
    "handshake delay": (AS_EVER, "ready; one, two"),
    "handshake timeout": ("nothing", "init fails: Socket.io connection failed: timeout"),
    "http error": ("nothing", "init fails: Socket.io connection failed: timeout"),
    "polling blocked": (AS_EVER, "ready; one, two"),
    "upgrade failure": (AS_EVER, "ready; one, two"),
    "websocket blocked": (AS_EVER, "ready by polling; one, two"),
    "close code": ("start true, session-key-update, start false", "ready; the answer stays open"),
    "half open": ("start true, session-key-update, start false", "ready; the answer stays open"),
    "io server disconnect": (
        "start true, session-key-update, start false",
        "ready; the answer stays open",
    ),
    "parse error": (
        f"{ACCEPTED}, one, two, completed, start false",
        "ready; the answer stays open",
    ),
    "ping timeout": (
        f"{ACCEPTED}, one, two, completed, start false",
        "ready; one, two",
    ),
    "server restart": (
        f"{ACCEPTED}, one, start false",
        "ready; one, the answer stays open",
    ),
    "transport close": (
        "start true, session-key-update, start false",
        "ready; the answer stays open",
    ),
    "transport error": (
        "start true, session-key-update, start false",
        "ready; the answer stays open",
    ),
    "client.started invalid": (
        'start "true", session-key-update, accepted, one, two, completed',
        "ready; one, two",
    ),
    "client.started late": (AS_EVER, "ready; one, two"),
    "client.started missing": ("nothing", "init fails: Start session timeout"),
    "client.started twice": (
        "start true ×2, session-key-update, accepted, one, two, completed",
        "ready; one, two",
    ),
    "new session required": (
        "start true, session-key-update, start true",
        "init fails: Session is stale",
    ),
    "session.created late": (AS_EVER, "ready; one, two"),
    "session.created malformed key": (
        "start true, session-key-update with half a key, accepted, one, two, completed",
        "ready; one, two",
    ),
    "session.created missing": ("start true", "init fails: Session key update timeout"),
    "session.created without key": (
        "start true, session-key-update without key, accepted, one, two, completed",
        "ready; one, two",
    ),
    "accepted missing": ("start true, session-key-update, one, two, completed", "ready; one, two"),
    "accepted then nothing": (
        ACCEPTED,
        "ready; the answer stays open; then the answer stays open",
    ),
    "action rejected": ("start true, session-key-update, rejected", "ready; an empty answer"),
    "audio chunks missing": (
        f"{ACCEPTED}, audio start, audio content ×2, audio end, completed",
        "ready; audio start, audio content ×2, audio end",
    ),
    "completed missing": (
        f"{ACCEPTED}, one, two",
        "ready; one, two, the answer stays open; then the answer stays open",
    ),
    "completed twice": (
        f"{ACCEPTED}, one, two, completed ×2",
        "ready; one, two",
    ),
    "completion cut": (
        f"{ACCEPTED}, completion start, completion content, completed",
        "ready; completion start, completion content",
    ),
    "error in turn": (AS_EVER, "ready; one, two"),
    "session.ended in turn": (
        f"{ACCEPTED}, session-ended",
        "ready; the answer stays open; then the answer stays open",
    ),
    "session invalidated": (
        f"{ACCEPTED}, one, two, completed, rejected",
        "ready; one, two; then an empty answer",
    ),
    "trace after completed": (
        f"{ACCEPTED}, one, completed, two",
        "ready; one",
    ),
    "trace before accepted": (
        "start true, session-key-update, one, accepted, two, completed",
        "ready; one, two",
    ),
    "trace burst": (
        f"{ACCEPTED}, log ×1000, one, two, completed",
        "ready; log ×1000, one, two",
    ),
    "trace duplicated": (
        f"{ACCEPTED}, one ×2, two, completed",
        "ready; one ×2, two",
    ),
    "trace huge": (
        f"{ACCEPTED}, a text of 900000 characters, one, two, completed",
        "ready; a text of 900000 characters, one, two",
    ),
    "trace of an unknown action": (AS_EVER, "ready; one, two"),
    "trace of another action": (AS_EVER, "ready; one, two"),
    "trace of unknown type": (
        f"{ACCEPTED}, from-the-future, one, two, completed",
        "ready; from-the-future, one, two",
    ),
    "trace with wrong types": (
        f'{ACCEPTED}, text {{"text": "one"}}, two, completed',
        'ready; text {"text": "one"}, two',
    ),
    "trace without payload": (
        f"{ACCEPTED}, text without payload, two, completed",
        "ready; text without payload, two",
    ),
    "traces out of order": (
        f"{ACCEPTED}, two, one, completed",
        "ready; two, one",
    ),
}
"""By fault: what the server sends, and what the client makes of it."""
