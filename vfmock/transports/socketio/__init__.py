"""Socket.IO at ``/v4/interact/socket``."""

from vfmock.transports.socketio.transport import PATH, SocketTransport

__all__ = ["PATH", "SocketTransport"]
