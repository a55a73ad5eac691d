"""The host: one port with all transports."""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import suppress
from functools import partial
from typing import cast

from aiohttp import web
from aiohttp.typedefs import Handler

from vfmock.endpoints import ENDPOINTS, Endpoint
from vfmock.errors import ServerError
from vfmock.runtime.worlds import Visitor, Worlds
from vfmock.settings import Settings
from vfmock.transports import admin, cors, requests
from vfmock.transports.authority import Authority
from vfmock.transports.door import Entrance
from vfmock.transports.http import HttpTransport
from vfmock.transports.refusals import (
    Refusals,
    wrong_method,
    wrong_path,
    wrong_proxied_host,
)
from vfmock.transports.resources import ShortageHandler
from vfmock.transports.socketio import PATH, SocketTransport
from vfmock.transports.voiceflow_hosts import is_voiceflow
from vfmock.transports.widget import Page

GOODBYE = 0.02
"""Seconds that connections get to close by themselves when the server stops. Then they are cut."""

BACKLOG = 1024
"""How many connections the system accepts before the server does."""

METHODS = {"DELETE", "GET", "PATCH", "POST", "PUT"}
"""The methods of all calls."""

ACCEPTING = 5
"""The turns of the loop that asyncio gets to make connections from accepted sockets. It needs 3."""


