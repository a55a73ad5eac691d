"""Keys that resume no session: a changed one, one of another server, and one that has expired.

The page calls a ``sessionKey`` a JWT. So it is signed, and may say when it expires.
"""

from __future__ import annotations

import secrets
from asyncio import sleep
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeAlias

from vfmock.checks.conformance import Ledger
from vfmock.checks.payload_fields import value_of
from vfmock.checks.probe.plan import Plan
from vfmock.checks.probe.socketio.handshake import Kept, Refusal, answer
from vfmock.checks.probe.socketio.socket import Closed, Missing, ProbeSocket
from vfmock.types import JSONObject

CHANGED = "rule.key.changed"
FOREIGN = "rule.key.foreign"
EXPIRED = "rule.key.expired"
WRONG_KEYS = (CHANGED, FOREIGN, EXPIRED)
"""The points that wrong keys try."""

Visit: TypeAlias = Callable[[Callable[[ProbeSocket], Awaitable[None]]], Awaitable[bool]]
"""Makes a connection, and stays there as the given function says."""


class NoJWT(ValueError):
    """A session key that is no JWT. The text says why."""


def changed(key: str) -> str:
    """The key with another claim in it, under its old signature.

    Raises:
        NoJWT: see its docstring.
    """
    head, _, signature = key.split(".") if key.count(".") == 2 else ("", "", "")
    _, claims, _ = foreign(key).split(".")
    return f"{head}.{claims}.{signature}"


def foreign(key: str) -> str:
    """A key as another server would make it: like this one, and signed with another secret.

    Raises:
        NoJWT: see its docstring.
    """
    import jwt

    claims = _claims(key) | {"jti": secrets.token_hex(8)}
    return jwt.encode(claims, secrets.token_bytes(32), algorithm="HS256")


def lifetime(key: str) -> float | None:
    """For how many seconds the key is good after it was issued; ``None`` if it does not say so.

    Raises:
        NoJWT: see its docstring.
    """
    claims = _claims(key)
    issued, expires = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int | float) or not isinstance(expires, int | float):
        return None
    return expires - issued


def _claims(key: str) -> JSONObject:
    import jwt

    try:
        claims: JSONObject = jwt.decode(key, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise NoJWT(str(error)) from None
    return claims


async def try_wrong_keys(visit: Visit, kept: Kept, ledger: Ledger, plan: Plan) -> None:
    """Come with each wrong key, on a connection of its own. The right key resumes a session."""
    key = kept.session_key or ""
    try:
        wrong = {CHANGED: changed(key), FOREIGN: foreign(key)}
        good_for = lifetime(key)
    except NoJWT as error:
        for point in WRONG_KEYS:
            ledger.untried(point, f"the sessionKey is no JWT: {error}")
        return
    for point, made in wrong.items():
        await visit(partial(_come, made, point, ledger, plan))
    if good_for is None:
        ledger.untried(EXPIRED, "the sessionKey does not say when it expires")
    elif good_for > plan.patience:
        limit = f"longer than {plan.patience:g} s (--timeout)"
        ledger.untried(EXPIRED, f"the sessionKey is good for {good_for:g} s, {limit}")
    else:
        await visit(partial(_come_late, kept.since + good_for + 1, key, ledger, plan))


async def _come_late(
    when: float, key: str, ledger: Ledger, plan: Plan, socket: ProbeSocket
) -> None:
    """Come with a key that has expired. Keys count whole seconds, so ``when`` is one later."""
    await sleep(max(when - socket.time(), 0))
    await _come(key, EXPIRED, ledger, plan, socket)


async def _come(key: str, point: str, ledger: Ledger, plan: Plan, socket: ProbeSocket) -> None:
    """Start with a key that must resume nothing, and enter what came.

    Raises:
        Missing: there was no ``client.started``.
    """
    wanted = "wanted newSessionRequired true"
    await socket.emit("client.start", plan.metadata(session_key=key, live=False))
    try:
        payload = await answer(socket, "client.started")
    except (Closed, Refusal) as refusal:
        ledger.met(point, came=str(refusal))
        raise
    except Missing as missing:
        ledger.broken(point, f"{wanted}, {missing}")
        raise
    if value_of(payload, "newSessionRequired") is False:
        ledger.broken(point, f"{wanted}, got false: the key resumed the session")
    else:
        ledger.met(point, came="got newSessionRequired true")
