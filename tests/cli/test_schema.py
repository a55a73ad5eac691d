"""``vfmock schema``."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from tests.cli.program import run
from tests.folders import SCHEMAS
from vfmock.cli.commands import schema as module
from vfmock.cli.main import cli
from vfmock.contract import Contract, load_contract


def schema(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["schema", *arguments])


def test_the_command_without_a_name_lists_all_schemas_with_titles() -> None:
    result = schema()
    assert result.exit_code == 0
    listed = {line.split()[0]: line.split(maxsplit=1)[1:] for line in result.output.splitlines()}
    schemas = load_contract().schemas
    documents = {
        "openapi": ["Voiceflow runtime over HTTP"],
        "documented/asyncapi": ["Voiceflow runtime, Interact (socket)"],
    }
    assert listed == {name: [one["title"]] for name, one in schemas.items()} | documents
    assert len(listed) >= 22


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("client.start", "documented/client-events/client.start.json"),
        ("documented/client-events/client.start", "documented/client-events/client.start.json"),
        ("client-events/client.start", "documented/client-events/client.start.json"),
        ("action.trace", "documented/server-events/action.trace.json"),
        ("launch", "actions/launch.json"),
        ("actions/text", "actions/text.json"),
        ("actions/path-.json", "actions/path-.json"),
    ],
)
def test_the_command_prints_a_schema(name: str, file: str) -> None:
    result = schema(name)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == json.loads((SCHEMAS / file).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("openapi", "openapi.yaml"),
        ("openapi.yaml", "openapi.yaml"),
        ("asyncapi", "documented/asyncapi.yaml"),
        ("documented/asyncapi", "documented/asyncapi.yaml"),
    ],
)
def test_the_command_prints_a_document(name: str, file: str) -> None:
    result = schema(name)
    assert result.exit_code == 0
    assert result.stdout == (SCHEMAS / file).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("openapy", "no schema 'openapy': did you mean 'openapi'?"),
        ("client.strat", "no schema 'client.strat': did you mean 'client.start'?"),
        ("action/launch", "no schema 'action/launch': did you mean 'actions/launch'?"),
        ("xyzzy", "no schema 'xyzzy': `vfmock schema` lists them"),
    ],
)
def test_an_unknown_name_is_exit_code_2_and_names_the_nearest(name: str, problem: str) -> None:
    result = schema(name)
    assert result.exit_code == 2
    assert f"Error: {problem}\n" in result.output


def test_an_ambiguous_name_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    contract = Contract({name: {"title": "x"} for name in ("actions/text", "traces/text")})
    monkeypatch.setattr(module, "load_contract", lambda: contract)
    result = schema("text")
    assert result.exit_code == 2
    problem = "'text' is the name of 2 schemas: say 'actions/text' or 'traces/text'"
    assert f"Error: {problem}\n" in result.output
    assert schema("traces/text").exit_code == 0


def test_a_schema_without_a_title_is_listed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "load_contract", lambda: Contract({"scenario": {}}))
    assert "scenario" in schema().output.splitlines()


def test_the_command_runs_as_a_program() -> None:
    done = run("schema", "session.created")
    assert done.returncode == 0
    assert json.loads(done.stdout)["title"] == "session.created"
