"""Builds what is shipped, and environments that have it and nothing of this checkout."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.packaging.project import ROOT, plain_environment

BOUND = 300.0
"""Seconds that a process may take before the test fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """What one build made; ``rebuilt`` is the wheel that a user makes of the sdist."""

    sdist: Path
    wheel: Path
    rebuilt: Path


def ship(directory: Path) -> Shipped:
    """Build sdist and wheel of the checkout, and the wheel once more from the sdist.

    Without isolation, so that it needs no network: the backend is among the development tools.
    """
    built, rebuilt = directory / "built", directory / "rebuilt"
    build = [sys.executable, "-m", "build", "--no-isolation", "--sdist", "--wheel"]
    run([*build, "--outdir", str(built), str(ROOT)], directory)
    [sdist] = built.glob("*.tar.gz")
    [wheel] = built.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "wheel", "--no-build-isolation", "--no-deps", "--no-index"]
    run([*pip, "--wheel-dir", str(rebuilt), str(sdist)], directory)
    return Shipped(sdist=sdist, wheel=wheel, rebuilt=next(rebuilt.glob("*.whl")))


def contents(wheel: Path) -> dict[str, bytes]:
    """The files in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def install(wheel: Path, directory: Path, *others: str) -> Path:
    """Make an environment of a wheel, what it requires, and ``others``; return its ``bin``.

    What the wheel requires is not downloaded again: it is linked from the environment of the
    tests, and only that, so that a requirement that the wheel forgot is missing here too.
    """
    environment = directory / "environment"
    run([sys.executable, "-m", "venv", "--without-pip", str(environment)], directory)
    pip = [sys.executable, "-m", "pip", "--python", str(environment), "install"]
    run([*pip, "--quiet", "--no-deps", "--no-index", str(wheel)], directory)
    [packages] = environment.glob("lib/python*/site-packages")
    [installed] = metadata.distributions(name="vfmock", path=[str(packages)])
    link_requirements(packages, *(installed.requires or ()), *others)
    return environment / "bin"


def link_requirements(packages: Path, *requirements: str) -> None:
    """Link distributions of the tests' environment, and all that they require, into a folder."""
    for name in _closure(requirements):
        _link(metadata.distribution(name), packages)


def run(command: list[str], directory: Path) -> str:
    """Run a command as a user would; return what it printed, fail with it if the command fails."""
    done = subprocess.run(
        command,
        cwd=directory,
        env=plain_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=BOUND,
        check=False,
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


def _closure(requirements: Iterable[str]) -> set[str]:
    """The names of all distributions that requirements lead to."""
    waiting = [(Requirement(text), "") for text in requirements]
    seen: set[tuple[str, str]] = set()
    while waiting:
        requirement, of_extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": of_extra}):
            continue
        for extra in ("", *requirement.extras):
            name = canonicalize_name(requirement.name)
            if (name, extra) not in seen:
                seen.add((name, extra))
                texts = metadata.distribution(name).requires or ()
                waiting += [(Requirement(text), extra) for text in texts]
    return {name for name, _ in seen}


def _link(distribution: metadata.Distribution, packages: Path) -> None:
    """Link what a distribution put into its site-packages into another one."""
    for top in {file.parts[0] for file in distribution.files or ()}:
        link = packages / top
        if top not in {"..", "__pycache__"} and not link.exists():
            link.symlink_to(Path(str(distribution.locate_file(top))))
