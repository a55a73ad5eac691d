"""The machine takes the lines of a transcript, one by one, and says what is wrong with them.

It is pure: no I/O, no clock. The protocol page is the specification; ``rules`` names its sections.
Connections are identified by their names, sessions by their keys, actions by their messageIDs. If
the server makes the messageID of an action, it is known from the first status on.
"""

from __future__ import annotations

from vfmock.checks.findings import Finding
from vfmock.checks.lifecycle import exemptions, turns
from vfmock.checks.lifecycle.dialects import CHECKED_DIALECTS, CheckedDialect
from vfmock.checks.lifecycle.dialects.documented import DOCUMENTED
from vfmock.checks.lifecycle.exchange import Exchange
from vfmock.checks.lifecycle.line import Line
from vfmock.checks.lifecycle.state import TrackedConnection
from vfmock.contract import Contract
from vfmock.errors import suggest

CONNECT, DISCONNECT, PUSH = "connect", "disconnect", "push"
"""The notes that the machine uses. It ignores all others."""


class Lifecycle:
    """Checks one transcript. ``file`` is its name in findings.

    ``exempt`` is how many lines a fault was applied to on purpose. These lines and their
    consequences are ignored: in their turn if they are about one, or else on their connection.
    """

    def __init__(self, contract: Contract, file: str | None = None) -> None:
        self.exempt = 0
        self._contract = contract
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
            if connection.dialect is not None:
                CHECKED_DIALECTS[connection.dialect].finish(exchange, connection)
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
        else:
            self._take_in(line, connection)
        if exchange.exempt:
            exemptions.exempt(connection, exchange.touched)

    def _take_in(self, line: Line, connection: TrackedConnection) -> None:
        """Take an event, if the dialect of its connection has it."""
        exchange, dialect = self._exchange, _dialect_of(line, connection)
        known = dialect.events(line.direction)
        name = line.shown if line.shown in known else line.name
        if name not in known:
            detail = f"got {line.shown!r}{suggest(line.shown, known)}"
            exchange.report("event.known", detail, connection)
            return
        violation = dialect.check_payload(self._contract, line.direction, name, line.payload)
        if violation is not None:
            exchange.invalid = True
            exchange.report("payload", str(violation), connection, violation=violation)
        dialect.handlers[line.direction, name](exchange, connection, line.payload)

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


def _dialect_of(line: Line, connection: TrackedConnection) -> CheckedDialect:
    """The dialect of a connection. The first event that only one dialect has shows it."""
    if connection.dialect is None:
        having = (one for one in CHECKED_DIALECTS.values() if _has(one, line))
        dialect = next(having, None)
        if dialect is None:
            return DOCUMENTED
        connection.dialect = dialect.name
    return CHECKED_DIALECTS[connection.dialect]


def _has(dialect: CheckedDialect, line: Line) -> bool:
    return (line.direction, line.shown) in dialect.handlers
