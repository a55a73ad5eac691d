"""Scenarios: what one conversational agent answers."""

from vfmock.core.scenario.model import Fallback, Rule, Scenario, SessionOptions

__all__ = ["Fallback", "Rule", "Scenario", "SessionOptions"]
