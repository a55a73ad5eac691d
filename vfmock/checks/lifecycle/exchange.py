"""The exchange: all connections and sessions of a transcript, and the findings about them."""

from __future__ import annotations

from collections.abc import Iterator

from vfmock.checks.findings import Finding
from vfmock.checks.lifecycle.line import Line
from vfmock.checks.lifecycle.rules import RULES
from vfmock.checks.lifecycle.state import (
    ClaimedUser,
    TrackedAction,
    TrackedConnection,
    TrackedSession,
)
from vfmock.contract import Violation


class Exchange:
    """What is known after the lines so far.

    ``line`` is the current line. ``touched`` is the action that the line is about. ``invalid`` says
    that the payload of the line does not fit its schema. ``exempt`` says that a fault was applied
    to the line on purpose.
    """

    def __init__(self, file: str | None) -> None:
        self.line = Line(number=0, direction="note", name="")
        self.touched: TrackedAction | None = None
        self.invalid = False
        self.exempt = False
        self.findings: list[Finding] = []
        self.connections: list[TrackedConnection] = []
        self.sessions: dict[str, TrackedSession] = {}
        self.file = file
        self._current: dict[str, TrackedConnection] = {}
        self._latest: dict[ClaimedUser, TrackedSession] = {}
        self._told: set[tuple[object, ...]] = set()

    # Connections.

    def connection(self, name: str) -> TrackedConnection:
        """The connection with this name. If not announced, it begins with its first event."""
        return self._current.get(name) or self.connect(name, announced=False)

    def connect(self, name: str, *, announced: bool) -> TrackedConnection:
        """Begin a new connection. An older one with the same name is over."""
        if name in self._current:
            self.close(self._current[name])
        made = self._current[name] = TrackedConnection(name, announced=announced)
        self.connections.append(made)
        return made

    def close(self, connection: TrackedConnection) -> None:
        """A connection is gone."""
        connection.closed = True
        self.lose(connection)

    def lose(self, connection: TrackedConnection) -> None:
        """From now on, the answers to this connection's actions may go where nobody sees them."""
        connection.lost = True
        for action in connection.sent:
            action.lost = True

    def only(self) -> str | None:
        """The name of the only connection; ``None`` if there are several."""
        names = list(self._current)
        return names[0] if len(names) == 1 else None if names else ""

    def of_session(self, label: str) -> Iterator[TrackedConnection]:
        """The open connections whose last event is of a session, by the recorder's session id."""
        return (one for one in self._current.values() if one.label == label and not one.closed)

    def any_of_session(self, label: str) -> str | None:
        """The name of an open connection of a session, by the recorder's session id; ``None`` if
        there is none."""
        return next((one.id for one in self.of_session(label)), None)

    # Sessions.

    def bind(self, connection: TrackedConnection, session: TrackedSession) -> None:
        """Bind a connection to a session."""
        connection.session = session
        connection.joined = self.line.number
        session.holder = connection
        if connection.exempt or self.exempt:
            session.exempt = True
        if isinstance(session.key, str):
            self.sessions[session.key] = session
        latest = self._latest.get(session.user)
        if latest is not None and latest is not session:
            latest.over = True
        self._latest[session.user] = session

    def abandoned(self, connection: TrackedConnection) -> TrackedSession | None:
        """The session that the user of a connection left on another connection, before its end.

        ``None`` if some connection still has it: this may be a second device.
        """
        session = self._latest.get(connection.user)
        if session is None or session.over or session.exempt or not session.key:
            return None
        held = any(one.session is session and not one.closed for one in self.connections)
        return None if held or session.holder is connection else session

    def name(self, action: TrackedAction, message_id: str) -> None:
        """The messageID of an action has become known."""
        action.message_id = message_id
        if action in action.sender.unnamed:
            action.sender.unnamed.remove(action)
            action.sender.actions[message_id] = action
        if action.session is not None:
            self.join(action, action.session)

    def join(self, action: TrackedAction, session: TrackedSession) -> None:
        """Note that an action belongs to a session."""
        action.session = session
        if action in session.unnamed:
            session.unnamed.remove(action)
        if action.message_id is None:
            session.unnamed.append(action)
        else:
            session.actions[action.message_id] = action

    # Findings.

    def report(
        self,
        rule_id: str,
        detail: str,
        connection: TrackedConnection,
        *,
        action: TrackedAction | None = None,
        session: TrackedSession | None = None,
        line: int | None = None,
        violation: Violation | None = None,
    ) -> None:
        """Report a broken rule: once for each action, and not if a fault explains it."""
        about = (connection, action, session, action.session if action is not None else None)
        if self.exempt or any(one is not None and one.exempt for one in about):
            return
        if action is not None:
            told = (rule_id, connection.id, action.line, action.message_id)
            if told in self._told:
                return
            self._told.add(told)
        rule = RULES[rule_id]
        self.findings.append(
            Finding(
                rule=rule_id,
                message=f"{rule.sentence}: {detail}",
                level=rule.level,
                who=rule.who or ("client" if self.line.direction == "in" else "server"),
                file=self.file,
                line=self.line.number if line is None else line,
                connection=connection.id,
                pointer=violation.pointer if violation else None,
                wanted=violation.wanted if violation else None,
                got=violation.got if violation else None,
            )
        )
