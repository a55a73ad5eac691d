"""The certificate authority of a server: clients that trust it trust the server's certificate."""

from __future__ import annotations

import datetime
import ipaddress
import os
import shutil
import ssl
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from vfmock.errors import ServerError
from vfmock.transports.voiceflow_hosts import VOICEFLOW_HOSTS

if TYPE_CHECKING:
    from trustme import CA

OWN_NAMES = ("localhost", "127.0.0.1", "::1")

LIFETIME = datetime.timedelta(days=365)
"""How long a certificate is good. Apple's systems refuse one of more than 825 days."""

EARLIER = datetime.timedelta(days=1)
"""By how much the clock of a client may be behind."""

MISSING = "tls needs the package trustme: pip install 'vfmock[tls]'"

KEY_SUFFIX = ".key"
"""What is behind the name of an authority's file in the name of the file of its key."""

_OWNER_ONLY = 0o600
_ALL_READ = 0o644


class Authority:
    """An authority, and the certificate that it gave this server.

    ``file`` has the certificate of the authority (PEM), for clients to trust. ``context`` has that
    of the server.
    """

    def __init__(self, ca: CA, host: str, file: Path, folder: Path | None) -> None:
        self.file = str(file)
        self.context = _context(ca, host)
        self._folder = folder

    @classmethod
    def make(cls, host: str, file: str | None) -> Self:
        """Make an authority for a server that listens on ``host``.

        ``file`` keeps the authority: if the file exists, its authority is used again. ``None``: the
        authority is new, its key is nowhere but in memory, and its file is a temporary one.

        Raises:
            ServerError: trustme is not installed, or the file can't be used.
        """
        try:
            import trustme
        except ImportError:
            raise ServerError(MISSING) from None
        if file is not None:
            path = Path(file).absolute()
            return cls(_kept(path), host, path, None)
        ca = trustme.CA(organization_name="vfmock")
        folder = Path(tempfile.mkdtemp(prefix="vfmock-"))
        try:
            path = folder / "ca.pem"
            path.write_bytes(ca.cert_pem.bytes())
            return cls(ca, host, path, folder)
        except BaseException:
            shutil.rmtree(folder)
            raise

    def close(self) -> None:
        """Remove the temporary files. Idempotent."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def _context(ca: CA, host: str) -> ssl.SSLContext:
    """What a server needs for TLS. trustme writes the key into a file for a moment, for Python to
    read; only the owner may read that file."""
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    try:
        certificate = ca.issue_cert(
            *_names(host),
            organization_name="vfmock",
            not_before=now - EARLIER,
            not_after=now + LIFETIME,
        )
    except UnicodeError as error:  # idna refuses the host
        raise ServerError(f"'host': {host!r} can't be in a certificate: {error}") from None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    certificate.configure_cert(context)
    return context


def _names(host: str) -> list[str]:
    """The names of a server that listens on ``host``."""
    name = host.partition("%")[0]  # a certificate has no zone of an IPv6 address
    with suppress(ValueError):
        name = str(ipaddress.ip_address(name))
    return list(dict.fromkeys((*OWN_NAMES, name, *VOICEFLOW_HOSTS)))


def _kept(path: Path) -> CA:
    """The authority of a file. The key has a file of its own, with the certificate once more.

    The file of the key comes first: of two servers that make it at once, one wins, and the other
    reads what the winner has written.
    """
    import trustme

    key = path.with_name(path.name + KEY_SUFFIX)
    try:
        if path.exists() and not key.exists():
            raise ServerError(
                f"'ca_file': {path} exists, and {key} with its key does not:"
                " wanted the file of a certificate authority of vfmock, or none"
            )
        if not key.exists():
            ca = trustme.CA(organization_name="vfmock")
            _put(key, ca.private_key_pem.bytes() + ca.cert_pem.bytes(), _OWNER_ONLY)
        ca = _read(key)
        _put(path, ca.cert_pem.bytes(), _ALL_READ)
        if path.read_bytes() != ca.cert_pem.bytes():
            raise ServerError(f"'ca_file': {path} is not the certificate of {key}: remove one")
    except OSError as error:
        raise ServerError(f"'ca_file': can't use {path}: {error.strerror}") from None
    return ca


def _read(key: Path) -> CA:
    import trustme

    data = key.read_bytes()
    try:
        return trustme.CA.from_pem(data, data)
    except ValueError:
        raise ServerError(
            f"'ca_file': {key} has no key and certificate in PEM: wanted what vfmock wrote"
        ) from None


def _put(path: Path, data: bytes, mode: int) -> None:
    """Write a whole file, unless it exists."""
    if path.exists():
        return
    number, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
        Path(name).chmod(mode)
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        os.unlink(name)
