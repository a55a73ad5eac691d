"""The wheel and the sdist: their contents, and the wheel installed outside of the checkout."""

from __future__ import annotations

import configparser
import tarfile
from pathlib import Path

import pytest

from tests.packaging.project import PYPROJECT, ROOT
from tests.packaging.shipping import Shipped, contents, install, run, ship

pytestmark = pytest.mark.slow

NAME = f"vfmock-{PYPROJECT['project']['version']}"

ONE_TEST = """
from urllib.request import urlopen


def test_the_server_is_up(vfmock):
    with urlopen(vfmock.url + "/__vfmock/health") as answer:
        assert answer.status == 200
"""

IN_A_ZIP = """
import sys

sys.path.insert(0, sys.argv.pop())

import vfmock
from vfmock.cli.main import main

print(vfmock.__file__)
sys.argv.append("demo")
main()
"""

PAGE_IN_A_ZIP = """
import sys
from urllib.request import urlopen

sys.path.insert(0, sys.argv.pop())

from vfmock import MockServer

with MockServer(widget=True) as server, urlopen(server.url) as page:
    print(page.status, "<title>Chat" in page.read().decode())
"""


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Shipped:
    """Sdist and wheel, built once."""
    return ship(tmp_path_factory.mktemp("shipped"))


@pytest.fixture(scope="session")
def installed(shipped: Shipped, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` of an environment that has the wheel, its requirements and pytest."""
    return install(shipped.wheel, tmp_path_factory.mktemp("installed"), "pytest")


# What is in them.


@pytest.mark.parametrize("folder", ["schemas", "examples", "presets"])
def test_the_data_is_inside_the_package(shipped: Shipped, folder: str) -> None:
    here = {
        f"vfmock/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    there = {name for name in contents(shipped.wheel) if name.startswith(f"vfmock/{folder}/")}
    assert here == there != set()


def test_the_pages_of_the_widget_are_in_the_wheel(shipped: Shipped) -> None:
    pages = ROOT / "vfmock" / "transports" / "widget" / "pages"
    here = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in pages.iterdir()}
    assert here.items() <= contents(shipped.wheel).items()
    assert here != {}


def test_every_module_is_in_the_wheel(shipped: Shipped) -> None:
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "vfmock").rglob("*.py")}
    assert modules <= contents(shipped.wheel).keys()


def test_the_types_and_the_license_are_in_the_wheel(shipped: Shipped) -> None:
    files = contents(shipped.wheel)
    assert "vfmock/py.typed" in files
    license_text = (ROOT / "LICENSE").read_bytes()
    assert files[f"{NAME}.dist-info/licenses/LICENSE"] == license_text


def test_the_entry_points_are_a_command_and_a_pytest_plugin(shipped: Shipped) -> None:
    parser = configparser.ConfigParser()
    parser.read_string(contents(shipped.wheel)[f"{NAME}.dist-info/entry_points.txt"].decode())
    assert {section: dict(parser[section]) for section in parser.sections()} == {
        "console_scripts": {"vfmock": "vfmock.cli.main:main"},
        "pytest11": {"vfmock": "vfmock.pytest_plugin"},
        "pyinstaller40": {"hook-dirs": "vfmock.pyinstaller:hook_dirs"},
    }


def test_pyinstaller_finds_the_hook(installed: Path, tmp_path: Path) -> None:
    code = "from vfmock.pyinstaller import hook_dirs; print(*hook_dirs(), sep='\\n')"
    (folder,) = run([str(installed / "python"), "-c", code], tmp_path).splitlines()
    assert (Path(folder) / "hook-vfmock.py").is_file()


def test_nothing_else_is_in_the_wheel(shipped: Shipped) -> None:
    names = contents(shipped.wheel)
    assert {name.split("/")[0] for name in names} == {"vfmock", f"{NAME}.dist-info"}
    assert [name for name in names if _is_litter(name) or "/tests/" in name] == []


def test_the_sdist_is_a_checkout_without_other_files(shipped: Shipped) -> None:
    with tarfile.open(shipped.sdist) as archive:
        names = [name.removeprefix(f"{NAME}/") for name in archive.getnames()]
    wanted = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "conftest.py", "dev.py"}
    assert wanted <= set(names)
    assert "tests/packaging/test_wheel.py" in names
    assert [name for name in names if _is_litter(name)] == []


def test_the_sdist_makes_the_same_wheel(shipped: Shipped) -> None:
    assert shipped.rebuilt.name == shipped.wheel.name
    assert contents(shipped.rebuilt) == contents(shipped.wheel)


# The wheel in use, in an empty directory.


def test_the_imported_package_is_the_one_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    where = run(
        [str(installed / "python"), "-c", "import vfmock; print(vfmock.__file__)"], tmp_path
    )
    assert Path(where.strip()).is_relative_to(installed.parent)


def test_the_command_knows_its_version(installed: Path, tmp_path: Path) -> None:
    version = run([str(installed / "vfmock"), "--version"], tmp_path)
    assert version == f"vfmock {PYPROJECT['project']['version']}\n"


def test_a_bundled_scenario_loads(installed: Path, tmp_path: Path) -> None:
    code = "import vfmock; print(vfmock.load_scenario('support').name)"
    assert run([str(installed / "python"), "-c", code], tmp_path) == "support\n"


def test_the_package_works_from_a_zip(shipped: Shipped, installed: Path, tmp_path: Path) -> None:
    (tmp_path / "in_a_zip.py").write_text(IN_A_ZIP, encoding="utf-8")
    program = [str(installed / "python"), "in_a_zip.py", str(shipped.wheel)]
    where, *lines = run(program, tmp_path).splitlines()
    assert where.startswith(f"{shipped.wheel}/vfmock")
    assert lines[-1].startswith("session ended: ")


def test_the_page_of_the_widget_comes_from_a_zip(
    shipped: Shipped, installed: Path, tmp_path: Path
) -> None:
    (tmp_path / "page_in_a_zip.py").write_text(PAGE_IN_A_ZIP, encoding="utf-8")
    program = [str(installed / "python"), "page_in_a_zip.py", str(shipped.wheel)]
    assert run(program, tmp_path) == "200 True\n"


def test_a_project_has_the_fixture_without_a_conftest(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "test_agent.py").write_text(ONE_TEST, encoding="utf-8")
    python = [str(installed / "python"), "-W", "error"]
    assert "1 passed" in run([*python, "-m", "pytest"], tmp_path)


def _is_litter(name: str) -> bool:
    litter = {".git", ".venv", "__pycache__", "node_modules", "dist"}
    return not litter.isdisjoint(name.split("/")) or name.endswith(".pyc")
