"""The server as its users hold it."""

from vfmock.server.mock_server import MockServer

__all__ = ["MockServer"]
