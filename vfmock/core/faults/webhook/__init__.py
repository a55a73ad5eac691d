"""Faults of lifecycle webhooks."""
