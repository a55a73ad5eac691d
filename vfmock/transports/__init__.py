"""Transports: where aiohttp and python-socketio live, and nowhere else."""
