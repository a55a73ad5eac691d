"""What a client did wrong: the lifecycle's findings, and findings that only the mock can make.

The check gets the journal of a mock as it grows, and at last how the client's command ended. It is
pure: no I/O and no clock. ``now`` is passed in, in real seconds, because a client's own timers use
real time, even if the mock has another clock.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from math import inf

from vfmock.checks.calls import Calls
from vfmock.checks.client.comebacks import Comeback, Comebacks, UserOf
from vfmock.checks.client.rules import CLIENT_RULES
from vfmock.checks.client.silences import Silences
from vfmock.checks.counts import counted
from vfmock.checks.findings import Finding
from vfmock.checks.lifecycle import Lifecycle, Line
from vfmock.checks.payload_fields import value_of
from vfmock.contract import Contract
from vfmock.core.journal import Entry
from vfmock.types import JSONObject

JOURNAL = "journal"
"""The name of the journal in findings, if the journal is not written into a file."""

MOST_REFUSALS = 3
"""How many different reasons are given why a client was refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How the client's command ended, and what the user asked for.

    ``code`` is the exit code; below 0, it is the signal that ended the command. ``None``: the
    command ran for ``timeout`` seconds and was ended. ``restart_at`` is the number of the accepted
    action at which a restart had to come.
    """

    code: int | None
    timeout: float
    restart_at: int | None = None


@dataclass(slots=True)
class _Seen:
    """What is known about the connections so far."""

    connections: int = 0
    events: int = 0
    actions: int = 0
    refusals: list[str] = field(default_factory=list)
    told: set[tuple[str, str]] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    starts: dict[str, JSONObject] = field(default_factory=dict)


class ClientCheck:
    """Checks one client. ``file`` is the name of the journal in findings.

    ``patience`` is how many seconds a client has to come back after a restart, and to report
    silence after its timeout. It must be longer than the client's own delays: Socket.IO's clients
    wait for 0.5 to 1.5 seconds before they reconnect. ``ignored`` are rules without findings.
    """

    def __init__(
        self,
        contract: Contract,
        file: str = JOURNAL,
        patience: float = 5.0,
        ignored: Collection[str] = (),
    ) -> None:
        self.findings: list[Finding] = []
        self.accepted = 0
        self._patience = patience
        self._ignored = ignored
        self._file = file
        self._lifecycle = Lifecycle(contract, file)
        self._line = 0
        self._seen = _Seen()
        self._calls = Calls()
        self._silences = Silences(patience)
        self._comebacks = Comebacks(patience)

    @property
    def exempt(self) -> int:
        """How many entries come from faults on purpose."""
        return self._lifecycle.exempt

    @property
    def is_connected(self) -> bool:
        """Whether a connection is open."""
        return bool(self._seen.open)

    @property
    def amount(self) -> str:
        """How much was seen, in words."""
        seen, calls = self._seen, self._calls.count
        places = [counted(seen.connections, "connection")] if seen.connections or not calls else []
        places += [counted(calls, "call")] if calls else []
        return f"{counted(seen.actions, 'action')} on {' and '.join(places)}"

    def feed(self, entry: Entry, now: float) -> None:
        """Take the next entry of the journal."""
        self._look(now)
        self._line += 1
        if self._calls.takes(entry):
            self._look_at_call(entry)
        else:
            found = self._lifecycle.feed(_line_of(entry, self._line))
            self.findings += [finding for finding in found if finding.who == "client"]
        self._seen.events += entry.direction == "in"
        handler = _HANDLERS.get((entry.direction, entry.name))
        if handler is not None:
            handler(self, entry, now)
        if entry.direction == "note" and entry.fault:
            self._silences.forget(entry.connection)
        elif entry.direction == "out":
            self._silences.go_on(entry.session, now)

    def finish(self, ending: Ending, now: float) -> list[Finding]:
        """Take the end of the command. Return all findings, in the order of the journal."""
        self._look(now)
        if ending.code is None:
            self._report("client.timeout", f"it ran for {ending.timeout:g} s and was ended")
        elif ending.code:
            self._report("client.exit", _how(ending.code))
        if not self._seen.connections and not self._calls.count:
            self._report("client.connect", "; ".join(self._seen.refusals or ["no connection came"]))
        elif self._seen.connections and not self._seen.events:
            self._report("client.silent", "; ".join(["no event came", *self._seen.refusals]))
        if ending.restart_at is not None and self.accepted < ending.restart_at:
            detail = f"it was to come at action {ending.restart_at}, got {self.accepted}"
            self._report("restart.reached", detail)
        for one in self._comebacks.all:
            if not one.settled and ending.code is not None:
                self._miss(one, "got nothing more before the command ended")
            elif one.back and one.action is not None:
                detail = f"got no {one.action.get('type')!r} as it was"
                self._report("restart.replay", detail, one.connection, one.line)
        kept = [finding for finding in self.findings if finding.rule not in self._ignored]
        return sorted(kept, key=lambda finding: finding.line or inf)

    # What happens.

    def _connect(self, entry: Entry, now: float) -> None:
        self._seen.connections += 1
        self._seen.open.add(entry.connection)

    def _look_at_call(self, entry: Entry) -> None:
        """A call has a body that it must not have."""
        problem = self._calls.wrong_body(entry)
        if problem and not entry.fault:
            self._report("call.body", problem, entry.connection, self._line)

    def _doubted(self, entry: Entry, now: float) -> None:
        """A call was served, and probably meant otherwise."""
        self._tell_once("call.meant", entry)

    def _refused(self, entry: Entry, now: float) -> None:
        """A client could not connect, or a fault refused it. A client tries more than once."""
        if self._calls.refusal(entry):
            self._calls.count += 1  # it goes no further, so nothing else counts it
            self._tell_once("call.served", entry)
            return
        refusals = self._seen.refusals
        text = str(entry.payload)
        if not entry.connection and text not in refusals and len(refusals) < MOST_REFUSALS:
            refusals.append(text)

    def _unmatched(self, entry: Entry, now: float) -> None:
        """No rule takes an action. A client may send it again and again."""
        self._tell_once("action.taken", entry)

    def _scenario_error(self, entry: Entry, now: float) -> None:
        """The scenario failed, so the client did not get what it would get from an agent."""
        self._tell_once("scenario.works", entry)

    def _tell_once(self, rule_id: str, entry: Entry) -> None:
        text = str(entry.payload)
        if not entry.fault and (rule_id, text) not in self._seen.told:
            self._seen.told.add((rule_id, text))
            self._report(rule_id, text, entry.connection, self._line)

    def _disconnect(self, entry: Entry, now: float) -> None:
        self._seen.open.discard(entry.connection)
        self._silences.forget(entry.connection)
        self._comebacks.gone(entry.connection, now)

    def _client_start(self, entry: Entry, now: float) -> None:
        self._silences.forget(entry.connection)
        start = entry.payload if isinstance(entry.payload, dict) else {}
        self._seen.starts[entry.connection] = start
        key = start.get("sessionKey")
        wanted = self._comebacks.come(entry.connection, _user(start), key)
        if wanted is not None and not self._is_told():
            what = "without one" if not key else "with another one"
            self._miss(wanted, f"it came {what}, as {entry.connection}")

    def _is_told(self) -> bool:
        """Whether this line already has a finding that says the same."""
        lines = {("start.key-kept", self._line), ("payload", self._line)}
        return any((finding.rule, finding.line) in lines for finding in self.findings)

    def _client_started(self, entry: Entry, now: float) -> None:
        if value_of(entry.payload, "newSessionRequired") is False:
            key = self._seen.starts.get(entry.connection, {}).get("sessionKey")
            self._comebacks.learn_key(entry.session, key)

    def _session_created(self, entry: Entry, now: float) -> None:
        self._comebacks.learn_key(entry.session, value_of(entry.payload, "sessionKey"))

    def _session_ended(self, entry: Entry, now: float) -> None:
        self._silences.answer(entry.session)
        self._comebacks.end(entry.session)

    def _action_send(self, entry: Entry, now: float) -> None:
        self._seen.actions += 1
        self._silences.answer(entry.session)
        self._comebacks.act(entry.session, value_of(entry.payload, "action"))

    def _action_status(self, entry: Entry, now: float) -> None:
        self.accepted += value_of(entry.payload, "status") == "accepted"

    def _action_trace(self, entry: Entry, now: float) -> None:
        trace = value_of(entry.payload, "trace")
        seconds = value_of(value_of(trace, "payload"), "timeout")
        is_asked = value_of(trace, "type") == "no-reply" and isinstance(seconds, int | float)
        if is_asked and not entry.fault and entry.session:
            self._silences.ask(entry.session, entry.connection, self._line, seconds, now)

    def _server_restart(self, entry: Entry, now: float) -> None:
        self._silences.forget(entry.connection)
        if entry.session:
            user = _user(self._seen.starts.get(entry.connection, {}))
            action = value_of(entry.payload, "action")
            self._comebacks.send_away(self._line, entry.connection, entry.session, user, action)

    # What is late.

    def _look(self, now: float) -> None:
        """Report what was due before now and did not come."""
        for silence in self._silences.missed(now):
            detail = f"got nothing within {silence.seconds:g} s and {self._patience:g} s more"
            self._report("no-reply.missed", detail, silence.connection, silence.line)
        for one in self._comebacks.missed(now):
            self._miss(one, f"got nothing within {self._patience:g} s")

    def _miss(self, one: Comeback, detail: str) -> None:
        one.settled = True
        self._report("restart.reconnect", detail, one.connection, one.line)

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
    ("note", "refused"): ClientCheck._refused,
    ("note", "fault"): ClientCheck._refused,
    ("note", "doubt"): ClientCheck._doubted,
    ("note", "disconnect"): ClientCheck._disconnect,
    ("note", "mismatch"): ClientCheck._unmatched,
    ("note", "scenario_error"): ClientCheck._scenario_error,
    ("note", "internal_error"): ClientCheck._scenario_error,
    ("in", "client.start"): ClientCheck._client_start,
    ("in", "action.send"): ClientCheck._action_send,
    ("out", "client.started"): ClientCheck._client_started,
    ("out", "session.created"): ClientCheck._session_created,
    ("out", "session.ended"): ClientCheck._session_ended,
    ("out", "action.status"): ClientCheck._action_status,
    ("out", "action.trace"): ClientCheck._action_trace,
    ("out", "server.restart"): ClientCheck._server_restart,
}
"""The entries that this check uses. The lifecycle gets all entries."""


def _line_of(entry: Entry, number: int) -> Line:
    return Line(
        number=number,
        direction=entry.direction,
        name=entry.name,
        payload=entry.payload,
        connection=entry.connection or None,
        session=entry.session,
        fault=entry.fault or None,
        wire=entry.wire,
    )


def _user(start: JSONObject) -> UserOf:
    return (start.get("userID"), start.get("projectID"))


def _how(code: int) -> str:
    return f"got {code}" if code > 0 else f"signal {-code} ended it"
