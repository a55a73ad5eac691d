"""Makes the files that follow from the code: ``python3 dev.py generate``.

Each is made by a function in a file of its own in ``outputs``, registered under the path of what it
makes. It gets the text that the file has now, so that it can keep what is written by hand, and
returns the new text.
"""

from tools.generate import outputs
from tools.generate.files import COMMAND, GENERATED, made, read, write_all
from vfmock.core.registry import import_modules

__all__ = ["COMMAND", "GENERATED", "made", "read", "write_all"]

import_modules(outputs.__name__, list(outputs.__path__))
