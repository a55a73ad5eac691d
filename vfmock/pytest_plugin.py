"""The pytest plugin: the ``vfmock`` fixtures, their marker and their ini options.

pytest finds it by its entry point; no ``conftest.py`` has to name it. It is loaded in
every test session where vfmock is installed, so it imports the server only when a test asks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from traceback import format_exception
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import pytest

from vfmock.callers import cut_ours
from vfmock.errors import ScenarioWarning, SettingError, VerificationError, VfmockError
from vfmock.printable import printable
from vfmock.settings import PREFIX, from_environment, options, parse_option

if TYPE_CHECKING:
    from vfmock.server import MockServer

INI_PREFIX = "vfmock_"
SECTION = "vfmock conversation"
ERROR_SECTION = "vfmock error in a rule"
MARKER = (
    "vfmock(scenario, **settings): the agent that the vfmock fixture plays (a file, beside the test"
    " or below the root, a bundled name or a Scenario), and any setting of vfmock.Settings"
)

_SERVERS = pytest.StashKey["list[MockServer]"]()
"""The servers of a test: one for each of the two fixtures that it uses."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Every setting is an ini option: ``vfmock_scenario``, ``vfmock_fallback``, ``vfmock_seed``."""
    for name, _, help_text in options():
        parser.addini(INI_PREFIX + name, f"vfmock: {help_text}", default=None)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", MARKER)


