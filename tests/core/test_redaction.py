import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vfmock.core.redaction import is_secret, placeholder, redacted, redacted_text

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["sessionKey", "token", "a", "tokens"]), inner)
    ),
)


@pytest.mark.parametrize(
    "name",
    [
        "authorization",
        "Authorization",
        "Proxy-Authorization",
        "sessionKey",
        "session_key",
        "X-Api-Key",
        "apiKey",
        "apikey",
        "api_key",
        "Cookie",
        "Set-Cookie",
        "token",
        "access_token",
        "accessToken",
        "X-CSRF-Token",
        "clientSecret",
        "password",
        "JWT",
    ],
)
def test_knows_the_names_of_secrets(name: str) -> None:
    assert is_secret(name)
    assert redacted({name: "abc"}) == {name: placeholder("abc")}


@pytest.mark.parametrize(
    "name",
    ["user", "userID", "tokens", "queryTokens", "key", "Sec-WebSocket-Key", "auth", "monkey", ""],
)
def test_leaves_other_names_alone(name: str) -> None:
    assert not is_secret(name)
    assert redacted({name: "abc", "n": 5}) == {name: "abc", "n": 5}


def test_equal_secrets_have_equal_placeholders() -> None:
    first, second = redacted({"sessionKey": "a"}), redacted({"deep": [{"token": "a"}]})
    assert first["sessionKey"] == second["deep"][0]["token"]
    assert redacted({"token": "b"})["token"] != first["sessionKey"]


def test_a_placeholder_does_not_hold_the_secret() -> None:
    assert placeholder("abc") == "<redacted ba7816bf8f01>"


def test_redacts_all_that_is_below_a_secret() -> None:
    value = {"credentials": {"user": "me", "list": ["a", {"b": "c"}]}}
    assert redacted(value) == {
        "credentials": {
            "user": placeholder("me"),
            "list": [placeholder("a"), {"b": placeholder("c")}],
        }
    }


def test_keeps_the_scheme_of_an_authorization() -> None:
    assert redacted({"Authorization": "Bearer abc"})["Authorization"] == (
        f"Bearer {placeholder('abc')}"
    )


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (f"the key is {JWT}, isn't it", JWT),
        ("VF.DM.65f1.aB-c is unknown", "VF.DM.65f1.aB-c"),
        ("got Bearer abcdefgh1234 instead", "abcdefgh1234"),
        ("GET /socket.io/?EIO=4&api_key=hush&t=1: nothing", "hush"),
        (f"GET /a?x={JWT}&y=1", JWT),
        ("GET /a?to=http://b/?token=hush&y=1", "hush"),
    ],
)
def test_finds_secrets_in_a_text(text: str, hidden: str) -> None:
    assert redacted_text(text) == text.replace(hidden, placeholder(hidden))
    assert redacted({"text": [text]}) == {"text": [redacted_text(text)]}


@pytest.mark.parametrize("part", ["-eyJ", "eyJa.", "?a=", "bearer ", "VF.AB", "?token=", "basic"])
def test_searches_a_long_text_in_proportion_to_its_length(part: str) -> None:
    # A search in the square of the length would take hours. There is no bound in time.
    redacted_text(part * 500_000)


def test_a_number_stays_a_number() -> None:
    whole, half = redacted({"password": 12345}), redacted({"password": 1.5})
    assert isinstance(whole["password"], int)
    assert whole["password"] != 12345
    assert isinstance(half["password"], float)
    assert half["password"] != 1.5


@pytest.mark.parametrize("nothing", [None, True, False, "", [], {}])
def test_what_tells_nothing_stays(nothing: object) -> None:
    assert redacted({"token": nothing}) == {"token": nothing}


@given(VALUES)
def test_redacting_twice_changes_nothing_more_of_texts(value: object) -> None:
    def no_numbers(one: object) -> object:
        if isinstance(one, list):
            return [no_numbers(part) for part in one]
        if isinstance(one, dict):
            return {key: no_numbers(part) for key, part in one.items()}
        return str(one) if type(one) is int else one

    once = redacted(no_numbers(value))
    assert redacted(once) == once


@given(st.text(min_size=4))
def test_a_secret_is_nowhere_in_what_is_left(secret: str) -> None:
    secret = f"s-{secret}-s"
    left = json.dumps(redacted({"a": [{"apiKey": secret}], "cookie": secret}), ensure_ascii=False)
    assert json.dumps(secret, ensure_ascii=False)[1:-1] not in left
