"""A session at work in this process: its machine, its connections, and the time it is woken."""

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
    """What the runtime knows of a session, besides its machine.

    ``stored`` is what the store keeps of the session. ``links`` are the connections bound to it, by
    id. ``in_flight`` are the actions that the clients wait for, oldest first. An action is in
    flight from its arrival until its last status goes out, or the instance that runs it is gone.
    ``alarm`` wakes the session at its deadline. ``is_lent``: the session is in no store, and is
    over when its connection leaves.
    """

    stored: StoredSession
    session: Session
    links: dict[str, Link] = field(default_factory=dict)
    in_flight: dict[ActionKey, Action] = field(default_factory=dict)
    alarm: Timer | None = None
    is_lent: bool = False

    def to_json(self) -> JSONObject:
        """What users see of the session."""
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
        """The action in flight that a restart names to a connection: the newest of the connection,
        or else the newest of the session."""
        own = [action for (sender, _), action in self.in_flight.items() if sender == link.id]
        return next(reversed(own or list(self.in_flight.values())), None)

    def drop_actions(self, link: Link) -> None:
        """Forget the actions of this connection: the instance that ran them is gone."""
        for key in [key for key in self.in_flight if key[0] == link.id]:
            del self.in_flight[key]
