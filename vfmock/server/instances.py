"""One of the instances of a server, as its users see it."""

from __future__ import annotations

from typing import Protocol

from vfmock.types import DurationLike, JSONObject


class CanRestart(Protocol):
    """A server that can send the clients of an instance away."""

    def restart(
        self,
        grace: DurationLike | None = None,
        *,
        replay: bool = True,
        action: JSONObject | None = None,
        instance: int | None = None,
    ) -> None:
        """See ``MockServer.restart``."""
        ...


class ServerInstance:
    """A port that serves the sessions of a server. ``number`` counts from 0."""

    def __init__(
        self, server: CanRestart, number: int, address: tuple[str, int], *, tls: bool = False
    ) -> None:
        self.number = number
        self.host, self.port = address
        self._server = server
        self._tls = tls

    @property
    def url(self) -> str:
        """The address of the instance, to give to ``io(url)``."""
        return url_of(self.host, self.port, tls=self._tls)

    def restart(
        self,
        grace: DurationLike | None = None,
        *,
        replay: bool = True,
        action: JSONObject | None = None,
    ) -> None:
        """Send this instance's clients away, as ``MockServer.restart`` does for all clients."""
        self._server.restart(grace, replay=replay, action=action, instance=self.number)


def url_of(host: str, port: int, *, tls: bool = False) -> str:
    """The address of a port, for clients. An IPv6 host stands in brackets."""
    scheme = "https" if tls else "http"
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
