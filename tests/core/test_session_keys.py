"""Session keys: JWTs, good for the session that they name and for nothing else."""

from __future__ import annotations

import base64
import json
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.builders import NOW
from vfmock.core.session_keys import Claims, KeyVerdict, SessionKeys

SECRET = b"a secret of thirty-two bytes or more"
OTHER_SECRET = b"another secret that is as long as it"
CLAIMS: dict[str, Any] = {
    "sub": "u",
    "project": "p",
    "session": "s1",
    "iat": int(NOW),
    "jti": "k1",
}


def issue(keys: SessionKeys | None = None, **given: Any) -> str:
    """A key for session ``s1`` of user ``u`` in project ``p``."""
    keys = keys or SessionKeys(SECRET, 60)
    known = {"user_id": "u", "project_id": "p", "environment_id": None, "session_id": "s1"}
    return keys.issue(**{**known, "now": NOW, "key_id": "k1", **given})


def signed(claims: dict[str, Any], secret: bytes = SECRET) -> str:
    """A key that says anything."""
    return jwt.encode(claims, secret, algorithm="HS256")


def signed_bytes(payload: bytes) -> str:
    """A key that says what PyJWT would not sign: it looks at claims when it encodes, too."""
    return jwt.PyJWS().encode(payload, SECRET, algorithm="HS256")


def judge(key: str | None, **given: Any) -> tuple[KeyVerdict, Claims | None]:
    """Judge a key at ``NOW``, for user ``u`` of project ``p``, of whom no session has ended."""
    known = {"user_id": "u", "project_id": "p", "now": NOW, "has_ended": lambda session_id: False}
    return SessionKeys(SECRET, 60).judge(key, **{**known, **given})


def encoded(part: bytes) -> str:
    """One of the three parts of a JWT."""
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


# Good keys.


def test_a_key_is_good_for_its_own_session() -> None:
    assert judge(issue(environment_id="main")) == (
        KeyVerdict.GOOD,
        Claims(
            user_id="u",
            project_id="p",
            environment_id="main",
            session_id="s1",
            issued=int(NOW),
            expires=int(NOW) + 60,
            key_id="k1",
        ),
    )


def test_a_key_is_a_jwt_that_names_the_user_and_the_session() -> None:
    claims = jwt.decode(issue(), SECRET, algorithms=["HS256"], options={"verify_exp": False})
    assert claims == {**CLAIMS, "exp": int(NOW) + 60}
    assert jwt.get_unverified_header(issue()) == {"alg": "HS256", "typ": "JWT"}


def test_a_key_without_a_lifetime_is_always_good() -> None:
    key = issue(SessionKeys(SECRET))
    verdict, claims = judge(key, now=NOW * 100)
    assert verdict is KeyVerdict.GOOD
    assert claims is not None
    assert claims.expires is None


def test_the_same_input_gives_the_same_key() -> None:
    assert issue() == issue()
    assert issue() != issue(key_id="k2")


@given(st.text(st.characters()), st.text(st.characters()))
def test_ids_may_be_any_text_even_lone_surrogates(user_id: str, project_id: str) -> None:
    key = issue(user_id=user_id, project_id=project_id)
    verdict, claims = judge(key, user_id=user_id, project_id=project_id)
    assert verdict is KeyVerdict.GOOD
    assert claims is not None
    assert (claims.user_id, claims.project_id) == (user_id, project_id)


def test_a_key_alone_is_good_for_whoever_it_names() -> None:
    verdict, claims = judge(issue(), user_id=None, project_id=None)
    assert verdict is KeyVerdict.GOOD
    assert claims is not None
    assert (claims.user_id, claims.project_id) == ("u", "p")


def test_a_key_issued_in_the_future_is_good() -> None:
    assert judge(issue(now=NOW + 30))[0] is KeyVerdict.GOOD


def test_another_server_with_the_same_secret_takes_a_key() -> None:
    other = SessionKeys(SECRET, None)
    arguments: dict[str, Any] = {"user_id": "u", "project_id": "p", "now": NOW}
    assert other.judge(issue(), **arguments, has_ended=lambda _: False)[0] is KeyVerdict.GOOD


# When a key expires.


@pytest.mark.parametrize(
    ("later", "verdict"),
    [
        (59, KeyVerdict.GOOD),
        (59.999, KeyVerdict.GOOD),
        (60, KeyVerdict.EXPIRED),
        (60.001, KeyVerdict.EXPIRED),
        (1e9, KeyVerdict.EXPIRED),
    ],
)
def test_a_key_expires_at_the_exact_second(later: float, verdict: KeyVerdict) -> None:
    assert judge(issue(), now=NOW + later)[0] is verdict


def test_an_expired_key_still_names_its_user_and_session() -> None:
    verdict, claims = judge(issue(), now=NOW + 60)
    assert verdict is KeyVerdict.EXPIRED
    assert claims is not None
    assert claims.session_id == "s1"


