"""Files: which file is loaded, the errors of a wrong one, the warnings of a doubtful one."""

from __future__ import annotations

import gc
import warnings
from pathlib import Path

import pytest

from vfmock import loading
from vfmock.core.scenario import Scenario
from vfmock.core.traces.text import Text
from vfmock.errors import Place, ScenarioError, ScenarioWarning
from vfmock.loading import load_scenario, parse_scenario

HELLO = "rules:\n  - on: launch\n    reply: [text: Hi]\n"


def problem(path: str | Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    return str(caught.value)


def test_the_public_names_are_those_of_the_list() -> None:
    assert loading.__all__ == [
        "TemplateEngine",
        "analyse",
        "load_preset",
        "load_scenario",
        "parse_fault",
        "parse_scenario",
        "read_scenario",
        "warnings_of",
    ]


def test_a_file_can_be_loaded(tmp_path: Path) -> None:
    file = tmp_path / "pizza.yaml"
    file.write_text(HELLO, encoding="utf-8")
    for path in (file, str(file)):
        [rule] = load_scenario(path).rules
        assert rule.reply == (Text(message="Hi"),)
        assert rule.place == Place(str(file), 2, 5)


def test_the_text_of_a_file_can_be_parsed() -> None:
    assert parse_scenario(HELLO).rules[0].place == Place("<text>", 2, 5)
    assert parse_scenario(HELLO, file="x.yaml").rules[0].place == Place("x.yaml", 2, 5)


@pytest.mark.parametrize("name", ["support", "voice"])
def test_a_bundled_example_can_be_loaded_by_its_name(name: str) -> None:
    assert load_scenario(name).name == name


def test_a_file_comes_before_an_example_of_the_same_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("support").write_text("name: mine", encoding="utf-8")
    assert load_scenario("support") == Scenario(name="mine")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "suport",
            "no file and no example 'suport', did you mean 'support' (examples: support, voice)",
        ),
        (
            "voice.yml",
            "no file and no example 'voice.yml', did you mean 'voice' (examples: support, voice)",
        ),
        ("my/pizza.yaml", "no file and no example 'my/pizza.yaml' (examples: support, voice)"),
        ("a\0b", "no file and no example 'a\\x00b' (examples: support, voice)"),
        ("a" * 5000, f"can't read '{'a' * 5000}': File name too long"),
        (".", "can't read '.': it is no file"),
    ],
)
def test_a_path_that_is_no_file_is_an_error(path: str, message: str) -> None:
    assert problem(path) == message


def test_a_file_that_cannot_be_read_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(HELLO, encoding="utf-8")

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert problem(file) == f"can't read {str(file)!r}: Permission denied"


def test_an_error_names_the_file_as_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_bytes(b"name: \xff")
    assert problem("a.yaml") == "a.yaml:1:7: not UTF-8: byte 0xff at offset 6"


def test_loading_warns_of_a_rule_without_effect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text("rules:\n  - on: any\n  - on: launch\n", encoding="utf-8")
    with pytest.warns(ScenarioWarning) as caught:
        load_scenario("a.yaml")
    assert [(str(one.message), one.filename) for one in caught] == [
        (
            "a.yaml:3:5: rules[1] never takes an action: rules[0] at a.yaml:2:5 takes all that it"
            " could",
            __file__,
        )
    ]


def test_parsing_does_not_warn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        parse_scenario("rules: [{on: any}, {on: launch}]")


def test_the_garbage_collector_is_as_before_after_parsing() -> None:
    parse_scenario(HELLO)
    assert gc.isenabled()
    gc.disable()
    try:
        with pytest.raises(ScenarioError):
            parse_scenario("rules: 5")
        assert not gc.isenabled()
    finally:
        gc.enable()
