"""Matchers: what an action has to be for a rule to take it. One file each.

``MATCHERS`` has them by the word that a scenario uses under ``on``.
"""

from vfmock.core.matchers.base import MATCHERS, Matcher, Situation
from vfmock.core.registry import import_modules

__all__ = ["MATCHERS", "Matcher", "Situation"]

import_modules(__name__, list(__path__))
