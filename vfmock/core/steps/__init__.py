"""Steps: the items of a reply that are not a trace of their own (pause, end, a raw trace …).

``STEPS`` has them all, those of ``vfmock.core.traces`` included, by the word that a scenario uses.
"""

from vfmock.core import traces
from vfmock.core.registry import import_modules
from vfmock.core.step import STEPS, Step
from vfmock.core.traces.base import TraceStep

__all__ = ["STEPS", "Step", "is_custom"]

import_modules(__name__, list(__path__))
import_modules(traces.__name__, list(traces.__path__))


def is_custom(trace_type: str) -> bool:
    """Whether a trace of this type is a custom action: Voiceflow publishes no such type."""
    return trace_type not in STEPS or not issubclass(STEPS[trace_type], TraceStep)