class Host:
    """One instance of the server: it listens, and routes requests to the transports.

    ``number`` counts the instances from 0. Each one after the first has the next port, or a free
    port. With an ``authority`` the port speaks TLS too. With a ``page`` it shows that
    to browsers.
    """

    def __init__(
        self,
        worlds: Worlds,
        settings: Settings,
        number: int = 0,
        authority: Authority | None = None,
        page: Page | None = None,
    ) -> None:
        self.number = number
        self._settings = settings
        self._worlds = worlds
        self._sockets = {
            control: SocketTransport(control.world, settings, instance=number) for control in worlds
        }
        self._refusals = {control: Refusals(control.world.notes) for control in worlds}
        app = web.Application(client_max_size=settings.max_payload, middlewares=[self._explain])
        for path in (PATH, f"{PATH}/"):
            app.router.add_route("*", path, self._serve_socket)
        self._http = {
            control: HttpTransport(control.world, max_file=settings.max_file, instance=number)
            for control in worlds
        }
        methods: dict[str, list[str]] = {}
        for endpoint in ENDPOINTS.values():
            serve = partial(self._serve_http, endpoint)
            app.router.add_route(endpoint.method, endpoint.path, serve)
            methods.setdefault(endpoint.path, []).append(endpoint.method)
        for path, allowed in methods.items():
            app.router.add_route("OPTIONS", path, partial(_preflight, allowed))
        if page is not None:  # before the admin API, which answers all other paths below its prefix
            page.attach(app)
        admin.attach(app, worlds, admin.Access(settings.admin_token))
        self._runner = web.AppRunner(
            app,
            access_log=None,
            shutdown_timeout=GOODBYE,
            handle_signals=False,
            handler_cancellation=True,  # an unanswered request must end with its client
        )
        # What is no HTTP belongs to the first world.
        first = next(iter(self._refusals.values()))
        self._entrance = Entrance(self._new_server, first.add, authority)
        self._listener: asyncio.Server | None = None
        self._reserved: socket.socket | None = None
        self._half_open: socket.socket | None = None
        self._shortage: ShortageHandler | None = None
        self._closed = 0
        self._opening: asyncio.Task[None] | None = None
        self.address: tuple[str, int] = (settings.host, settings.port)

    async def start(self) -> None:
        """Bind and listen.

        Raises:
            ServerError: the address is not available.
        """
        await self._runner.setup()
        self._shortage = ShortageHandler.install(asyncio.get_running_loop())
        host, port = self._settings.host, self._settings.port
        port += self.number if port else 0
        try:
            await self._listen(host, port)
        except (OSError, OverflowError, UnicodeError) as error:
            await self._runner.cleanup()
            self._shortage.remove()
            raise ServerError(f"can't listen on {host}:{port}: {error.args[-1]}") from None

    async def stop(self) -> None:
        """Close the port, then every connection. This takes at most twice ``GOODBYE``."""
        if self._opening is not None:
            await self._opening
        await self._stop_listening()
        self._release()
        await asyncio.gather(*(socket.stop(GOODBYE) for socket in self._sockets.values()))
        self._entrance.close_doors()
        await self._runner.cleanup()
        await self._entrance.abort()
        if self._shortage is not None:
            self._shortage.remove()

    def drain(self) -> None:
        """Let no new client in. The port stays open, because polls may need new connections."""
        for control in self._worlds:
            self._sockets[control].drain()
            self._http[control].drain()

    def close_port(self) -> None:
        """Refuse TCP connections from now on. Open connections stay open.

        Meanwhile a bound socket that does not listen keeps others from taking the port.
        """
        self._closed += 1
        if self._closed > 1:
            return
        if self._half_open is not None:
            self._close_half_open(self._half_open)
        elif self._listener is not None:
            family = self._listener.sockets[0].family
            self._listener.close()
            self._listener = None
            self._reserve(family)

    def open_port(self) -> None:
        """Listen again, if it was opened as often as closed. Clients can connect at once."""
        self._closed = max(0, self._closed - 1)
        if self._closed == 0 and self._reserved is not None:
            self._half_open, self._reserved = self._reserved, None
            self._half_open.listen(BACKLOG)  # until asyncio accepts, the system does
            self._opening = asyncio.ensure_future(self._serve(self._half_open))

    async def _serve_socket(self, request: web.Request) -> web.StreamResponse:
        """Hand a request to the Socket.IO server of the client's world."""
        control = self._worlds.choose(Visitor(request.query, request.headers))
        return await self._sockets[control].handle(request)

    async def _serve_http(self, endpoint: Endpoint, request: web.Request) -> web.StreamResponse:
        """Answer a request to an endpoint, in the client's world."""
        control = self._worlds.choose(Visitor(request.query, request.headers))
        return await self._http[control].serve(endpoint, request)

    @web.middleware
    async def _explain(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer a request, and explain why nothing is served at its path."""
        match request.match_info.http_exception:
            case None:
                return await handler(request)
            case error if cors.is_preflight(request) and _proxied_host(request) is None:
                return cors.preflight(request, _allowed(error))
            case web.HTTPMethodNotAllowed(allowed_methods=allowed):
                text = wrong_method(request, allowed)
                headers = {"Allow": ",".join(sorted(allowed)), **cors.headers(request)}
                answer = web.Response(status=405, text=text, headers=headers)
            case error if (host := _proxied_host(request)) is not None:
                target, _, _ = request.raw_path.partition("?")  # a query may have secrets
                text = wrong_proxied_host(request.method, target, host)
                answer = web.Response(status=403, text=text)
            case error:
                text = wrong_path(request, PATH, [one.path for one in ENDPOINTS.values()])
                answer = web.Response(status=error.status, text=text, headers=cors.headers(request))
        control = self._worlds.choose(Visitor(request.query, request.headers))
        self._refusals[control].add(text)
        await requests.skip(request)
        return answer

    def _new_server(self) -> asyncio.Protocol:
        """What serves HTTP on one connection."""
        return cast(web.Server, self._runner.server)()

    def _reserve(self, family: int) -> None:
        """Keep the port without listening."""
        self._reserved = socket.socket(family, socket.SOCK_STREAM)
        if os.name == "posix":  # on Windows it would let any process take the port
            self._reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._reserved.bind(self.address)

    async def _serve(self, listening: socket.socket) -> None:
        listener = await asyncio.get_running_loop().create_server(
            self._entrance.door, sock=listening, backlog=BACKLOG
        )
        self._half_open, self._listener = None, listener

    def _close_half_open(self, listening: socket.socket) -> None:
        """Close a port again while its listener is being made."""
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None
        with suppress(NotImplementedError):  # some loops can't wait for sockets this way
            asyncio.get_running_loop().remove_reader(listening.fileno())
        self._half_open = None
        listening.close()
        self._reserve(listening.family)

    async def _listen(self, host: str, port: int) -> None:
        self._listener = await asyncio.get_running_loop().create_server(
            self._entrance.door, host, port, backlog=BACKLOG
        )
        bound = self._listener.sockets[0].getsockname()
        self.address = (str(bound[0]), int(bound[1]))

    def _release(self) -> None:
        if self._reserved is not None:
            self._reserved.close()
            self._reserved = None

    async def _stop_listening(self) -> None:
        """Accept nothing more, and close the port when all accepted sockets are connections.

        asyncio needs some turns of the loop for that. A socket that is not yet a connection could
        not be closed with the others. Python 3.11 loses it if the listener closes meanwhile.
        """
        if self._listener is None:
            return
        with suppress(NotImplementedError):  # some loops can't wait for sockets this way
            for listening in self._listener.sockets:
                asyncio.get_running_loop().remove_reader(listening.fileno())
        for _ in range(ACCEPTING):
            await asyncio.sleep(0)
        if self._listener is not None:
            self._listener.close()
            self._listener = None


async def _preflight(methods: list[str], request: web.Request) -> web.StreamResponse:
    """Tell a browser what it may send to an endpoint."""
    return cors.preflight(request, methods)


def _allowed(error: web.HTTPException) -> set[str]:
    """The methods that a browser may use at a path, also if nothing is served there: then a page
    can read the answer that says so."""
    if isinstance(error, web.HTTPMethodNotAllowed):
        return error.allowed_methods
    return METHODS


def _proxied_host(request: web.Request) -> str | None:
    """The host of a request that was meant for a proxy, if it is not one of Voiceflow's.

    Such a request has a whole URL for its path (RFC 9112, "absolute-form").
    """
    if not request.raw_path.startswith(("http://", "https://")):
        return None
    host = request.url.host or ""
    return None if is_voiceflow(host) or admin.is_loopback(host) else host
