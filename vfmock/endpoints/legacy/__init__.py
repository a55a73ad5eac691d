"""The older calls: what most public programs use. A user's turns and state, without a session."""

from vfmock.core.registry import import_modules

import_modules(__name__, list(__path__))
