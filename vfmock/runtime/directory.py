"""Who a client is: its user, its project, and the agent that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from vfmock.core.events import ClientStart
from vfmock.core.scenario import Scenario
from vfmock.core.user import User, UserKey
from vfmock.runtime.script import Script
from vfmock.runtime.store import Store
from vfmock.runtime.transcripts import DEFAULT_PROJECT

NONE: Mapping[str, str] = MappingProxyType({})


class Directory:
    """Looks up what a handshake leaves open. ``projects`` are those of API keys and versions."""

    def __init__(self, store: Store, script: Script, projects: Mapping[str, str] = NONE) -> None:
        self._store = store
        self._script = script
        self._projects = projects

    def with_project(self, client: ClientStart) -> ClientStart:
        """A client that names no project means that of its API key or version, or else the one that
        its user has."""
        if client.project_id:
            return client
        named = self._projects.get(client.authorization or "")
        named = named or self._projects.get(client.environment_id or "")
        known = self._store.projects_of(client.user_id)
        project = named or (known[0] if len(known) == 1 else DEFAULT_PROJECT)
        return replace(client, project_id=project)

    def user(self, key: UserKey) -> User:
        """The user with this key, who may be new."""
        user = self._store.user(key)
        if user is None:
            project_id, user_id = key
            user = User(user_id, project_id)
            self._store.keep_user(user)
        return user

    def agent_of(self, client: ClientStart) -> str:
        """The key of the agent that answers a client."""
        return self._script.agents.choose(client.project_id, client.environment_id, client.version)

    def scenario_for(self, client: ClientStart) -> Scenario:
        """The scenario of the agent that answers a client."""
        return self._script.scenario_of(self.agent_of(self.with_project(client)))
