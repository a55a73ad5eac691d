"""Silences: a ``no-reply`` trace asks a client to report if its user says nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Silence:
    """A question about silence that waits for an answer of the client.

    ``line`` is the journal line of the trace. ``seconds`` is its timeout. ``due`` is when the
    answer counts as missing.
    """

    line: int
    connection: str
    seconds: float
    due: float


class Silences:
    """The open questions, by session. ``patience`` is how many extra seconds a client has."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._open: dict[str, Silence] = {}

    def ask(self, session: str, connection: str, line: int, seconds: float, now: float) -> None:
        """Add the question of a trace."""
        self._open[session] = Silence(line, connection, seconds, now + seconds + self._patience)

    def go_on(self, session: str, now: float) -> None:
        """The agent says more. A client begins to count when it has shown everything."""
        silence = self._open.get(session)
        if silence is not None:
            silence.due = now + silence.seconds + self._patience

    def answer(self, session: str) -> None:
        """The client said something, or the session is over."""
        self._open.pop(session, None)

    def forget(self, connection: str) -> None:
        """Drop a question: the client may not have got it, or is gone."""
        for session, silence in tuple(self._open.items()):
            if silence.connection == connection:
                del self._open[session]

    def missed(self, now: float) -> list[Silence]:
        """The questions that were due before now. Each one is returned once."""
        late = {session: one for session, one in self._open.items() if one.due < now}
        for session in late:
            del self._open[session]
        return list(late.values())
