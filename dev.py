#!/usr/bin/env python3
"""Set up a checkout of vfmock and run its main jobs. Python and git are all that must be there.

    python3 dev.py demo [ARG...]    install vfmock and run `vfmock demo`
    python3 dev.py test [ARG...]    install the test tools too and run the tests, on all cores;
                                    ARGs are pytest's, with paths from the top of the checkout
    python3 dev.py setup            install what `test` needs and run nothing
    python3 dev.py generate         make the files anew that follow from the code: methods, exports,
                                    schemas and tables of the docs; a test says when that is due

All of it goes into .venv and tests/clients/node/node_modules of this checkout; a second run
installs only what changed. Tests with the Node.js client take node and npm from PATH, or get them
as a Python package. The tests of docs/http.md take curl and jq from PATH, and those of Voiceflow's
web chat take Chromium; where these are missing, Debian's are installed.
"""

# Python 3.8 can read this file and what it imports, so that an old interpreter gets as far as
# saying that it is old.

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys

from tools.setup.debian import install_debian_package
from tools.setup.node import install_node_packages
from tools.setup.processes import (
    BIN,
    PYTHON,
    ROOT,
    VENV,
    Failure,
    attempt,
    become,
    digest,
    pip_install,
    run,
    say,
)
from tools.setup.programs import install_programs

OLDEST = (3, 11)
NEWER_NAMES = ("python3.13", "python3.12", "python3.11", "python3.14", "python3")

PYPROJECT = ROOT / "pyproject.toml"
STAMP = VENV / "vfmock-setup.json"

ON_ALL_CORES = ("-n", str((os.cpu_count() or 1) + 1), "--dist", "worksteal")
"""What pytest-xdist is told. Many tests wait for programs that they start, so one process more than
there are cores is faster. Processes that are done take over tests from those that are not."""

IN_ONE_PROCESS = re.compile(
    r"-n.*|--(numprocesses|dist|tx|looponfail)\b.*|(-p)?no:xdist"  # how to spread them is said
    r"|--(pdb|trace)\b.*|-[qvxl]*s[qvxl]*|--capture=no"  # somebody wants to see them run
    r"|.*::.*"  # these few are named
)
"""The arguments of pytest with which the tests are not spread over the cores by themselves."""


