"""The server, as its users see it."""

from vfmock.server.mock_server import MockServer

__all__ = ["MockServer"]
