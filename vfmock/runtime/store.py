"""Where sessions and users are kept. A small interface: several servers may share one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Protocol

from vfmock.core.session import Session
from vfmock.core.user import User, UserKey

REMEMBERED = 100_000
"""How many ended sessions are remembered, so that their keys are known to be dead."""


class Store(Protocol):
    """Sessions by id and by user, and users. Called on the loop of the server alone."""

    def user(self, key: UserKey) -> User | None:
        """The user, if known."""
        ...

    def add_user(self, user: User) -> None:
        """Keep a user."""
        ...

    def session(self, session_id: str) -> Session | None:
        """The live session with that id."""
        ...

    def session_of(self, key: UserKey) -> Session | None:
        """The live session of a user: each has one at the most."""
        ...

    def add_session(self, session: Session) -> None:
        """Keep a new session."""
        ...

    def end_session(self, session: Session) -> None:
        """Let go of a session, but remember that it was."""
        ...

    def has_ended(self, session_id: str) -> bool:
        """Whether there was such a session and it is over."""
        ...

    def sessions(self) -> Iterator[Session]:
        """Every live session."""
        ...

    def clear(self) -> None:
        """Forget everything."""
        ...


class MemoryStore:
    """The store of one process."""

    def __init__(self) -> None:
        self._users: dict[UserKey, User] = {}
        self._sessions: dict[str, Session] = {}
        self._by_user: dict[UserKey, Session] = {}
        self._ended: OrderedDict[str, None] = OrderedDict()

    def user(self, key: UserKey) -> User | None:
        """The user, if known."""
        return self._users.get(key)

    def add_user(self, user: User) -> None:
        """Keep a user."""
        self._users[user.key] = user

    def session(self, session_id: str) -> Session | None:
        """The live session with that id."""
        return self._sessions.get(session_id)

    def session_of(self, key: UserKey) -> Session | None:
        """The live session of a user."""
        return self._by_user.get(key)

    def add_session(self, session: Session) -> None:
        """Keep a new session."""
        self._sessions[session.id] = session
        self._by_user[session.user.key] = session

    def end_session(self, session: Session) -> None:
        """Let go of a session, and remember its id."""
        self._sessions.pop(session.id, None)
        if self._by_user.get(session.user.key) is session:
            del self._by_user[session.user.key]
        self._ended[session.id] = None
        if len(self._ended) > REMEMBERED:
            self._ended.popitem(last=False)

    def has_ended(self, session_id: str) -> bool:
        """Whether there was such a session and it is over."""
        return session_id in self._ended

    def sessions(self) -> Iterator[Session]:
        """Every live session."""
        return iter(tuple(self._sessions.values()))

    def clear(self) -> None:
        """Forget everything."""
        for table in (self._users, self._sessions, self._by_user, self._ended):
            table.clear()
