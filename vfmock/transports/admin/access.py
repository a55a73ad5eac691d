"""Who may call the admin API: this machine, and whoever has the token."""

from __future__ import annotations

import hmac
import ipaddress
from typing import NamedTuple

from aiohttp import web

SCHEME = "Bearer "


class Denial(NamedTuple):
    """Why a call is refused."""

    status: int
    problem: str


class Access:
    """Judges calls. Without a ``token``, only this machine may call."""

    def __init__(self, token: str | None = None) -> None:
        self._token = token

    def denial(self, request: web.Request) -> Denial | None:
        """Why a call is refused; ``None``: it is not."""
        if is_local(request):
            return None
        if self._token is None:
            return Denial(
                403,
                "the admin API answers on the loopback alone;"
                " a server with an admin token (--admin-token) answers whoever has it",
            )
        given = request.headers.get("Authorization")
        if given is None or not given.startswith(SCHEME):
            return Denial(401, "wanted the admin token in 'Authorization: Bearer …'")
        if not hmac.compare_digest(_bytes(given.removeprefix(SCHEME)), _bytes(self._token)):
            return Denial(401, "the admin token in 'Authorization' is not that of this server")
        return None


def is_local(request: web.Request) -> bool:
    """Whether a call comes from this machine, and not from a web page of another site.

    A page of another site can reach the loopback of the person who views it. It can also do this
    with its own host name.
    """
    origin = request.headers.get("Origin")
    hosts = [request.remote, _host_in_url(request)]
    if origin is not None:
        hosts.append(_host_of(origin))
    return all(map(is_loopback, hosts))


def is_loopback(host: str | None) -> bool:
    """Whether a host or an address is this machine itself."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address((host or "").partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _host_in_url(request: web.Request) -> str | None:
    try:
        return request.url.host
    except ValueError:  # the header Host has no such port, or is no host at all
        return None


def _host_of(origin: str) -> str:
    host = origin.partition("://")[2]
    return host.rsplit(":", 1)[0].strip("[]") if host.count(":") else host


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
