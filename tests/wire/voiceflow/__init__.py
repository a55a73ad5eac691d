"""Voiceflow's own published programs against the server."""
