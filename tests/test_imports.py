"""Every module of the core can be the first to be imported: the order does not matter."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import vfmock

CHECK = """
import importlib, sys
done = set()
for name in sys.argv[1:]:
    if name in done:
        continue
    for loaded in [key for key in sys.modules if key.split(".")[0] == "vfmock"]:
        del sys.modules[loaded]
    importlib.import_module(name)
    done |= {loaded for loaded in sys.modules if loaded.startswith(f"{name}.")}
print(len(done))
"""
"""What a package imports of its own is not tried alone: the package would be imported before it."""


def test_every_module_of_the_core_can_be_imported_first() -> None:
    packages = pkgutil.walk_packages(vfmock.__path__, "vfmock.")
    names = [one.name for one in packages if one.name.startswith("vfmock.core")]
    assert "vfmock.core.traces.choice" in names
    command = [sys.executable, "-c", CHECK, *names]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
    assert 0 < int(done.stdout) < len(names)
