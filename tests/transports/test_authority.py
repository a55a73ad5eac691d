"""The certificate authority: its files, its certificate, and what goes wrong with it."""

from __future__ import annotations

import datetime
import ssl
import stat
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from vfmock import MockServer
from vfmock.errors import ServerError, SettingError
from vfmock.transports.authority import Authority
from vfmock.transports.voiceflow_hosts import VOICEFLOW_HOSTS


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def handshake(server: ssl.SSLContext, ca_file: str, name: str) -> Any:
    """Shake hands in memory, as a client that trusts a file; return the server's certificate."""
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.create_default_context(cafile=ca_file)
    client = context.wrap_bio(to_client, to_server, server_hostname=name)
    other = server.wrap_bio(to_server, to_client, server_side=True)
    for side in (client, other, client, other):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    return client.getpeercert()


def test_the_file_of_a_new_authority_is_removed_and_has_no_key(temporary: Path) -> None:
    authority = Authority.make("127.0.0.1", None)
    (folder,) = temporary.iterdir()  # also: the file that Python read the key from is gone
    assert mode(folder) == 0o700
    assert authority.file == str(folder / "ca.pem")
    assert [one.name for one in folder.iterdir()] == ["ca.pem"]
    assert b"PRIVATE KEY" not in Path(authority.file).read_bytes()
    authority.close()
    authority.close()
    assert list(temporary.iterdir()) == []


def test_the_key_of_the_certificate_was_readable_by_its_owner_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    modes = []
    load = ssl.SSLContext.load_cert_chain

    def watched(self: ssl.SSLContext, certfile: Any, *rest: Any) -> None:
        modes.append(mode(Path(certfile)))
        load(self, certfile, *rest)

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", watched)
    Authority.make("127.0.0.1", None).close()
    assert modes == [0o600]


@pytest.mark.parametrize(
    "name", ["localhost", "127.0.0.1", "::1", "mock.example", *VOICEFLOW_HOSTS]
)
def test_the_certificate_is_good_for_a_name(name: str) -> None:
    authority = Authority.make("mock.example", None)
    handshake(authority.context, authority.file, name)
    authority.close()


@pytest.mark.parametrize("host", ["10.1.2.3", "::", "fe80::1%eth0", "bücher.example"])
def test_the_certificate_is_good_for_the_host_of_the_server(host: str) -> None:
    authority = Authority.make(host, None)
    handshake(authority.context, authority.file, host.partition("%")[0])
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        handshake(authority.context, authority.file, "cdn.voiceflow.com")
    authority.close()


def test_the_certificate_is_good_for_less_than_apple_allows() -> None:
    authority = Authority.make("127.0.0.1", None)
    peer = handshake(authority.context, authority.file, "localhost")
    authority.close()
    begin, end = (ssl.cert_time_to_seconds(peer[name]) for name in ("notBefore", "notAfter"))
    assert end - begin < datetime.timedelta(days=825).total_seconds()


def test_a_host_that_no_certificate_can_have_is_named(temporary: Path) -> None:
    with pytest.raises(ServerError, match=r"'host': 'a_b' can't be in a certificate: "):
        Authority.make("a_b", None)
    assert list(temporary.iterdir()) == []


def test_a_named_file_is_written_and_used_again(tmp_path: Path, temporary: Path) -> None:
    file = tmp_path / "ca.pem"
    key = tmp_path / "ca.pem.key"
    first = Authority.make("127.0.0.1", str(file))
    assert (mode(file), mode(key)) == (0o644, 0o600)
    assert b"PRIVATE KEY" not in file.read_bytes()
    assert len(x509.load_pem_x509_certificates(file.read_bytes())) == 1
    before = file.read_bytes(), key.read_bytes()
    first.close()
    second = Authority.make("mock.example", str(file))
    second.close()
    assert (file.read_bytes(), key.read_bytes()) == before
    handshake(second.context, first.file, "mock.example")
    assert sorted(tmp_path.iterdir()) == [file, key, temporary]
    assert list(temporary.iterdir()) == []


def test_the_certificate_is_written_again_if_only_the_key_is_left(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    Authority.make("127.0.0.1", str(file)).close()
    before = file.read_bytes()
    file.unlink()
    Authority.make("127.0.0.1", str(file)).close()
    assert file.read_bytes() == before


def test_a_relative_file_gets_its_whole_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    authority = Authority.make("127.0.0.1", "ca.pem")
    assert authority.file == str(tmp_path / "ca.pem")


def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(b"precious")
    with pytest.raises(ServerError, match=r"ca\.pem exists, and \S+ca\.pem\.key with its key does"):
        Authority.make("127.0.0.1", str(file))
    assert file.read_bytes() == b"precious"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["ca.pem", "temporary"]


@pytest.mark.parametrize("data", [b"", b"rubbish", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_a_broken_key_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "ca.pem.key").write_bytes(data)
    with pytest.raises(ServerError, match=r"'ca_file': \S+ca\.pem\.key has no key and certificate"):
        Authority.make("127.0.0.1", str(tmp_path / "ca.pem"))
    assert not (tmp_path / "ca.pem").exists()


def test_a_certificate_of_another_key_is_named(tmp_path: Path) -> None:
    one, other = tmp_path / "one.pem", tmp_path / "other.pem"
    for file in (one, other):
        Authority.make("127.0.0.1", str(file)).close()
    one.write_bytes(other.read_bytes())
    with pytest.raises(ServerError, match=r"one\.pem is not the certificate of \S+one\.pem\.key"):
        Authority.make("127.0.0.1", str(one))


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "ca.pem"
    with pytest.raises(ServerError) as caught:
        Authority.make("127.0.0.1", str(file))
    assert str(caught.value) == f"'ca_file': can't use {file}: No such file or directory"


def test_without_the_extra_the_command_that_installs_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "trustme", None)
    with pytest.raises(ServerError) as caught:
        MockServer(tls=True).start()
    assert str(caught.value) == "tls needs the package trustme: pip install 'vfmock[tls]'"


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"ca_file": "ca.pem"}, "'ca_file' is for tls=True: without TLS there is no certificate"),
        ({"tls": True, "ca_file": " "}, "'ca_file' is the path of a file, not ' '"),
        ({"tls": True, "ca_file": Path("a")}, "'ca_file' is a string, not "),
        ({"tls": "yes"}, "'tls': wanted one of true, false, got 'yes'"),
    ],
)
def test_a_wrong_setting_is_named(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(SettingError) as caught:
        MockServer(**options)
    assert str(caught.value).startswith(problem)
