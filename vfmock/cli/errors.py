"""What goes wrong between a client of the command line and its server."""

from __future__ import annotations

from vfmock.errors import VfmockError


class ClientError(VfmockError):
    """The server can't be reached, or does not let the client in."""


class RejectedError(ClientError):
    """The server rejected an action, or reports an error; the session lives on."""
