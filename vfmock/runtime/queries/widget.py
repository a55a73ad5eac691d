"""Says how the web chat looks, and takes what it tells."""

from __future__ import annotations

from vfmock.core.asks import AskWidget, GiveFeedback, ReportLog
from vfmock.core.events import ClientStart
from vfmock.runtime.queries.base import Made, Room, answers


@answers(AskWidget)
def show(room: Room, start: ClientStart, ask: AskWidget) -> Made:
    """The settings of the widget, from the scenario of the agent that answers the client."""
    scenario = room.directory.scenario_for(start)
    return scenario.widget.settings(scenario.name), []


@answers(GiveFeedback)
def take_feedback(room: Room, start: ClientStart, ask: GiveFeedback) -> Made:
    """Nothing. The journal has it."""
    return None, []


@answers(ReportLog)
def take_log(room: Room, start: ClientStart, ask: ReportLog) -> Made:
    """Nothing. The journal has it."""
    return None, []
