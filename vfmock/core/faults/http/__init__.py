"""Faults in the bytes of answers over HTTP."""
