"""A session at work in this process: its machine, who hears it, and when it is woken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from vfmock.core.actions import Action
from vfmock.core.session import Session
from vfmock.runtime.clock import Timer
from vfmock.runtime.link import Link
from vfmock.runtime.stored_session import StoredSession
from vfmock.types import JSONObject

ActionKey: TypeAlias = tuple[str | None, str]
"""The id of the connection that sent an action, and the action's ``messageID``."""


@dataclass(slots=True, eq=False)
class LiveSession:
    """What the runtime knows of a session beside its machine.

    ``stored`` is what the store keeps of it. ``links`` are the connections bound to it, by their
    ids. ``in_flight`` are the actions that its clients wait for, oldest first: an action is in
    flight from when it comes until its last status goes out, or the instance that runs it is gone.
    ``alarm`` wakes the session at its deadline.
    """

    stored: StoredSession
    session: Session
    links: dict[str, Link] = field(default_factory=dict)
    in_flight: dict[ActionKey, Action] = field(default_factory=dict)
    alarm: Timer | None = None

    def to_json(self) -> JSONObject:
        """What users are told of it."""
        session = self.session
        return {
            "id": session.id,
            "user": session.user.id,
            "project": session.user.project_id,
            "environment": session.environment_id,
            "state": session.state,
            "turns": session.turn_count,
            "running": [turn.message_id for turn in session.turns],
            "deadline": session.deadline(),
            "variables": session.user.variables,
            "connections": [link.to_json() for link in self.links.values()],
        }

    def action_of(self, link: Link) -> Action | None:
        """The action in flight that a connection is told of in a restart: the newest of its own,
        else the newest of the session."""
        own = [action for (sender, _), action in self.in_flight.items() if sender == link.id]
        return next(reversed(own or list(self.in_flight.values())), None)

    def drop_actions(self, link: Link) -> None:
        """The instance that ran what this connection began is gone."""
        for key in [key for key in self.in_flight if key[0] == link.id]:
            del self.in_flight[key]