@pytest.fixture
def vfmock(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    """A mock of the Voiceflow runtime, fresh for each test, on a free port of the loopback.

    For sync and async tests alike: it runs in a thread of its own. Settings come from the marker,
    then the environment (``VFMOCK_SEED=7 pytest``), then the ini file. When the test is over, each
    expectation has to be met, and in strict mode (the default) every action taken by a rule; else
    the test fails.
    """
    yield from _serve(request)


@pytest.fixture
def vfmock_cluster(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    """The same with two instances that share the sessions: ``one, two = vfmock_cluster.instances``.

    For clients that an instance sends away: they go on at the other with their session key. The
    marker's ``instances`` has more of them.
    """
    yield from _serve(request, instances=2)


def _serve(request: pytest.FixtureRequest, **defaults: Any) -> Iterator[MockServer]:
    from vfmock.server import MockServer

    first, sources = Source("", defaults), list(_sources(request))
    settings = dict(chain.from_iterable(one.settings.items() for one in (first, *sources)))
    try:
        server = MockServer(**settings)
    except VfmockError as error:
        _blame(first, sources, error)
    with server:
        request.node.stash.setdefault(_SERVERS, []).append(server)
        yield server


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """After a test that passed, check its expectations. A miss is a failure of the test itself."""
    __tracebackhide__ = True
    result = yield
    failures = [failure for server in _servers(item) if (failure := _failure(server))]
    if failures:
        cause = next(filter(None, (one.__cause__ for one in failures)), None)
        _fail("\n\n".join(map(str, failures)), cause)
    return result


def _fail(problems: str, cause: BaseException | None) -> NoReturn:
    """Fail with the error of the test's own function if there is one, or else with the problems."""
    if cause is None or isinstance(cause, KeyboardInterrupt):  # which would end the whole session
        # The message says it all; a traceback would show the inside of this plugin.
        pytest.fail(problems, pytrace=False)
    __tracebackhide__ = True
    cause.add_note(problems)
    raise cause


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the conversations of a failed test, turn by turn, in its report."""
    error = None if call.excinfo is None else call.excinfo.value
    if isinstance(error, VfmockError) and not item.config.getoption("fulltrace"):
        cut_ours(error, __file__)
    report = yield
    for server in _servers(item) if report.failed else ():
        for error in server.errors:
            if call.excinfo is None or call.excinfo.value is not error:
                text = printable("".join(format_exception(error)))
                report.sections.append((ERROR_SECTION, text))
        told = server.conversation()
        shown = call.excinfo is not None and told in _text_of(call.excinfo.value)
        if not shown:
            remarks = "".join(f"\nwarning: {remark}" for remark in server.remarks)
            text = printable(f"{told}{remarks}\nseed: {server.seed}")
            report.sections.append((SECTION, text))
    if report.when == "teardown" and _SERVERS in item.stash:
        del item.stash[_SERVERS]  # pytest keeps its items to the end; a server's journal is large
    return report


def _text_of(error: BaseException) -> str:
    """The message of an error, with its notes."""
    return "\n".join([str(error), *getattr(error, "__notes__", ())])


def _servers(item: pytest.Item) -> list[MockServer]:
    """The servers that a test has used."""
    return item.stash.get(_SERVERS, [])


def _failure(server: MockServer) -> Exception | None:
    """The server's problems with the test that has just passed. A warning may be an error."""
    try:
        server.check()
    except (VerificationError, ScenarioWarning) as error:
        return error
    return None


class Source(NamedTuple):
    """Where settings come from, in words, and the settings."""

    name: str
    settings: dict[str, Any]


def _sources(request: pytest.FixtureRequest) -> Iterator[Source]:
    """What the ini file, the environment and the markers say. A later source overrides others."""
    config = request.config
    base = config.inipath.parent if config.inipath else config.rootpath
    for name, _, _ in options():
        text = config.getini(INI_PREFIX + name)
        if text is not None:
            source = f"the ini option {INI_PREFIX}{name}"
            yield _read(source, partial(_option, name, str(text)), base)
    for variable, text in os.environ.items():
        if variable.startswith(PREFIX):
            read = partial(from_environment, {variable: text})
            yield _read(f"the variable {variable}", read)
    markers = list(request.node.iter_markers_with_node("vfmock"))
    for node, marker in reversed(markers):
        yield _of_marker(node, marker, request.path.parent, config.rootpath)


def _option(name: str, text: str) -> dict[str, Any]:
    return {name: parse_option(name, text)}


def _read(source: str, read: Callable[[], dict[str, Any]], *folders: Path) -> Source:
    """A setting that was written as text."""
    try:
        settings = read()
    except SettingError as error:
        _refuse(source, error)
    if "scenario" in settings:
        settings["scenario"] = _find(settings["scenario"], *folders)
    return Source(source, settings)


def _of_marker(node: pytest.Collector | pytest.Item, marker: pytest.Mark, *folders: Path) -> Source:
    given = [
        *map(repr, marker.args),
        *(f"{name}={value!r}" for name, value in marker.kwargs.items()),
    ]
    source = f"the marker vfmock({', '.join(given)}) of {node.nodeid or node.name}"
    settings = dict(marker.kwargs)
    if len(marker.args) > 1 or (marker.args and "scenario" in settings):
        _refuse(source, SettingError("it takes one scenario"))
    if marker.args:
        settings["scenario"] = marker.args[0]
    if "scenario" in settings:
        settings["scenario"] = _find(settings["scenario"], *folders)
    return Source(source, settings)


def _refuse(source: str, error: Exception) -> NoReturn:
    """End the setup of a test. The message says all; a traceback would show the plugin."""
    pytest.fail(f"{source}: {error}", pytrace=False)


def _blame(first: Source, sources: Sequence[Source], error: VfmockError) -> NoReturn:
    """Name the source without which there is no error."""
    from vfmock.server import MockServer

    settings = dict(first.settings)
    for source in sources:
        settings |= source.settings
        try:
            MockServer(**settings)
        except VfmockError as found:
            _refuse(source.name, found)
    _refuse("the fixture vfmock", error)


def _find(scenario: Any, *folders: Path) -> Any:
    """A relative path, resolved in the first folder that has it; or else as it was given."""
    if isinstance(scenario, str | Path):
        for folder in folders:
            if (folder / scenario).is_file():
                return folder / scenario
    return scenario
