"""The store keeps users and sessions as plain data, so that several processes can share it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Protocol

from vfmock.core.user import User, UserKey
from vfmock.runtime.stored_session import StoredSession

REMEMBERED = 100_000
"""How many ended sessions are remembered. Their keys are refused."""


class Store(Protocol):
    """Keeps users, what each session knows between its turns, and which sessions are over.

    A store holds nothing that runs: turns and session machines belong to the process that plays
    them. It is called on the server's loop only.
    """

    def user(self, key: UserKey) -> User | None:
        """The user, if the store knows them."""
        ...

    def keep_user(self, user: User) -> None:
        """Keep a user."""
        ...

    def projects_of(self, user_id: str) -> Sequence[str]:
        """The projects that have a user with this id."""
        ...

    def session(self, session_id: str) -> StoredSession | None:
        """The session with this id, if it is not over."""
        ...

    def session_of(self, key: UserKey, agent: str = "") -> StoredSession | None:
        """The session of a user with an agent. Each user has at most one with each agent."""
        ...

    def keep_session(self, session: StoredSession) -> None:
        """Keep a session. If the session was over, it is no longer over."""
        ...

    def end_session(self, session: StoredSession) -> None:
        """Drop a session, but remember its id."""
        ...

    def has_ended(self, session_id: str) -> bool:
        """Whether this session existed and is over."""
        ...

    def sessions(self) -> Iterator[StoredSession]:
        """Every session that is not over."""
        ...

    def clear(self) -> None:
        """Forget everything."""
        ...


class MemoryStore:
    """The store of one process. Worlds in the process can share it."""

    def __init__(self) -> None:
        self._users: dict[UserKey, User] = {}
        self._projects: dict[str, dict[str, None]] = {}
        self._sessions: dict[str, StoredSession] = {}
        self._by_user: dict[tuple[UserKey, str], StoredSession] = {}
        self._ended: OrderedDict[str, None] = OrderedDict()

    def user(self, key: UserKey) -> User | None:
        """The user, if the store knows them."""
        return self._users.get(key)

    def keep_user(self, user: User) -> None:
        """Keep a user."""
        self._users[user.key] = user
        self._projects.setdefault(user.id, {})[user.project_id] = None

    def projects_of(self, user_id: str) -> Sequence[str]:
        """The projects that have a user with this id, oldest first."""
        return tuple(self._projects.get(user_id, ()))

    def session(self, session_id: str) -> StoredSession | None:
        """The session with this id."""
        return self._sessions.get(session_id)

    def session_of(self, key: UserKey, agent: str = "") -> StoredSession | None:
        """The session of a user."""
        return self._by_user.get((key, agent))

    def keep_session(self, session: StoredSession) -> None:
        """Keep a session."""
        self._sessions[session.data.id] = session
        self._by_user[session.data.user.key, session.data.agent] = session
        self._ended.pop(session.data.id, None)

    def end_session(self, session: StoredSession) -> None:
        """Drop a session, and remember its id."""
        data = session.data
        self._sessions.pop(data.id, None)
        of_user = data.user.key, data.agent
        if self._by_user.get(of_user) is session:
            del self._by_user[of_user]
        self._ended[data.id] = None
        if len(self._ended) > REMEMBERED:
            self._ended.popitem(last=False)

    def has_ended(self, session_id: str) -> bool:
        """Whether this session existed and is over."""
        return session_id in self._ended

    def sessions(self) -> Iterator[StoredSession]:
        """Every session that is not over."""
        return iter(tuple(self._sessions.values()))

    def clear(self) -> None:
        """Forget everything."""
        for table in (self._users, self._projects, self._sessions, self._by_user, self._ended):
            table.clear()
