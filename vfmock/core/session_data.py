"""What a session knows between its turns, without anything that runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from vfmock.core.user import User
from vfmock.types import JSON, JSONObject


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSilence:
    """The agent asked the client on ``connection`` to report a silence of ``seconds``.

    From ``missed_at`` on (Unix seconds), the report counts as missing.
    """

    connection: str
    seconds: float
    missed_at: float


@dataclass(slots=True, eq=False, kw_only=True)
class SessionData:
    """The progress of one conversation of one user, as plain data.

    ``state`` is the current state of the scenario. ``counts`` says how often each rule has taken an
    action, by the rule's key. The ``last_`` fields, ``intent_confidence`` and ``user_timezone`` are
    reserved variables. Times are Unix seconds.
    ``active_at`` is when something last happened in the conversation. ``key_expires_at`` is when
    the session ends with its key (``None``: it outlives the key). ``storage`` is what clients keep
    in the state of the conversation; the agent does not look at it. ``agent`` is the key of the
    agent that answers, or empty for the default one.
    """

    id: str
    user: User
    environment_id: str | None
    state: str
    begun_at: float
    active_at: float
    key_expires_at: float | None = None
    turn_count: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    last_utterance: str = ""
    last_response: str = ""
    last_event: JSON = None
    intent_confidence: float = 0
    user_timezone: str = "UTC"
    storage: JSONObject = field(default_factory=dict)
    silence: AskedSilence | None = None
    agent: str = ""

    @classmethod
    def begin(
        cls,
        session_id: str,
        user: User,
        environment_id: str | None,
        state: str,
        now: float,
        agent: str = "",
    ) -> Self:
        """A new conversation, in its first state."""
        return cls(
            id=session_id,
            user=user,
            environment_id=environment_id,
            state=state,
            begun_at=now,
            active_at=now,
            agent=agent,
        )
