"""The machine takes the lines of a transcript, one by one, and says what is wrong with them.

It is pure: no I/O, no clock. The protocol page is the specification; ``rules`` names its sections.
Connections are identified by their names, sessions by their keys, actions by their messageIDs. If
the server makes the messageID of an action, it is known from the first status on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vfmock.checks.findings import Finding
from vfmock.checks.lifecycle import exemptions, handshake, turns
from vfmock.checks.lifecycle.exchange import Exchange
from vfmock.checks.lifecycle.line import Line
from vfmock.checks.lifecycle.protocol_events import check_payload, events
from vfmock.checks.lifecycle.state import TrackedConnection
from vfmock.contract import Contract
from vfmock.errors import suggest
from vfmock.types import JSON

DIRECTIONS = ("in", "out")

CONNECT, DISCONNECT, PUSH = "connect", "disconnect", "push"
"""The notes that the machine uses. It ignores all others."""

HANDLERS: Mapping[tuple[str, str], Callable[[Exchange, TrackedConnection, JSON], None]] = {
    ("in", "client.start"): handshake.client_start,
    ("in", "session.create"): handshake.session_create,
    ("in", "action.send"): turns.action_send,
    ("out", "client.started"): handshake.client_started,
    ("out", "session.created"): handshake.session_created,
    ("out", "session.ended"): handshake.session_ended,
    ("out", "action.status"): turns.action_status,
    ("out", "action.trace"): turns.action_trace,
    ("out", "server.restart"): handshake.server_restart,
    ("out", "error"): handshake.error,
}
"""What each event does. A test checks that no event of the schemas is missing."""


class Lifecycle:
    """Checks one transcript. ``file`` is its name in findings.

    ``exempt`` is how many lines a fault was applied to on purpose. These lines and their
    consequences are ignored: in their turn if they are about one, or else on their connection.
    """

    def __init__(self, contract: Contract, file: str | None = None) -> None:
        self.exempt = 0
        self._contract = contract
        self._known = {one: events(contract, one) for one in DIRECTIONS}
        self._exchange = Exchange(file)

    @property
    def connections(self) -> int:
        """How many connections there were so far."""
        return len(self._exchange.connections)

    def feed(self, line: Line) -> list[Finding]:
        """Take the next line. Return what is wrong with it."""
        exchange = self._exchange
        exchange.line, exchange.touched, exchange.invalid = line, None, False
        exchange.exempt = exemptions.is_exempt(line)
        self.exempt += exchange.exempt
        if line.direction == "note":
            self._note(line)
        else:
            self._event(line)
        return self._take()

    def finish(self) -> list[Finding]:
        """End the transcript. Return what is still open."""
        exchange = self._exchange
        exchange.line, exchange.exempt = Line(number=0, direction="note", name=""), False
        for connection in exchange.connections:
            if connection.closed or connection.lost:
                continue
            if connection.restarted_at:
                if connection.announced:
                    detail, line = "it is still open", connection.restarted_at
                    exchange.report("open.restart", detail, connection, line=line)
                continue
            for start in connection.starts:
                if not start.refused:
                    detail = "nothing came"
                    exchange.report("open.start", detail, connection, line=start.line)
            for create in connection.creates:
                if not create.optional:
                    detail = "nothing came"
                    exchange.report("open.create", detail, connection, line=create.line)
            turns.open_actions(exchange, connection)
        return self._take()

    def _take(self) -> list[Finding]:
        found, self._exchange.findings = self._exchange.findings, []
        return found

    def _event(self, line: Line) -> None:
        exchange = self._exchange
        name = line.connection or exchange.only()
        if name is None:
            problem = f"wanted a 'connection' for {line.name!r}: there are several"
            rule, file = "transcript.connection", exchange.file
            finding = Finding(rule=rule, message=problem, file=file, line=line.number)
            exchange.findings.append(finding)
            return
        connection = exchange.connection(name)
        connection.label = line.session
        if connection.closed:
            exchange.report("connection.closed", f"got {line.name} after its end", connection)
        elif self._is_known(line, connection):
            HANDLERS[line.direction, line.name](exchange, connection, line.payload)
        if exchange.exempt:
            exemptions.exempt(connection, exchange.touched)

    def _is_known(self, line: Line, connection: TrackedConnection) -> bool:
        """Whether the protocol has the event. Its payload is checked against its schema."""
        exchange = self._exchange
        known = self._known[line.direction]
        if line.name not in known:
            detail = f"got {line.name!r}{suggest(line.name, known)}"
            exchange.report("event.known", detail, connection)
            return False
        violation = check_payload(self._contract, line.direction, line.name, line.payload)
        if violation is not None:
            exchange.invalid = True
            exchange.report("payload", str(violation), connection, violation=violation)
        return True

    def _note(self, line: Line) -> None:
        exchange = self._exchange
        name = line.connection or None
        if name is None and line.name == PUSH and line.session:
            name = exchange.any_of_session(line.session)
        elif name is None and line.name in (CONNECT, DISCONNECT, PUSH):
            name = exchange.only()  # a recording of one connection does not have to name it
        if name is not None and line.name == CONNECT:
            exchange.connect(name, announced=True)
        elif name is not None:
            connection = exchange.connection(name)
            if line.name == PUSH:
                turns.push(exchange, connection, line.payload)
            elif line.name == DISCONNECT:
                exchange.close(connection)
            elif exemptions.breaks(line):
                exchange.lose(connection)
        if exchange.exempt:
            exemptions.exempt_by_note(exchange, line, name)
