"""Scenarios: the answers of one conversational agent."""

from vfmock.core.scenario.model import Fallback, Rule, Scenario, SessionOptions
from vfmock.core.scenario.widget import Widget, WidgetSpacing

__all__ = ["Fallback", "Rule", "Scenario", "SessionOptions", "Widget", "WidgetSpacing"]
