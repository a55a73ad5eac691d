"""Wrong keys: how they are made from a right one, and what a server's answer to them proves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jwt
import pytest

from tests.checks.probe.socketio.test_run import BRIEF, check, detail, points
from vfmock import MockServer, end, text
from vfmock.checks.probe.socketio import keys as keys_module
from vfmock.checks.probe.socketio import run as run_module
from vfmock.checks.probe.socketio.keys import WRONG_KEYS, NoJWT, changed, foreign, lifetime
from vfmock.core import session_keys
from vfmock.types import JSONObject

pytestmark = pytest.mark.slow

CLAIMS = {"sub": "ada", "session": "s1", "iat": 1000, "exp": 1060}
SECRET = "a secret of 32 characters or more"
RIGHT = jwt.encode(CLAIMS, SECRET, algorithm="HS256")


@pytest.fixture(autouse=True)
def _brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Timeouts are short in these tests."""
    monkeypatch.setattr(run_module, "SETTLE", 0.02)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MockServer]:
    """A server whose keys are good for three seconds, which pass when the probe waits for them."""
    with MockServer("support", key_lifetime=3, clock="mock") as server:

        async def wait(seconds: float) -> None:
            assert 0 < seconds <= 4
            server.clock.advance(4)

        monkeypatch.setattr(keys_module, "sleep", wait)
        yield server


def claims_of(key: str) -> JSONObject:
    claims: JSONObject = jwt.decode(key, options={"verify_signature": False})
    return claims


# The keys.


def test_a_changed_key_has_the_old_signature_under_other_claims() -> None:
    made = changed(RIGHT)
    assert made.split(".")[::2] == RIGHT.split(".")[::2]
    assert {**claims_of(made), "jti": None} == {**CLAIMS, "jti": None}
    assert claims_of(made) != CLAIMS
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(made, SECRET, algorithms=["HS256"], options={"verify_exp": False})


def test_a_foreign_key_has_a_signature_of_another_secret() -> None:
    assert {**claims_of(foreign(RIGHT)), "jti": None} == {**CLAIMS, "jti": None}
    assert foreign(RIGHT) != foreign(RIGHT)
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(foreign(RIGHT), SECRET, algorithms=["HS256"], options={"verify_exp": False})


@pytest.mark.parametrize(
    ("claims", "seconds"),
    [
        (CLAIMS, 60),
        ({"iat": 1}, None),
        ({"exp": 1}, None),
        ({"iat": "1", "exp": 2}, None),
        ({"iat": 1, "exp": "2"}, None),
    ],
)
def test_the_lifetime_is_from_the_claims(claims: JSONObject, seconds: float | None) -> None:
    assert lifetime(jwt.encode(claims, SECRET, algorithm="HS256")) == seconds


@pytest.mark.parametrize("key", ["", "opaque", "a.b", "a.b.c", "a.b.c.d", "é.é.é"])
@pytest.mark.parametrize("make", [changed, foreign, lifetime])
def test_a_key_that_is_no_jwt_is_told_from_one(make: Any, key: str) -> None:
    with pytest.raises(NoJWT):
        make(key)


# The answers.


def test_a_server_that_refuses_wrong_keys_meets_the_points(server: MockServer) -> None:
    checked = check(server.url)
    assert points(checked, "not met") == set()
    assert set(WRONG_KEYS) <= points(checked, "met")
    for point in WRONG_KEYS:
        assert detail(checked, point) == "got newSessionRequired true"
    notes = [entry.payload for entry in server.journal.notes("session_key")]
    changed_or_foreign = "the key is signed with another secret or was changed"
    assert [changed_or_foreign, changed_or_foreign, "the key has expired"] == notes[-3:]


def test_keys_are_tried_in_a_new_session_if_the_conversation_has_ended(server: MockServer) -> None:
    server.on.text("Hello").reply(text("Bye."), end())
    server.on.launch().reply(text("Hi."), end())
    checked = check(server.url)
    assert points(checked, "not met") == set()
    assert set(WRONG_KEYS) <= points(checked, "met")


def test_a_server_that_checks_no_signature_breaks_the_points(
    server: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(_: object, key: str) -> Any:
        return session_keys.KeyVerdict.GOOD, session_keys._claims(claims_of(key))

    monkeypatch.setattr(session_keys.SessionKeys, "_read", read)
    checked = check(server.url)
    assert points(checked, "not met") == {"rule.key.changed", "rule.key.foreign"}
    told = "wanted newSessionRequired true, got false: the key resumed the session"
    assert detail(checked, "rule.key.foreign") == told


def test_a_server_that_forgets_the_expiry_breaks_the_point(
    server: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def wait(_: float) -> None:
        """The server's clock stands still."""

    monkeypatch.setattr(keys_module, "sleep", wait)
    checked = check(server.url)
    assert points(checked, "not met") == {"rule.key.expired"}


@pytest.mark.parametrize(
    ("fault", "outcome", "told"),
    [
        ("client.started missing", "not met", "wanted newSessionRequired true, got nothing within"),
        ("transport close", "met", "the connection was lost: "),
        ("client.started invalid", "met", "got newSessionRequired true"),
    ],
)
def test_what_came_is_told(server: MockServer, fault: str, outcome: str, told: str) -> None:
    server.faults.add(fault, on="client.start", nth=4)  # after one for each transport
    checked = check(server.url, patience=BRIEF)
    assert "rule.key.changed" in points(checked, outcome)
    assert detail(checked, "rule.key.changed").startswith(told)


def test_no_point_about_keys_is_met_if_the_right_key_resumes_nothing(server: MockServer) -> None:
    server.faults.add("new session required", times="always")
    checked = check(server.url)
    assert set(WRONG_KEYS) <= points(checked, "not tried")
    assert detail(checked, "rule.key.changed") == "the right key resumes no session"


def test_a_key_that_is_no_jwt_is_not_changed(
    server: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def claims(key: str) -> JSONObject:
        raise NoJWT("Not enough segments")

    monkeypatch.setattr(keys_module, "_claims", claims)
    checked = check(server.url)
    assert set(WRONG_KEYS) <= points(checked, "not tried")
    assert detail(checked, "rule.key.expired") == "the sessionKey is no JWT: Not enough segments"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (86400, "the sessionKey is good for 86400 s, longer than 5 s (--timeout)"),
        (None, "the sessionKey does not say when it expires"),
    ],
)
def test_an_expiry_that_is_far_is_not_awaited(seconds: float | None, told: str) -> None:
    with MockServer("support", key_lifetime=seconds) as server:
        checked = check(server.url)
    assert "rule.key.expired" in points(checked, "not tried")
    assert detail(checked, "rule.key.expired") == told
