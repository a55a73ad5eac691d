"""``--journal``: the journal as JSON lines in a file, which grows with the journal."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cli.program import Program, run_here
from tests.clients.fixtures import ClientFactory
from tests.wire.talk import ready, say
from vfmock import MockServer
from vfmock.cli.main import cli
from vfmock.cli.recording import Recording, RecordingError, as_line
from vfmock.core.journal import Entry, Journal


class Full(io.BytesIO):
    """A file on a disk that is full."""

    def write(self, data: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def entry(payload: object, fault: str = "") -> Entry:
    return Entry(
        at=1.5, direction="in", name="action.send", payload=payload, connection="c1", fault=fault
    )


def test_a_line_has_the_format_of_a_transcript() -> None:
    line = as_line(entry({"a": "é\n"}, fault="latency"))
    assert (
        line
        == (
            '{"at": 1.5, "direction": "in", "name": "action.send", "payload": {"a": "é\\n"}, '
            '"connection": "c1", "session": "", "user": "", "fault": "latency"}\n'
        ).encode()
    )


@pytest.mark.parametrize("text", ["\ud800", "a\udfff\U0001f600", "\ud83d\ude00"])
def test_lone_surrogates_are_escaped_and_come_back(text: str) -> None:
    line = as_line(entry(text))
    assert json.loads(line.decode("utf-8"))["payload"] == json.loads(json.dumps(text))


def test_binary_data_is_described() -> None:
    assert json.loads(as_line(entry([b"abc"])))["payload"] == ["binary, 3 bytes"]


def test_the_file_grows_while_the_journal_grows(tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    file.write_text("what was there before\n", encoding="utf-8")
    journal = Journal(limit=1)
    with Recording(str(file), journal):
        for number in range(3):
            journal.add(entry(number))
            assert len(file.read_bytes().splitlines()) == number + 1
    journal.add(entry("after its end"))
    assert [json.loads(line)["payload"] for line in file.read_bytes().splitlines()] == [0, 1, 2]


def test_a_file_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RecordingError) as raised:
        Recording(str(tmp_path), Journal())
    assert str(raised.value) == f"can't write {str(tmp_path)!r}: Is a directory"
    done = run_here("serve", "--port", "0", "--journal", str(tmp_path / "no" / "run.jsonl"))
    assert done.returncode == 2
    assert done.stderr.startswith("vfmock: can't write ")
    assert done.stderr.count("\n") == 1


def test_a_full_disk_is_reported_once_and_is_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("builtins.open", lambda file, mode, opener: Full())
    journal = Journal()
    recording = Recording("run.jsonl", journal)
    monkeypatch.undo()
    journal.add(entry(1))
    journal.add(entry(2))
    assert capsys.readouterr().err == "vfmock: can't write 'run.jsonl': No space left on device\n"
    with pytest.raises(SystemExit) as raised:
        recording.__exit__(None, None, None)
    assert raised.value.code == 2


SECRETS = {
    "authorization": "VF.DM.0123456789abcdef.secret",
    "sessionKey": "eyJhbGciOiJIUzI1NiJ9.eyJzIjoiMSJ9.c2lnbmF0dXJl",
    "payload": "my key is VF.DM.0123456789abcdef.secret",
}


def test_a_line_has_placeholders_for_secrets() -> None:
    line = as_line(entry(SECRETS)).decode()
    assert "0123456789abcdef" not in line
    assert "eyJ" not in line
    payload = json.loads(line)["payload"]
    assert payload["payload"] == f"my key is {payload['authorization']}"
    assert payload["sessionKey"].startswith("<redacted ")
    assert payload["sessionKey"] != payload["authorization"]


def test_a_line_has_the_secrets_if_it_is_asked_for() -> None:
    assert json.loads(as_line(entry(SECRETS), secrets=True))["payload"] == SECRETS


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize("before", [None, 0o644])
def test_only_the_owner_may_read_the_file(tmp_path: Path, before: int | None) -> None:
    file = tmp_path / "run.jsonl"
    if before is not None:
        file.touch()
        file.chmod(before)
    umask = os.umask(0)
    try:
        with Recording(str(file), Journal()):
            pass
    finally:
        os.umask(umask)
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_is_no_file_keeps_its_mode() -> None:
    before = Path(os.devnull).stat().st_mode
    with Recording(os.devnull, Journal()):
        pass
    assert Path(os.devnull).stat().st_mode == before


@pytest.mark.parametrize("secrets", [False, True])
async def test_a_redacted_journal_has_the_verdict_of_the_whole_one(
    make_client: ClientFactory, tmp_path: Path, secrets: bool
) -> None:
    """A client resumes its session, and another one comes with a key that is none."""
    file = tmp_path / "run.jsonl"
    with Recording(str(file), (server := MockServer()).journal, secrets=secrets):
        async with server:
            client = make_client("python_async")
            await client.connect(server.url)
            await client.emit("client.start", {"userID": "u", "projectID": "p"})
            await client.next("client.started")
            await client.emit("session.create", {})
            (created,) = await client.next("session.created")
            await client.close()
            for key in (created["sessionKey"], "nonsense"):
                again = make_client("python_async")
                await again.connect(server.url)
                start = {"userID": "u", "projectID": "p", "sessionKey": key}
                await again.emit("client.start", start)
                (started,) = await again.next("client.started")
                assert started == {"newSessionRequired": key == "nonsense"}
                await again.close()
    assert (created["sessionKey"] in file.read_text(encoding="utf-8")) is secrets
    result = CliRunner().invoke(cli, ["contract", "transcript", str(file)])
    assert result.output.endswith(" on 3 connections: ok\n")


async def test_serve_records_every_event(make_client: ClientFactory, tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    with Program("serve", "--port", "0", "--journal", str(file)) as program:
        client = make_client("python_async")
        await client.connect_via(program.wait_for(r"at (http://\S+)\n")[1], "websocket")
        await ready(client)
        assert await say(client, "grüß \ud83d Gott") != []
        names = [json.loads(line)["name"] for line in file.read_bytes().splitlines()]
        assert names[:2] == ["connect", "client.start"]
        assert names[-1] == "action.status"
        program.signal(signal.SIGTERM)
        assert program.exit_code() == 0
    result = CliRunner().invoke(cli, ["contract", "transcript", str(file)])
    assert result.output.endswith(" on 1 connection: ok\n")
