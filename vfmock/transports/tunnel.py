"""Tunnels: a client that takes this server for its proxy asks for one with ``CONNECT``."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import NamedTuple

from vfmock.transports.refusals import NO_TUNNELS, wrong_proxied_host
from vfmock.transports.voiceflow_hosts import is_voiceflow

CONNECT_METHOD = b"CONNECT "
"""How the request begins (RFC 9110, "CONNECT")."""

LONGEST_HEAD = 16_384
"""How many bytes the request may have. The HTTP server refuses a longer one."""

ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
"""The answer. What comes after it is in the tunnel."""

_END = re.compile(rb"\r?\n\r?\n")


class TunnelRequest(NamedTuple):
    """A request for a tunnel to ``target`` (``host:port``). ``rest`` is what came after it."""

    target: str
    rest: bytes

    @property
    def host(self) -> str:
        """The host of the target, without the port."""
        host, separator, _ = self.target.rpartition(":")
        return host if separator else self.target


class RefusedTunnel(NamedTuple):
    """Why a client gets no tunnel."""

    status: HTTPStatus
    text: str

    @property
    def answer(self) -> bytes:
        """The answer to the request."""
        body = f"{self.text}\n".encode()
        lines = (
            f"HTTP/1.1 {self.status.value} {self.status.phrase}",
            "Content-Type: text/plain; charset=utf-8",
            f"Content-Length: {len(body)}",
            "Connection: close",
        )
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def may_be_tunnel(data: bytes) -> bool:
    """Whether the first bytes of a connection are the beginning of a request for a tunnel."""
    return data.startswith(CONNECT_METHOD) or CONNECT_METHOD.startswith(data)


def read_request(data: bytes) -> TunnelRequest | None:
    """Read a request for a tunnel; ``None``: its end has not come yet."""
    end = _END.search(data)
    if end is None:
        return None
    line = data[: end.start()].splitlines()[0].decode("latin-1")
    words = line.split()
    return TunnelRequest(words[1] if len(words) > 1 else "", data[end.end() :])


def refusal(request: TunnelRequest, *, is_tls: bool) -> RefusedTunnel | None:
    """Why a request is refused; ``None``: it is not. ``is_tls``: the server speaks TLS."""
    if not is_tls:
        return RefusedTunnel(HTTPStatus.NOT_IMPLEMENTED, NO_TUNNELS)
    if not is_voiceflow(request.host):
        text = wrong_proxied_host("CONNECT", request.target, request.host)
        return RefusedTunnel(HTTPStatus.FORBIDDEN, text)
    return None
