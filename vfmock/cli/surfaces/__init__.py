"""The surfaces that ``vfmock chat`` talks over, one file each."""

from vfmock.cli.surfaces.base import SURFACES, Caller, Surface
from vfmock.core.registry import import_modules

import_modules(__name__, list(__path__))

__all__ = ["SURFACES", "Caller", "Surface"]
