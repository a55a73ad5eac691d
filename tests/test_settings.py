"""Options: declared once, read from text, checked, and named when they are wrong."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from vfmock.errors import SettingError
from vfmock.settings import PREFIX, Settings, from_environment, options, parse_option
from vfmock.types import Duration


def test_defaults_are_good_for_a_test() -> None:
    settings = Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 0)
    assert settings.fallback is None
    assert settings.key_lifetime == Duration(86400.0)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


def test_every_option_has_a_help_text() -> None:
    listed = list(options())
    assert [name for name, _, _ in listed] == [field.name for field in dataclasses.fields(Settings)]
    assert all(help_text for _, _, help_text in listed)
    assert {name: default for name, default, _ in listed} == dataclasses.asdict(Settings())


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("host", "::1", "::1"),
        ("port", "3000", 3000),
        ("scenario", "pizza.yaml", "pizza.yaml"),
        ("fallback", "echo", "echo"),
        ("fallback", "no-match", "no-match"),
        ("seed", "-7", -7),
        ("concurrency", "queue", "queue"),
        ("secret", "x" * 32, "x" * 32),
        ("key_lifetime", "30m", 1800.0),
        ("api_keys", "VF.DM.a, VF.DM.b,", ("VF.DM.a", "VF.DM.b")),
        ("api_keys", "", ()),
        ("require_authorization", "true", True),
        ("require_authorization", "False", False),
        ("ping_interval", "2s", 2.0),
        ("ping_timeout", "500ms", 0.5),
        ("max_payload", "1000", 1000),
        ("journal_limit", "5", 5),
        ("widget", "true", True),
        ("widget_bundle", "bundle.mjs", "bundle.mjs"),
    ],
)
def test_an_option_is_read_from_text(name: str, text: str, value: Any) -> None:
    assert parse_option(name, text) == value


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("port", "many", "'port': wanted a whole number, got 'many'"),
        ("seed", "1.5", "'seed': wanted a whole number, got '1.5'"),
        (
            "fallback",
            "ecko",
            "'fallback': wanted one of strict, no-match, echo, got 'ecko', did you mean 'echo'",
        ),
        (
            "key_lifetime",
            "a day",
            "'key_lifetime': wanted a number of seconds or a duration such as 500ms,"
            " 30s, 5m or 2h, got 'a day'",
        ),
        (
            "require_authorization",
            "perhaps",
            "'require_authorization': wanted one of true, false, got 'perhaps'",
        ),
    ],
)
def test_a_wrong_value_is_named(name: str, text: str, problem: str) -> None:
    with pytest.raises(SettingError) as caught:
        parse_option(name, text)
    assert str(caught.value) == problem


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"prot": 1}, "unknown setting 'prot', did you mean 'port'"),
        ({"zzz": 1}, "unknown setting 'zzz' (known: admin_token, agents, "),
        ({"secret": "short"}, "'secret' has 32 characters or more (HS256 asks for them), not 5"),
        ({"secret": b"bytes"}, "'secret' is a string, not b'bytes'"),
        ({"host": 7}, "'host' is a string, not 7"),
        ({"host": None}, "'host' can't be None"),
        ({"ping_interval": 0.0005}, "'ping_interval' is from 0.001 to "),
        ({"ping_interval": float("inf")}, "'ping_interval' is a number, not inf"),
        ({"key_lifetime": -5}, "'key_lifetime' is from 0.001 to "),
        ({"seed": True}, "'seed' is a number, not True"),
        ({"seed": "abc"}, "'seed': wanted a whole number, got 'abc'"),
        ({"port": -1}, "'port' is from 0 to 65535, not -1"),
        ({"port": 65536}, "'port' is from 0 to 65535, not 65536"),
        ({"max_payload": 0}, "'max_payload' is from 1 to "),
        ({"autojump": True}, "'autojump' is for clock='mock': a real clock passes by itself"),
        ({"time_scale": 0}, "'time_scale' is from 0.001 to 100000, not 0"),
        (
            {"widget_bundle": "a.mjs"},
            "'widget_bundle' is for widget=True: without it there is no page",
        ),
        (
            {"widget": True, "widget_bundle": " "},
            "'widget_bundle' is the path of a file, not ' '",
        ),
        ({"widget": True, "widget_bundle": 7}, "'widget_bundle' is a string, not 7"),
        ({"instances": 0}, "'instances' is from 1 to 100, not 0"),
        ({"journal_limit": 10**20}, "'journal_limit' is from 0 to "),
        (
            {"fallback": "Strict"},
            "'fallback': wanted one of strict, no-match, echo, got 'Strict', did you mean 'strict'",
        ),
        (
            {"concurrency": "que"},
            "'concurrency': wanted one of interleave, queue, reject, got 'que',"
            " did you mean 'queue'",
        ),
    ],
)
def test_wrong_settings_are_refused(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(SettingError) as caught:
        Settings().but(**changes)
    assert str(caught.value).startswith(problem)


def test_a_copy_of_the_settings_can_have_changes() -> None:
    one = Settings(seed=1)
    other = one.but(port=65535, fallback="echo")
    assert (other.seed, other.port, other.fallback) == (1, 65535, "echo")
    assert one.port == 0


def test_a_keyword_takes_the_same_text_as_a_flag() -> None:
    as_text: dict[str, Any] = {"port": "80"}
    settings = Settings(key_lifetime="1h", api_keys="VF.DM.a", **as_text)
    assert settings.key_lifetime == Duration(3600.0)
    assert (settings.api_keys, settings.port) == (("VF.DM.a",), 80)


def test_names_can_be_given_as_any_sequence() -> None:
    assert Settings(api_keys=["a", "b"]).api_keys == ("a", "b")


def test_the_length_of_the_secret_is_counted_in_bytes() -> None:
    assert Settings(secret="é" * 16).secret == "é" * 16


def test_the_environment_sets_the_options_that_it_names() -> None:
    environment = {"VFMOCK_SEED": "7", "VFMOCK_API_KEYS": "a,b", "SEED": "8", "VFMOCK_OTHER": "x"}
    assert from_environment(environment) == {"seed": 7, "api_keys": ("a", "b")}
    assert from_environment({}) == {}


@pytest.mark.parametrize("text", ["", " ", "\t"])
def test_an_empty_variable_sets_nothing(text: str) -> None:
    assert from_environment({PREFIX + name.upper(): text for name, _, _ in options()}) == {}


@pytest.mark.parametrize("host", ["", " ", "\n"])
def test_an_empty_host_is_refused(host: str) -> None:
    with pytest.raises(SettingError) as raised:
        Settings(host=host)
    assert str(raised.value) == f"'host' is an address or a name, not {host!r}"


def test_a_wrong_variable_is_named() -> None:
    with pytest.raises(SettingError, match="'port': wanted a whole number, got 'x'"):
        from_environment({f"{PREFIX}PORT": "x"})
