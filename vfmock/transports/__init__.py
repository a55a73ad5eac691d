"""Transports: the only code that uses the servers of aiohttp and python-socketio."""
