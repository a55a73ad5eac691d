"""Pushes an action into a session from outside."""

from __future__ import annotations

from vfmock.core.asks import PushAction
from vfmock.core.effects import Note
from vfmock.core.events import ActionSend, ClientStart
from vfmock.core.journal import UNDELIVERED
from vfmock.runtime.delivery import Delivery
from vfmock.runtime.queries.base import Made, Room, answers


@answers(PushAction)
def push(room: Room, start: ClientStart, ask: PushAction) -> Made:
    """Hand the action to the session if it has an open socket. The answer is the same if not."""
    live, problem = room.sessions.named(start.project_id, ask.session)
    if live is None:
        text = f"{ask.action} was pushed, and no session gets it: {problem}"
        return None, [Delivery(Note(kind=UNDELIVERED, text=text), None, None)]
    sockets = [link for link in live.links.values() if link.hears_all]
    if not sockets:
        text = f"{ask.action} was pushed, and the session has no open socket"
        return None, [Delivery(Note(kind=UNDELIVERED, text=text), None, live)]
    return None, room.calls.push(live, sockets[-1], ActionSend(action=ask.action))
