"""Every module of the core can be the first to be imported: the order does not matter."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import vfmock

CHECK = """
import importlib, sys
for name in sys.argv[1:]:
    for loaded in [key for key in sys.modules if key.split(".")[0] == "vfmock"]:
        del sys.modules[loaded]
    importlib.import_module(name)
"""


def test_every_module_of_the_core_can_be_imported_first() -> None:
    packages = pkgutil.walk_packages(vfmock.__path__, "vfmock.")
    names = [one.name for one in packages if one.name.startswith("vfmock.core")]
    assert "vfmock.core.traces.choice" in names
    subprocess.run([sys.executable, "-c", CHECK, *names], check=True, timeout=300)
