"""Scenarios: the answers of one conversational agent."""

from vfmock.core.scenario.model import Fallback, Rule, Scenario, SessionOptions

__all__ = ["Fallback", "Rule", "Scenario", "SessionOptions"]
