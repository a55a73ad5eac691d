"""Faults in what answers an action."""
