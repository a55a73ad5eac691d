"""Steps: the items of a reply that are not a trace of their own (pause, end, a raw trace …).

``STEPS`` has them all, those of ``vfmock.core.traces`` included, by the word that a scenario uses.
"""

from vfmock.core import traces
from vfmock.core.registry import import_modules
from vfmock.core.step import STEPS, Step

__all__ = ["STEPS", "Step"]

import_modules(__name__, list(__path__))
import_modules(traces.__name__, list(traces.__path__))
