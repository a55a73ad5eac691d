"""Engine.IO, version 4 of its protocol: the layer below Socket.IO, as Node's server speaks it."""

from vfmock.transports.engineio.connection import Application, EngineConnection
from vfmock.transports.engineio.server import EngineServer

__all__ = ["Application", "EngineConnection", "EngineServer"]
