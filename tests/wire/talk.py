"""What every test of the wire says first: the protocol page's initialization sequence."""

from __future__ import annotations

from typing import Any

from tests.clients.base import Event, WireClient

USER = {"userID": "test@test.com", "projectID": "6939bedf69c7ce5ee7a108ed"}

TEXT: dict[str, Any] = {"type": "text", "payload": "hello"}
LAUNCH: dict[str, Any] = {"type": "launch", "payload": {}}


async def start(client: WireClient, **metadata: Any) -> bool:
    """Send ``client.start``; return ``newSessionRequired``."""
    await client.emit("client.start", {**USER, **metadata})
    (payload,) = await client.next("client.started")
    assert set(payload) == {"newSessionRequired"}
    assert isinstance(payload["newSessionRequired"], bool)
    return bool(payload["newSessionRequired"])


async def create(client: WireClient) -> str:
    """Send ``session.create``; return the key."""
    await client.emit("session.create", {})
    (payload,) = await client.next("session.created")
    assert set(payload) == {"sessionKey"}
    return str(payload["sessionKey"])


async def ready(client: WireClient, **metadata: Any) -> str:
    """Shake hands and make a session; return its key."""
    assert await start(client, **metadata) is True
    return await create(client)


async def act(client: WireClient, action: dict[str, Any], **payload: Any) -> list[Event]:
    """Send an action; return all that comes until it is completed or rejected."""
    await client.emit("action.send", {"action": action, **payload})
    return await client.collect_until("action.status", lambda args: args[0]["status"] != "accepted")


async def say(client: WireClient, text: str) -> list[str]:
    """Say something; return the messages that answer it."""
    events = await act(client, {"type": "text", "payload": text})
    return messages(events)


def messages(events: list[Event]) -> list[str]:
    """The texts of the traces among some events."""
    return [
        args[0]["trace"]["payload"]["message"]
        for name, args in events
        if name == "action.trace" and args[0]["trace"]["type"] in ("text", "speak")
    ]


def statuses(events: list[Event]) -> list[str]:
    """The statuses among some events."""
    return [args[0]["status"] for name, args in events if name == "action.status"]


async def error(client: WireClient) -> dict[str, Any]:
    """The next ``error``."""
    (payload,) = await client.next("error")
    assert set(payload) <= {"code", "error"}
    assert isinstance(payload["error"], str)
    return dict(payload)
