"""Silences: a ``no-reply`` trace asks a client to report that its user says nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Silence:
    """A question about silence that waits for a word of the client.

    ``line`` of the journal has the trace, ``seconds`` is its timeout, ``due`` is when the answer
    is missed.
    """

    line: int
    connection: str
    seconds: float
    due: float


class Silences:
    """The open questions, by session. ``patience`` is how many seconds a client has beside."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._open: dict[str, Silence] = {}

    def ask(self, session: str, connection: str, line: int, seconds: float, now: float) -> None:
        """A trace asks."""
        self._open[session] = Silence(line, connection, seconds, now + seconds + self._patience)

    def go_on(self, session: str, now: float) -> None:
        """The agent says more: a client counts from when it has shown all."""
        silence = self._open.get(session)
        if silence is not None:
            silence.due = now + silence.seconds + self._patience

    def answer(self, session: str) -> None:
        """The client said something, or the session is over."""
        self._open.pop(session, None)

    def forget(self, connection: str) -> None:
        """The client may not have heard the question, or is gone."""
        for session, silence in tuple(self._open.items()):
            if silence.connection == connection:
                del self._open[session]

    def missed(self, now: float) -> list[Silence]:
        """Those that were due before now; each is told once."""
        late = {session: one for session, one in self._open.items() if one.due < now}
        for session in late:
            del self._open[session]
        return list(late.values())
