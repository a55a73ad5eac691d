"""The endpoints of the runtime over HTTP."""

from vfmock.transports.http.transport import HttpTransport

__all__ = ["HttpTransport"]
