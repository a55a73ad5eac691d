"""Faults that break a connection."""