# Keys that another server issued.


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ({"user_id": "v"}, KeyVerdict.OTHER_USER),
        ({"project_id": "q"}, KeyVerdict.OTHER_PROJECT),
        ({"has_ended": lambda session_id: session_id == "s1"}, KeyVerdict.ENDED),
        # Of several, the first in this order is noted.
        ({"project_id": "q", "has_ended": lambda session_id: True}, KeyVerdict.OTHER_PROJECT),
        ({"user_id": "v", "project_id": "q"}, KeyVerdict.OTHER_USER),
        ({"user_id": "v", "now": NOW + 60}, KeyVerdict.EXPIRED),
    ],
)
def test_a_key_for_another_user_project_or_session_is_refused(
    given: dict[str, Any], verdict: KeyVerdict
) -> None:
    assert judge(issue(), **given)[0] is verdict


# Texts that are not keys.


@pytest.mark.parametrize("key", [None, ""])
def test_a_missing_key_is_absent(key: str | None) -> None:
    assert judge(key) == (KeyVerdict.ABSENT, None)


@pytest.mark.parametrize(
    ("algorithm", "secret"), [("HS384", SECRET * 2), ("HS512", SECRET * 2), ("none", "")]
)
def test_a_key_with_another_algorithm_is_refused(algorithm: str, secret: str | bytes) -> None:
    assert judge(jwt.encode(CLAIMS, secret, algorithm)) == (KeyVerdict.ALGORITHM, None)


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "NONE"}, {"alg": ["HS256"]}, {}])
def test_a_key_whose_header_names_another_algorithm_is_refused(header: dict[str, Any]) -> None:
    _, payload, signature = issue().split(".")
    for end in (signature, ""):
        key = f"{encoded(json.dumps(header).encode())}.{payload}.{end}"
        assert judge(key) == (KeyVerdict.ALGORITHM, None)


def test_a_key_with_another_secret_is_refused() -> None:
    assert judge(signed(CLAIMS, OTHER_SECRET)) == (KeyVerdict.SIGNATURE, None)


def test_a_changed_key_is_refused() -> None:
    header, _, signature = issue().split(".")
    payload = encoded(json.dumps({**CLAIMS, "sub": "v"}).encode())
    assert judge(f"{header}.{payload}.{signature}") == (KeyVerdict.SIGNATURE, None)


def test_a_key_without_its_signature_is_refused() -> None:
    header, payload, _ = issue().split(".")
    assert judge(f"{header}.{payload}.") == (KeyVerdict.SIGNATURE, None)


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("character", ["A", "_", "=", "!", "\ud800", "ä"])
def test_any_change_anywhere_is_noticed(place: int, character: str) -> None:
    parts = issue().split(".")
    part = parts[place]
    parts[place] = part[:5] + character + part[6:]
    assert parts[place] != part
    verdict, claims = judge(".".join(parts))
    assert verdict in (KeyVerdict.SIGNATURE, KeyVerdict.MALFORMED, KeyVerdict.ALGORITHM)
    assert claims is None


@pytest.mark.parametrize(
    "key",
    [
        "garbage",
        ".",
        "..",
        "a.b.c",
        "....",
        "\ud800",
        "\0",
        "👍",
        "x" * 100_000,
        f"{encoded(b'[]')}.e30.x",
        f"{encoded(b'7')}.e30.x",
        f"{encoded(b'{')}.e30.x",
        f"{encoded(b'[' * 100_000)}.e30.x",
    ],
)
def test_a_text_that_is_no_jwt_is_malformed(key: str) -> None:
    assert judge(key) == (KeyVerdict.MALFORMED, None)


@given(st.text(st.characters()))
def test_any_text_gets_a_verdict(key: str) -> None:
    verdict, claims = judge(key)
    assert verdict in (KeyVerdict.MALFORMED, KeyVerdict.ABSENT)
    assert claims is None


def test_a_key_with_too_deep_nesting_is_malformed() -> None:
    assert judge(signed_bytes(b'{"a":' * 100_000)) == (KeyVerdict.MALFORMED, None)


# Claims.


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_key_with_a_missing_claim_is_malformed(claim: str) -> None:
    claims = {name: value for name, value in CLAIMS.items() if name != claim}
    assert judge(signed(claims)) == (KeyVerdict.MALFORMED, None)


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("project", 7),
        ("project", None),
        ("session", ["s1"]),
        ("sub", 7),
        ("jti", 7),
        ("iat", "yesterday"),
        ("iat", 1.5),
        ("iat", None),
        ("exp", "tomorrow"),
        ("exp", 1.5),
        ("environment", 7),
    ],
)
def test_a_key_with_a_claim_of_the_wrong_type_is_malformed(claim: str, value: Any) -> None:
    payload = json.dumps({**CLAIMS, claim: value}).encode()
    assert judge(signed_bytes(payload)) == (KeyVerdict.MALFORMED, None)


@pytest.mark.parametrize("payload", [b"[]", b"7", b"null", b"not JSON", b"\xff"])
def test_a_payload_that_is_no_object(payload: bytes) -> None:
    assert judge(signed_bytes(payload)) == (KeyVerdict.MALFORMED, None)


@pytest.mark.parametrize("claim", ["exp", "environment"])
def test_a_claim_may_be_null_where_that_is_allowed(claim: str) -> None:
    payload = json.dumps({**CLAIMS, claim: None}).encode()
    assert judge(signed_bytes(payload))[0] is KeyVerdict.GOOD


def test_unknown_claims_are_ignored() -> None:
    assert judge(signed({**CLAIMS, "nbf": int(NOW) + 999, "iss": "x"}))[0] is KeyVerdict.GOOD
