"""Faults before a client is connected."""
