"""Traces: what the agent answers with. One file a trace type, each a step of a reply."""
