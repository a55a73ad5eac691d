"""What a client did wrong: the lifecycle's findings about it, and what only the mock can know.

Fed with the journal of a mock as it grows, and told at last how the client's command ended. Pure:
no I/O and no clock; ``now`` comes in, in real seconds, for a client's own timers go by real time
whatever the clock of the mock does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf

from vfmock.checks.counts import counted
from vfmock.checks.findings import Finding
from vfmock.checks.lifecycle import CheckRule, Lifecycle, Line
from vfmock.checks.payload_fields import value_of
from vfmock.contract import Contract
from vfmock.core.journal import Entry
from vfmock.core.registry import Registry
from vfmock.types import JSON, JSONObject

JOURNAL = "journal"
"""What findings call the journal where nobody writes it into a file."""

CLIENT_RULES: Registry[CheckRule] = Registry("rule")

_RULES = (
    CheckRule("client.exit", "client", "command", "the command ends with exit code 0"),
    CheckRule("client.timeout", "client", "command", "the command ends within --timeout"),
    CheckRule("client.connect", "client", "Connection configuration", "a client connects"),
    CheckRule("client.silent", "client", "client.start", "a client that connects says something"),
    CheckRule(
        "no-reply.missed",
        "client",
        "trace no-reply",
        "a client reports the silence that a no-reply trace asked about",
    ),
    CheckRule(
        "restart.reached",
        "client",
        "command",
        "the client gets as far as the restart that was asked for",
    ),
    CheckRule(
        "restart.reconnect",
        "client",
        "server.restart",
        "after server.restart a client comes back with its sessionKey",
    ),
    CheckRule(
        "restart.replay",
        "client",
        "server.restart",
        "after server.restart a client sends the action again that it names",
        "warning",
    ),
)
"""Those that say ``command`` are about how the check was run, not about the protocol."""

for _rule in _RULES:
    CLIENT_RULES.register(_rule.id)(_rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How the client's command ended, and what was asked for.

    ``code`` is its exit code, below 0 the signal that ended it; ``None``: it ran for ``timeout``
    seconds and was ended. ``restart_at`` is the accepted action that a restart was to come at.
    """

    code: int | None
    timeout: float
    restart_at: int | None = None


@dataclass(slots=True)
class _Ask:
    """A ``no-reply`` trace that waits for a word of the client."""

    line: int
    connection: str
    seconds: float
    due: float


@dataclass(slots=True)
class _Restart:
    """A ``server.restart``. ``due`` is when its client is missed; ``back`` that it came."""

    line: int
    connection: str
    session: str
    user: tuple[JSON, JSON]
    action: JSONObject | None
    due: float = inf
    back: bool = False
    settled: bool = False


@dataclass(slots=True)
class _Seen:
    """What is known of the connections and sessions so far."""

    connections: int = 0
    events: int = 0
    actions: int = 0
    open: set[str] = field(default_factory=set)
    starts: dict[str, JSONObject] = field(default_factory=dict)
    keys: dict[str, set[str]] = field(default_factory=dict)


