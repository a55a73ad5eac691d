"""Session keys: the JWT that a client keeps to come back to its session.

They are signed with HS256 and a secret of the server, or one that several servers share. The page
says "JWT session key to store and use for reconnections". The claims are a decision of the mock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from vfmock.types import JSONObject

ALGORITHM = "HS256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a key says. Times are Unix seconds; if ``expires`` is ``None``, it never expires."""

    user_id: str
    project_id: str
    environment_id: str | None
    session_id: str
    issued: int
    expires: int | None
    key_id: str


class KeyVerdict(Enum):
    """Whether a key is good, or what is wrong with it. Only the journal is told, not the client."""

    GOOD = "good"
    ABSENT = "no key was sent"
    MALFORMED = "the key is not a JWT of a session"
    ALGORITHM = "the key is signed with another algorithm"
    SIGNATURE = "the key is signed with another secret or was changed"
    EXPIRED = "the key has expired"
    OTHER_USER = "the key is another user's"
    OTHER_PROJECT = "the key is another project's"
    ENDED = "the session of the key has ended"


class SessionKeys:
    """Signs and judges keys.

    ``secret`` signs them (32 bytes or more, as HS256 requires). ``lifetime`` in seconds is how long
    a key is good; ``None``: for ever.
    """

    def __init__(self, secret: bytes, lifetime: float | None = None) -> None:
        self.secret = secret
        self.lifetime = lifetime

    def issue(
        self,
        *,
        user_id: str,
        project_id: str,
        environment_id: str | None,
        session_id: str,
        now: float,
        key_id: str,
    ) -> str:
        """Return a new key. ``now`` is Unix seconds."""
        import jwt

        claims: JSONObject = {
            "sub": user_id,
            "project": project_id,
            "session": session_id,
            "iat": int(now),
            "jti": key_id,
        }
        if environment_id is not None:
            claims["environment"] = environment_id
        expires = self.expiry(now)
        if expires is not None:
            claims["exp"] = expires
        return jwt.encode(claims, self.secret, algorithm=ALGORITHM)

    def expiry(self, now: float) -> int | None:
        """When a key issued now will expire (Unix seconds); ``None``: never."""
        return None if self.lifetime is None else int(now + self.lifetime)

    def judge(
        self,
        key: str | None,
        *,
        user_id: str | None,
        project_id: str | None,
        now: float,
        has_ended: Callable[[str], bool],
    ) -> tuple[KeyVerdict, Claims | None]:
        """Say whether a key is good for this user of this project now, and what it claims.

        If the user and the project are ``None``, the key itself says who and which they are.
        ``has_ended`` says whether the session with an id is over. A key can be good although this
        server never saw its session: another server with the same secret issued the key.
        """
        if not key:
            return KeyVerdict.ABSENT, None
        verdict, claims = self._read(key)
        if claims is None:
            return verdict, None
        for verdict, holds in (
            (KeyVerdict.EXPIRED, claims.expires is not None and now >= claims.expires),
            (KeyVerdict.OTHER_USER, user_id not in (None, claims.user_id)),
            (KeyVerdict.OTHER_PROJECT, project_id not in (None, claims.project_id)),
            (KeyVerdict.ENDED, has_ended(claims.session_id)),
        ):
            if holds:
                return verdict, claims
        return KeyVerdict.GOOD, claims

    def _read(self, key: str) -> tuple[KeyVerdict, Claims | None]:
        """Check form, algorithm and signature. Expiry is judged above, against the given time."""
        import jwt

        try:
            if jwt.get_unverified_header(key).get("alg") != ALGORITHM:
                return KeyVerdict.ALGORITHM, None
            payload = jwt.decode(
                key,
                self.secret,
                algorithms=[ALGORITHM],
                options={"verify_exp": False, "verify_iat": False, "verify_nbf": False},
            )
        except jwt.InvalidSignatureError:
            return KeyVerdict.SIGNATURE, None
        except (jwt.PyJWTError, ValueError, RecursionError):  # early releases lack the last one
            return KeyVerdict.MALFORMED, None
        claims = _claims(payload)
        return (KeyVerdict.GOOD, claims) if claims else (KeyVerdict.MALFORMED, None)


def _claims(payload: JSONObject) -> Claims | None:
    """Read the claims, or return ``None`` if one is missing or has another type."""
    strings = [payload.get(name) for name in ("sub", "project", "session", "jti")]
    environment, issued, expires = (payload.get(name) for name in ("environment", "iat", "exp"))
    if not all(isinstance(value, str) for value in strings) or not isinstance(issued, int):
        return None
    if not isinstance(environment, str | None) or not isinstance(expires, int | None):
        return None
    user, project, session, key_id = map(str, strings)
    return Claims(
        user_id=user,
        project_id=project,
        environment_id=environment,
        session_id=session,
        issued=issued,
        expires=expires,
        key_id=key_id,
    )
