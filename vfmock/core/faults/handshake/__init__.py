"""Faults in the handshake of the protocol page."""
