"""Real Socket.IO clients behind one asynchronous interface, for tests of what is on the wire."""