class ClientCheck:
    """Checks one client. ``file`` is what findings call the journal.

    ``patience`` is how many seconds a client has to come back after a restart, and to report
    silence after its timeout. Take more than the client's own delays: Socket.IO's clients wait for
    a second, half of it more or less, before they reconnect.
    """

    def __init__(self, contract: Contract, file: str = JOURNAL, patience: float = 5.0) -> None:
        self.findings: list[Finding] = []
        self.accepted = 0
        self._patience = patience
        self._file = file
        self._lifecycle = Lifecycle(contract, file)
        self._line = 0
        self._seen = _Seen()
        self._asks: dict[str, _Ask] = {}
        self._restarts: list[_Restart] = []

    @property
    def exempt(self) -> int:
        """How many entries faults made on purpose."""
        return self._lifecycle.exempt

    @property
    def is_connected(self) -> bool:
        """Whether a connection is open."""
        return bool(self._seen.open)

    @property
    def amount(self) -> str:
        """In words how much was seen."""
        seen = self._seen
        return f"{counted(seen.actions, 'action')} on {counted(seen.connections, 'connection')}"

    def feed(self, entry: Entry, now: float) -> None:
        """Take the next entry of the journal."""
        self._look(now)
        self._line += 1
        found = [
            finding
            for finding in self._lifecycle.feed(_line_of(entry, self._line))
            if finding.who == "client"
        ]
        self.findings += found
        self._seen.events += entry.direction == "in"
        handler = _HANDLERS.get((entry.direction, entry.name))
        if handler is not None:
            handler(self, entry, now)
        if entry.direction == "note" and entry.fault:
            self._forget_ask(entry.connection)  # it may not have heard
        elif entry.direction == "out" and entry.session in self._asks:
            ask = self._asks[entry.session]  # it counts from when it has shown all
            ask.due = now + ask.seconds + self._patience

    def finish(self, ending: Ending, now: float) -> list[Finding]:
        """The command has ended; return all findings, in the order of the journal."""
        self._look(now)
        if ending.code is None:
            self._report("client.timeout", f"it ran for {ending.timeout:g} s and was ended")
        elif ending.code:
            self._report("client.exit", _how(ending.code))
        if not self._seen.connections:
            self._report("client.connect", "no connection came")
        elif not self._seen.events:
            self._report("client.silent", "no event came")
        if ending.restart_at is not None and self.accepted < ending.restart_at:
            detail = f"it was to come at action {ending.restart_at}, got {self.accepted}"
            self._report("restart.reached", detail)
        for restart in self._restarts:
            if not restart.settled and ending.code is not None:
                self._miss(restart, "got nothing more before the command ended")
            elif restart.back and restart.action is not None:
                detail = f"got no {restart.action.get('type')!r} as it was"
                self._report("restart.replay", detail, restart.connection, restart.line)
        return sorted(self.findings, key=lambda finding: finding.line or inf)

    # What happens.

    def _connect(self, entry: Entry, now: float) -> None:
        self._seen.connections += 1
        self._seen.open.add(entry.connection)

    def _disconnect(self, entry: Entry, now: float) -> None:
        self._seen.open.discard(entry.connection)
        self._forget_ask(entry.connection)
        for restart in self._restarts:
            if restart.connection == entry.connection and not restart.settled:
                restart.due = now + self._patience

    def _client_start(self, entry: Entry, now: float) -> None:
        self._forget_ask(entry.connection)
        start = entry.payload if isinstance(entry.payload, dict) else {}
        self._seen.starts[entry.connection] = start
        key = start.get("sessionKey")
        for restart in self._restarts:
            if restart.settled or restart.connection == entry.connection:
                continue
            if isinstance(key, str) and key in self._seen.keys.get(restart.session, ()):
                restart.settled = restart.back = True
                return
            if restart.user == _user(start):
                self._come_back_without(restart, key, entry)
                return

    def _come_back_without(self, restart: _Restart, key: JSON, entry: Entry) -> None:
        """A client is back, and not with its key: one finding is enough."""
        restart.settled = True
        told = any(
            (finding.rule, finding.line)
            in {("start.key-kept", self._line), ("payload", self._line)}
            for finding in self.findings
        )
        if not told:
            what = "without one" if not key else "with another one"
            self._miss(restart, f"it came {what}, as {entry.connection}")

    def _client_started(self, entry: Entry, now: float) -> None:
        key = self._seen.starts.get(entry.connection, {}).get("sessionKey")
        is_resumed = value_of(entry.payload, "newSessionRequired") is False
        if is_resumed and isinstance(key, str) and entry.session:
            self._seen.keys.setdefault(entry.session, set()).add(key)

    def _session_created(self, entry: Entry, now: float) -> None:
        key = value_of(entry.payload, "sessionKey")
        if isinstance(key, str):
            self._seen.keys.setdefault(entry.session, set()).add(key)

    def _session_ended(self, entry: Entry, now: float) -> None:
        self._asks.pop(entry.session, None)
        for restart in self._restarts:  # there is nothing to come back to
            if restart.session == entry.session:
                restart.settled = True

    def _action_send(self, entry: Entry, now: float) -> None:
        self._seen.actions += 1
        self._asks.pop(entry.session, None)
        action = value_of(entry.payload, "action")
        for restart in self._restarts:
            is_back = restart.back and restart.session == entry.session
            if is_back and restart.action is not None and _same(action, restart.action):
                restart.action = None
                return

    def _action_status(self, entry: Entry, now: float) -> None:
        self.accepted += value_of(entry.payload, "status") == "accepted"

    def _action_trace(self, entry: Entry, now: float) -> None:
        trace = value_of(entry.payload, "trace")
        seconds = value_of(value_of(trace, "payload"), "timeout")
        is_asked = value_of(trace, "type") == "no-reply" and isinstance(seconds, int | float)
        if is_asked and not entry.fault and entry.session:
            due = now + seconds + self._patience
            self._asks[entry.session] = _Ask(self._line, entry.connection, seconds, due)

    def _server_restart(self, entry: Entry, now: float) -> None:
        self._forget_ask(entry.connection)
        if not entry.session:
            return
        action = value_of(entry.payload, "action")
        self._restarts.append(
            _Restart(
                line=self._line,
                connection=entry.connection,
                session=entry.session,
                user=_user(self._seen.starts.get(entry.connection, {})),
                action=action if isinstance(action, dict) else None,
            )
        )

    # What is late.

    def _look(self, now: float) -> None:
        """What was due before now, and did not come, is missed."""
        for session, ask in tuple(self._asks.items()):
            if ask.due < now:
                del self._asks[session]
                detail = f"got nothing within {ask.seconds:g} s and {self._patience:g} s more"
                self._report("no-reply.missed", detail, ask.connection, ask.line)
        for restart in self._restarts:
            if not restart.settled and restart.due < now:
                self._miss(restart, f"got nothing within {self._patience:g} s")

    def _miss(self, restart: _Restart, detail: str) -> None:
        restart.settled = True
        self._report("restart.reconnect", detail, restart.connection, restart.line)

    def _forget_ask(self, connection: str) -> None:
        for session, ask in tuple(self._asks.items()):
            if ask.connection == connection:
                del self._asks[session]

    def _report(
        self, rule_id: str, detail: str, connection: str = "", line: int | None = None
    ) -> None:
        rule = CLIENT_RULES[rule_id]
        self.findings.append(
            Finding(
                rule=rule_id,
                message=f"{rule.sentence}: {detail}",
                level=rule.level,
                who=rule.who,
                file=None if line is None else self._file,
                line=line,
                connection=connection,
            )
        )


