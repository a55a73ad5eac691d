"""The calls of Voiceflow's own web chat. Its clients are public pages, which have no key."""

from vfmock.core.registry import import_modules

import_modules(__name__, list(__path__))