def main(arguments: list[str]) -> int:
    """Do the job that the first argument names; return the exit code."""
    jobs = {"demo": demo, "test": test, "setup": setup, "generate": generate}
    if arguments in (["-h"], ["--help"]):
        print(__doc__.strip())
        return 0
    try:
        if not arguments or arguments[0] not in jobs:
            raise Failure("wanted one of: {}\n\n{}".format(", ".join(jobs), __doc__.strip()), 2)
        if os.name != "posix":
            raise Failure("dev.py is for Linux and macOS; on Windows, run it in WSL", 2)
        use_new_enough_python()
        jobs[arguments[0]](arguments[1:])
    except Failure as failure:
        print(f"dev.py: {failure}", file=sys.stderr)
        return failure.code
    except OSError as error:
        print(f"dev.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


# The jobs.


def demo(arguments: list[str]) -> None:
    """Install vfmock and become ``vfmock demo``."""
    with Lock():
        install(dev=False)
    become([str(BIN / "vfmock"), "demo", *arguments])


def test(arguments: list[str]) -> None:
    """Install everything and become pytest, on all cores if the arguments leave that open."""
    setup([])
    os.chdir(ROOT)
    if os.environ.get("CI") != "true":
        say(
            "only .ci/run checks lint, format, types, coverage, the lowest versions, another Python"
            " and the wheel outside of here"
        )
    become([str(PYTHON), "-m", "pytest", *spread(arguments), *arguments])


def spread(arguments: list[str]) -> tuple[str, ...]:
    """Return what makes pytest use all cores; nothing where it was told how to run the tests."""
    given = [*shlex.split(os.environ.get("PYTEST_ADDOPTS", "")), *arguments]
    return () if any(map(IN_ONE_PROCESS.fullmatch, given)) else ON_ALL_CORES


def setup(arguments: list[str]) -> None:
    """Install vfmock, its development tools and the programs that the tests start."""
    if arguments:
        raise Failure(f"setup takes no arguments, got {shlex.join(arguments)}", 2)
    with Lock():
        install(dev=True)
        install_node_packages()
        install_programs()


def generate(arguments: list[str]) -> None:
    """Install what `test` needs, and make the generated files anew."""
    if arguments:
        raise Failure(f"generate takes no arguments, got {shlex.join(arguments)}", 2)
    with Lock():
        install(dev=True)
    os.chdir(ROOT)
    become([str(PYTHON), "-m", "tools.generate"])


# The interpreter.


def use_new_enough_python() -> None:
    """Return in a Python that is new enough: in this one, or start again in another one of PATH."""
    if sys.version_info >= OLDEST:
        return
    for name in NEWER_NAMES:
        path = shutil.which(name)
        if path and is_new_enough(path):
            os.execv(path, [path, *sys.argv])
    raise Failure(
        "Python {}.{} or newer is wanted, this is {}.{} ({}) and none of {} on PATH is; install"
        " one, with `apt-get install python3` on Debian 12 or newer or `brew install python` on"
        " macOS".format(*OLDEST, *sys.version_info[:2], sys.executable, ", ".join(NEWER_NAMES)),
        2,
    )


def is_new_enough(path: str) -> bool:
    """Ask a Python for its version; a name proves nothing, pyenv has stand-ins for all versions."""
    check = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    # Not by ``run``: a stand-in would find the Python of .venv, which is on PATH there.
    quiet = subprocess.DEVNULL
    return subprocess.call([path, "-c", check], stdout=quiet, stderr=quiet) == 0


def base_python() -> str:
    """Return the interpreter behind the environment that this one may have been started from.

    That environment may be the very .venv that is to be rebuilt.
    """
    base: str | None = getattr(sys, "_base_executable", None)
    return base or sys.executable


# The virtual environment.


def install(*, dev: bool) -> None:
    """Make .venv hold vfmock, editable, and its dependencies; with ``dev`` the tools as well."""
    stamp = read_stamp()
    if not is_usable(stamp):
        create_environment()
        stamp = {}
    wanted = {
        "root": str(ROOT),
        "pyproject": digest(PYPROJECT),
        "dev": dev or bool(stamp.get("dev")),
    }
    if stamp == wanted:
        return
    tools = dependency_group("dev") if wanted["dev"] else []
    say("installing vfmock{} into .venv".format(" and its development tools" if tools else ""))
    # "." and not the path: pip would take square brackets in it for extras.
    pip_install("-e", ".", *tools, problem="the installation failed")
    STAMP.write_text(json.dumps(wanted), encoding="utf-8")


def read_stamp() -> dict[str, object]:
    """Return what is noted about the last finished installation; empty if there was none."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def is_usable(stamp: dict[str, object]) -> bool:
    """Say whether .venv is whole, stands where it was made, and has this version of Python."""
    # Scripts in a moved environment, and the editable install, still point to the old place.
    if stamp.get("root", str(ROOT)) != str(ROOT):
        return False
    # Without its pyvenv.cfg it would be the system's Python, packages and all.
    own = "sys.prefix != sys.base_prefix"
    same = f"sys.version_info[:2] == {tuple(sys.version_info[:2])}"
    return attempt([str(PYTHON), "-c", f"import sys, pip; sys.exit(not ({own} and {same}))"])


def create_environment() -> None:
    """Make .venv anew, with pip in it, by the first way that this machine allows."""
    python = base_python()
    say("creating .venv with Python {}.{}.{}".format(*sys.version_info[:3]))
    if with_own_pip(python) or with_outside_pip(python):
        return
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    is_debian = shutil.which("apt-get") and os.path.realpath(python).startswith("/usr/bin/")
    why = "without which Debian's Python makes no virtual environment"
    if is_debian and install_debian_package(package, why) and with_own_pip(python):
        return
    # Nothing helped, so its own words may: the reason can be another one, such as a full disk.
    run([python, "-m", "venv", str(VENV)])
    remove_environment()
    missing = f"{package} (`apt-get install {package}` as root)" if is_debian else "venv, ensurepip"
    raise Failure(
        f"{python} can't make a virtual environment with pip in it: install {missing}"
        " or another Python, and run this again"
    )


def with_own_pip(python: str) -> bool:
    """Make .venv the usual way; Debian's Python needs the package python3-venv for it."""
    remove_environment()
    return attempt([python, "-m", "venv", str(VENV)])


def with_outside_pip(python: str) -> bool:
    """Make .venv without pip and let a pip from outside (22.3 or newer) install one."""
    remove_environment()
    bare = attempt([python, "-m", "venv", "--without-pip", str(VENV)])
    outside = [python, "-m", "pip", "--python", str(VENV)]
    return bare and attempt([*outside, "install", "--quiet", "--no-input", "pip"])


def remove_environment() -> None:
    """Remove .venv, whatever it is."""
    try:
        if VENV.is_symlink() or VENV.is_file():
            VENV.unlink()
        elif VENV.exists():
            shutil.rmtree(VENV)
    except OSError as error:
        raise Failure(f"can't remove the old .venv: {error}") from None


def dependency_group(name: str) -> list[str]:
    """Return the requirements of a dependency group of pyproject.toml.

    pip reads groups from version 25.1 on, a fresh environment often has an older one.
    """
    import tomllib

    groups = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["dependency-groups"]
    found: list[str] = []
    for item in groups[name]:
        found += dependency_group(item["include-group"]) if isinstance(item, dict) else [item]
    return found


# Files.


class Lock:
    """Keeps a second dev.py of this checkout waiting while the first one installs."""

    def __enter__(self) -> None:
        import fcntl

        self.file = open(__file__, "rb")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another dev.py")
            fcntl.flock(self.file, fcntl.LOCK_EX)
        except OSError:
            pass  # Some network file systems have no locks; two at once are rare.

    def __exit__(self, *error: object) -> None:
        self.file.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
