"""Comebacks: after ``server.restart``, a client returns with its key and sends its action again."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TypeAlias

from vfmock.checks.payload_fields import value_of
from vfmock.types import JSON, JSONObject

UserOf: TypeAlias = tuple[JSON, JSON]
"""``userID`` and ``projectID``, as the client gave them."""


@dataclass(slots=True)
class Comeback:
    """A client that was sent away, and has to come back.

    ``line`` is the journal line of the restart. ``action`` is what the client has to send again.
    ``due`` is when the client counts as missing. ``back``: the client came with its key.
    ``settled``: only the action is still missing.
    """

    line: int
    connection: str
    session: str
    user: UserOf
    action: JSONObject | None
    due: float = inf
    back: bool = False
    settled: bool = False


class Comebacks:
    """The clients that were sent away. ``patience`` is how many seconds each client has."""

    def __init__(self, patience: float) -> None:
        self.all: list[Comeback] = []
        self._patience = patience
        self._keys: dict[str, set[str]] = {}

    def learn_key(self, session: str, key: JSON) -> None:
        """Remember that this key is good for the session."""
        if isinstance(key, str) and session:
            self._keys.setdefault(session, set()).add(key)

    def send_away(
        self, line: int, connection: str, session: str, user: UserOf, action: JSON
    ) -> None:
        """Note that a client was told to reconnect."""
        named = action if isinstance(action, dict) else None
        self.all.append(Comeback(line, connection, session, user, named))

    def gone(self, connection: str, now: float) -> None:
        """Note that the connection is closed. From now on the client has to come back."""
        for one in self.all:
            if one.connection == connection and not one.settled:
                one.due = now + self._patience

    def come(self, connection: str, user: UserOf, key: JSON) -> Comeback | None:
        """A client came. If its key is not good, return the comeback that was expected."""
        for one in self.all:
            if one.settled or one.connection == connection:
                continue
            if isinstance(key, str) and key in self._keys.get(one.session, ()):
                one.settled = one.back = True
                return None
            if one.user == user:
                one.settled = True
                return one
        return None

    def end(self, session: str) -> None:
        """The session is over: nobody has to come back to it."""
        for one in self.all:
            if one.session == session:
                one.settled = True

    def act(self, session: str, action: JSON) -> None:
        """A client sent an action. It may be the action that the client had to send again."""
        for one in self.all:
            if one.back and one.session == session and _same(action, one.action):
                one.action = None
                return

    def missed(self, now: float) -> list[Comeback]:
        """The comebacks that were due before now. Each one is returned once."""
        late = [one for one in self.all if not one.settled and one.due < now]
        for one in late:
            one.settled = True
        return late


def _same(action: JSON, wanted: JSONObject | None) -> bool:
    if wanted is None:
        return False
    return all(value_of(action, key) == wanted.get(key) for key in ("type", "payload"))
