"""Servers that speak no protocol: they send bytes, stay silent, or only close."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def hostile(answer: bytes | None, *, hold: bool = False) -> Iterator[str]:
    """A server that takes every connection, and answers its first bytes.

    ``None`` never answers; empty bytes close the connection at once. ``hold``: the connection stays
    open after the answer.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    taken: list[socket.socket] = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                taken.append(listener.accept()[0])
                if answer is not None:
                    threading.Thread(
                        target=reply, args=(taken[-1], answer, hold), daemon=True
                    ).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield "http://{}:{}".format(*listener.getsockname())
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)
        for one in taken:
            one.close()


def reply(connection: socket.socket, answer: bytes, hold: bool) -> None:
    """Read something, answer, and hang up, unless the connection is to stay."""
    with suppress(OSError):
        connection.recv(65536)
        connection.sendall(answer)
        if not hold:
            connection.shutdown(socket.SHUT_RDWR)
