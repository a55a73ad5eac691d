"""A checkout with this ``dev.py`` and almost nothing to install, which needs no network."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from unittest import mock

from tests.packaging.project import ROOT, plain_environment

BOUND = 300.0
"""Seconds that a process may take before the test fails."""

BACKEND: Final = """
import os
import zipfile

INFO = "vfmock-0.dist-info/"
FILES = {
    "vfmock.pth": os.getcwd(),
    INFO + "METADATA": "Metadata-Version: 2.1\\nName: vfmock\\nVersion: 0\\n",
    INFO + "WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    INFO + "entry_points.txt": "[console_scripts]\\nvfmock = vfmock:main\\n",
}


def build_editable(directory, config_settings=None, metadata_directory=None):
    name = "vfmock-0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(directory, name), "w") as wheel:
        for path, text in FILES.items():
            wheel.writestr(path, text)
        wheel.writestr(INFO + "RECORD", "".join(f"{path},,\\n" for path in FILES))
    return name
"""

PROJECT: Final = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "vfmock"
version = "0"

[dependency-groups]
base = []
dev = [{include-group = "base"}]
"""

SAY_AND_FAIL: Final = """
import os
import sys


def main():
    print({name!r}, os.getcwd(), *sys.argv[1:], flush=True)
    sys.exit({code})


if __name__ == "__main__":
    main()
"""
"""A program that prints where it is and what it got, and ends with a code of its own."""

NODE_PACKAGE: Final = {"name": "nothing", "version": "1.0.0", "engines": {"node": ">=18"}}

NODE_LOCK: Final = {
    "name": "nothing",
    "version": "1.0.0",
    "lockfileVersion": 3,
    "packages": {"": NODE_PACKAGE},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TinyCheckout:
    """The checkout in a directory: ``vfmock`` ends with 3 in it, ``pytest`` with 4, and what
    generates files with 5."""

    root: Path

    def fill(self) -> None:
        """Write its files."""
        node = self.root / "tests" / "clients" / "node"
        node.mkdir(parents=True)
        (self.root / "tools" / "generate").mkdir(parents=True)
        shutil.copy(ROOT / "dev.py", self.root)
        shutil.copy(ROOT / "tools" / "__init__.py", self.root / "tools")
        setup = Path("tools", "setup")
        no_litter = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / setup, self.root / setup, ignore=no_litter)
        for name, text in {
            "backend.py": BACKEND,
            "pyproject.toml": PROJECT,
            "vfmock.py": SAY_AND_FAIL.format(name="vfmock", code=3),
            "pytest.py": SAY_AND_FAIL.format(name="pytest", code=4),
            "tools/generate/__main__.py": SAY_AND_FAIL.format(name="generate", code=5),
            "tests/clients/node/package.json": json.dumps(NODE_PACKAGE),
            "tests/clients/node/package-lock.json": json.dumps(NODE_LOCK),
        }.items():
            (self.root / name).write_text(text, encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a piece of one of its files."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text
        (self.root / name).write_text(text.replace(old, new), encoding="utf-8")

    def module(self) -> Any:
        """Its ``dev.py`` as a module of this process, with what it imports from there."""
        spec = importlib.util.spec_from_file_location("dev", self.root / "dev.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        path = [str(self.root), *sys.path]
        with mock.patch.dict(sys.modules), mock.patch.object(sys, "path", path):
            for name in [name for name in sys.modules if name.split(".")[0] == "tools"]:
                del sys.modules[name]
            spec.loader.exec_module(module)
        return module

    def dev(
        self, *arguments: str, directory: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run ``dev.py``, from ``directory`` if given."""
        return subprocess.run(
            [sys.executable, str(self.root / "dev.py"), *arguments],
            cwd=directory or self.root,
            env=plain_environment(**environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=BOUND,
            check=False,
        )
