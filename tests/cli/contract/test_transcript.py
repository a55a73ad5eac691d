"""``vfmock contract transcript``, and what all ``vfmock contract`` commands have in common."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from tests.checks.lifecycle.tape import good
from tests.checks.transcripts import as_bytes, record
from tests.cli.program import run
from vfmock.cli.main import cli


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A good transcript, one of the mock, a bad one and one with a fault."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.jsonl").write_bytes(as_bytes(good().entries))
    (tmp_path / "mock.jsonl").write_bytes(as_bytes(record(3)))
    (tmp_path / "bad.jsonl").write_bytes(as_bytes(good().twice("m1 completed").entries))
    tape = good().twice("m1 completed")
    tape["m1 completed"]["fault"] = "duplicate"
    (tmp_path / "fault.jsonl").write_bytes(as_bytes(tape.entries))
    return tmp_path


def check(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["contract", "transcript", *arguments])


def test_good_transcripts_are_exit_code_0(files: Path) -> None:
    result = check("good.jsonl", "mock.jsonl")
    assert result.exit_code == 0
    assert result.output.splitlines()[0] == "good.jsonl: 58 lines on 4 connections: ok"
    assert result.output.splitlines()[1].startswith("mock.jsonl: ")


def test_a_finding_is_exit_code_1_and_names_its_line(files: Path) -> None:
    result = check("good.jsonl", "bad.jsonl")
    assert result.exit_code == 1
    assert result.output.startswith("bad.jsonl:10: error: an action is completed once: got ")
    assert "\nbad.jsonl: 59 lines on 4 connections: 1 error\n" in result.output


def test_the_effects_of_faults_are_exempt(files: Path) -> None:
    result = check("fault.jsonl")
    assert result.exit_code == 0
    assert result.output.endswith("exempt: 1 line made by faults\n")


def test_a_file_that_is_not_there_is_a_finding_and_the_others_are_checked(files: Path) -> None:
    result = check("nowhere.jsonl", "bad.jsonl")
    assert result.exit_code == 1
    assert "nowhere.jsonl: error: can't be read: No such file or directory" in result.output
    assert "bad.jsonl:10: " in result.output
    assert "Is a directory" in check(".").output


@pytest.mark.parametrize("name", ["text", "json", "junit", "github"])
def test_every_format_has_its_exit_code(files: Path, name: str) -> None:
    assert check("good.jsonl", "--format", name).exit_code == 0
    assert check("bad.jsonl", "--format", name).exit_code == 1


def test_json_can_be_read_by_programs(files: Path) -> None:
    report = json.loads(check("bad.jsonl", "--format", "json").stdout)
    assert report["check"] == "contract.transcript"
    assert report["checked"][0]["findings"][0]["rule"] == "completed.once"


def test_junit_can_be_read_by_parsers(files: Path) -> None:
    root = ElementTree.fromstring(check("bad.jsonl", "--format", "junit").stdout)
    assert [one.get("type") for one in root.iter("failure")] == ["completed.once"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["transcript"], "Missing argument 'FILE...'"),
        (["transcript", "x", "--format", "xml"], "'xml' is not one of"),
        (["transcrpt", "x"], "no command 'transcrpt', did you mean 'transcript'"),
        ([], "Usage: "),
    ],
)
def test_a_wrong_call_is_exit_code_2(arguments: list[str], problem: str) -> None:
    result = CliRunner().invoke(cli, ["contract", *arguments])
    assert result.exit_code == 2
    assert problem in result.output


def test_the_command_runs_as_a_program(files: Path) -> None:
    done = run("contract", "transcript", str(files / "bad.jsonl"))
    assert done.returncode == 1
    assert done.stderr == ""
    assert "[completed.once, server, c1]" in done.stdout


def test_the_group_lists_its_commands() -> None:
    result = CliRunner().invoke(cli, ["contract", "--help"])
    assert result.exit_code == 0
    assert "\n  transcript " in result.output
