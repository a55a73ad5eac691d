"""The probe of the Socket.IO channel: a client that goes through the documented lifecycle."""

from vfmock.checks.probe.socketio.run import SocketProbe

__all__ = ["SocketProbe"]
