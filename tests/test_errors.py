"""Errors: the message of each, and how the nearest known word is found."""

from __future__ import annotations

import re

import pytest

from vfmock import errors
from vfmock.errors import (
    DuplicateName,
    Place,
    ScenarioError,
    ScenarioWarning,
    ServerError,
    SettingError,
    TemplateError,
    UnknownMethod,
    UnknownName,
    VerificationError,
    VfmockError,
    failed,
    nearest,
    suggest,
)

MADE = [
    one
    for one in vars(errors).values()
    if isinstance(one, type) and issubclass(one, Exception) and not issubclass(one, Warning)
]
"""Every error of the module."""


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (VfmockError("anything"), "anything"),
        (ScenarioError("no state 'x'"), "no state 'x'"),
        (ScenarioError("no state 'x'", Place("a.yaml", 3, 7)), "a.yaml:3:7: no state 'x'"),
        (SettingError("'port' is wrong"), "'port' is wrong"),
        (TemplateError("'{{': unexpected end"), "'{{': unexpected end"),
        (DuplicateName("two steps are named 'x'"), "two steps are named 'x'"),
        (
            UnknownName("step", "txt", ["text", "end"]),
            "unknown step 'txt', did you mean 'text' (known: end, text)",
        ),
        (UnknownName("step", "x", []), "unknown step 'x'"),
        (ServerError("not running"), "not running"),
        (VerificationError("expected …"), "expected …"),
    ],
)
def test_an_error_has_its_message(error: VfmockError, message: str) -> None:
    assert str(error) == message


def test_an_error_has_its_data_in_attributes() -> None:
    place = Place("a.yaml", 3, 7)
    scenario = ScenarioError("wrong", place)
    assert (scenario.problem, scenario.place) == ("wrong", place)
    unknown = UnknownName("step", "x", iter(["b", "a"]))
    assert (unknown.noun, unknown.name, unknown.known) == ("step", "x", ("b", "a"))


def test_one_base_class_catches_all_errors() -> None:
    assert [one for one in MADE if not issubclass(one, VfmockError)] == []


def test_the_tree_in_the_docstring_has_every_error() -> None:
    kinds = {one.__name__ for one in MADE}
    assert set(re.findall(r"[├└]─ (\w+)", errors.__doc__ or "")) == kinds - {"VfmockError"}


def test_some_errors_are_also_built_in_errors_of_python() -> None:
    assert issubclass(VerificationError, AssertionError)
    assert issubclass(UnknownName, KeyError)
    assert issubclass(UnknownMethod, AttributeError)
    assert issubclass(ScenarioWarning, UserWarning)


def test_a_place_is_written_in_the_form_that_editors_read() -> None:
    assert str(Place("agents/pizza.yaml", 12, 3)) == "agents/pizza.yaml:12:3"


def _pick(action: object) -> bool:
    raise ValueError("wrong size")


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (_pick, "_pick raised ValueError: wrong size"),
        (7, "7 raised ValueError: wrong size"),
    ],
)
def test_the_message_for_an_error_in_a_function_names_the_function(
    function: object, message: str
) -> None:
    assert failed(function, ValueError("wrong size")) == message


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("launch", "launch"),
        ("LAUNCH", "launch"),
        ("lunch", "launch"),
        ("audioevents", "audioEvents"),
        ("completely different", None),
        ("", None),
    ],
)
def test_the_nearest_word_is_found(word: str, near: str | None) -> None:
    assert nearest(word, ["text", "launch", "audioEvents"]) == near


def test_no_word_is_near_when_there_are_no_words() -> None:
    assert nearest("launch", []) is None


MANY = [f"name{n:02d}" for n in range(13)]


@pytest.mark.parametrize(
    ("word", "known", "tail"),
    [
        ("lunch", ["text", "launch"], ", did you mean 'launch' (known: launch, text)"),
        ("zzz", ["text", "launch"], " (known: launch, text)"),
        ("zzz", [], ""),
        ("name07", MANY[:12], f", did you mean 'name07' (known: {', '.join(MANY[:12])})"),
        ("name07", MANY, ", did you mean 'name07'"),
        ("zzz", MANY, f" (known: {', '.join(MANY)})"),
    ],
)
def test_a_message_ends_with_the_nearest_or_the_known_words(
    word: str, known: list[str], tail: str
) -> None:
    assert suggest(word, reversed(known)) == tail