_HANDLERS: Mapping[tuple[str, str], Callable[[ClientCheck, Entry, float], None]] = {
    ("note", "connect"): ClientCheck._connect,
    ("note", "disconnect"): ClientCheck._disconnect,
    ("in", "client.start"): ClientCheck._client_start,
    ("in", "action.send"): ClientCheck._action_send,
    ("out", "client.started"): ClientCheck._client_started,
    ("out", "session.created"): ClientCheck._session_created,
    ("out", "session.ended"): ClientCheck._session_ended,
    ("out", "action.status"): ClientCheck._action_status,
    ("out", "action.trace"): ClientCheck._action_trace,
    ("out", "server.restart"): ClientCheck._server_restart,
}
"""What means something here; the lifecycle gets all."""


def _line_of(entry: Entry, number: int) -> Line:
    return Line(
        number=number,
        direction=entry.direction,
        name=entry.name,
        payload=entry.payload,
        connection=entry.connection or None,
        session=entry.session,
        fault=entry.fault or None,
    )


def _same(action: JSON, wanted: JSONObject) -> bool:
    return all(value_of(action, key) == wanted.get(key) for key in ("type", "payload"))


def _user(start: JSONObject) -> tuple[JSON, JSON]:
    return (start.get("userID"), start.get("projectID"))


def _how(code: int) -> str:
    return f"got {code}" if code > 0 else f"signal {-code} ended it"
