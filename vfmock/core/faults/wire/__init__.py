"""Faults in how bytes travel."""
