"""The pytest plugin, in separate pytest sessions."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

# Imported here and not by a test within a test, whose modules are forgotten afterwards.
import vfmock.server.assembly
import vfmock.transports.host  # noqa: F401
from vfmock.settings import options

TALK = """
import json
import urllib.request


def talk(url, *texts):
    '''Say something over HTTP polling; works in any thread and under any loop.'''
    base = f"{url}/v4/interact/socket/?EIO=4&transport=polling"

    def call(address, *packets):
        body = "\\x1e".join(packets).encode() if packets else None
        with urllib.request.urlopen(address, data=body, timeout=20) as response:
            return response.read().decode().split("\\x1e")

    (packet,) = call(base)
    address = f"{base}&sid={json.loads(packet[1:])['sid']}"
    call(address, "40")
    call(address)
    call(address, '42["client.start",{"userID":"u","projectID":"p"}]', '42["session.create",{}]')
    answers = []
    for said in texts:
        action = {"type": "text", "payload": said}
        call(address, "42" + json.dumps(["action.send", {"action": action}]))
        over = False
        while not over:
            for packet in call(address):
                name, payload = json.loads(packet[2:]) if packet[:2] == "42" else ("", {})
                if name == "action.trace":
                    answers.append(payload["trace"]["payload"]["message"])
                over = over or payload.get("status") in ("completed", "rejected")
    return answers
"""

SCENARIO = """
name: agent
rules:
  - on: {text: hi}
    reply: [text: hello from the file]
"""

INI = """
[pytest]
addopts = -p no:cacheprovider
asyncio_mode = strict
asyncio_default_fixture_loop_scope = function
"""


@pytest.fixture(autouse=True)
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project whose tests talk to the fixture's server, and no settings from outside."""
    for name in [name for name in os.environ if name.startswith("VFMOCK_")]:
        monkeypatch.delenv(name)
    # In CI, pytest shows a failure a second time in its summary, which the tests don't count.
    for name in ("PYTEST_ADDOPTS", "CI", "BUILD_NUMBER"):
        monkeypatch.delenv(name, raising=False)
    pytester.makeini(INI)
    pytester.makepyfile(talk=TALK)
    (pytester.path / "agent.yaml").write_text(SCENARIO, encoding="utf-8")


LEFT = ("-W", "ignore:Unclosed connection", "-W", "ignore:unclosed <socket")
"""What clients of other tests left in this process may be collected while tests within run."""


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Run the tests in this process, which has the libraries of the server already."""
    return pytester.runpytest_inprocess("-W", "error", *LEFT, *arguments)


def run_apart(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Run the tests in a process of their own: other plugins may keep something of theirs.

    Hypothesis has no part in it, and takes longer to load than all the rest.
    """
    without = ("-p", "no:hypothesispytest")
    return pytester.runpytest_subprocess("-W", "error", *without, *arguments, timeout=60)


def write(pytester: pytest.Pytester, body: str, name: str = "test_it") -> None:
    """Write a module of tests."""
    head = "import pytest\nfrom talk import talk\nfrom vfmock import text\n"
    pytester.makepyfile(**{name: head + body})


def test_a_sync_test_can_use_the_fixture(pytester: pytest.Pytester) -> None:
    write(
        pytester,
        """
def test_one(vfmock):
    vfmock.on.text("hi").reply(text("hello"))
    assert talk(vfmock.url, "hi") == ["hello"]
    vfmock.verify.text("hi", times=1)

def test_another_gets_another_server(vfmock):
    vfmock.verify.no_actions()
    assert vfmock._control.world.script.added.rules == ()
""",
    )
    result = run(pytester)
    result.assert_outcomes(passed=2)
    result.stdout.no_fnmatch_line("*vfmock conversation*")
    result.stdout.no_fnmatch_line("*seed:*")


def test_an_async_test_under_pytest_asyncio_can_use_the_fixture(pytester: pytest.Pytester) -> None:
    write(
        pytester,
        """
import asyncio
import socketio

@pytest.mark.asyncio
async def test_one(vfmock):
    vfmock.on.launch().reply(text("hello"))
    async with socketio.AsyncSimpleClient() as client:
        await client.connect(
            vfmock.url, socketio_path=vfmock.path, transports=["websocket"]
        )
        await client.emit("client.start", {"userID": "u", "projectID": "p"})
        assert (await client.receive(20))[0] == "client.started"
        await client.emit("session.create", {})
        assert (await client.receive(20))[0] == "session.created"
        await client.emit("action.send", {"action": {"type": "launch"}})
        events = [await client.receive(20) for _ in range(3)]
    assert events[1][1]["trace"]["payload"]["message"] == "hello"

@pytest.mark.asyncio
async def test_that_fails(vfmock):
    await asyncio.to_thread(talk, vfmock.url, "unknown")
""",
    )
    result = run_apart(pytester)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*no rule takes text 'unknown' in state 'start'*"])


def test_an_async_test_under_anyio_can_use_the_fixture(pytester: pytest.Pytester) -> None:
    write(
        pytester,
        """
import anyio.to_thread
import sniffio

pytestmark = pytest.mark.anyio

@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param

async def test_one(vfmock, anyio_backend):
    vfmock.on.text("hi").reply(text(anyio_backend))
    assert await anyio.to_thread.run_sync(talk, vfmock.url, "hi") == [anyio_backend]

async def test_that_fails(vfmock):
    await anyio.to_thread.run_sync(talk, vfmock.url, "unknown")
""".replace("import sniffio\n", ""),
    )
    result = run_apart(pytester)
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(["*FAILED*trio*"])


@pytest.mark.parametrize(
    "where", ["marker", "marker keyword", "environment", "ini", "bundled", "object"]
)
def test_the_scenario_comes_from_the_marker_the_environment_or_the_ini_file(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    marker = {
        "marker": '@pytest.mark.vfmock("agent.yaml")',
        "marker keyword": '@pytest.mark.vfmock(scenario="agent.yaml")',
        "bundled": '@pytest.mark.vfmock("support")',
        "object": "@pytest.mark.vfmock(Scenario(name='agent'))",
    }.get(where, "")
    if where == "environment":
        monkeypatch.setenv("VFMOCK_SCENARIO", "agent.yaml")
    if where == "ini":
        pytester.makeini(INI + "vfmock_scenario = agent.yaml\n")
    name = "support" if where == "bundled" else "agent"
    write(
        pytester,
        f"""
from vfmock import Scenario

{marker}
def test_one(vfmock):
    assert vfmock.scenario.name == {name!r}
""",
    )
    run(pytester).assert_outcomes(passed=1)


def test_a_scenario_is_found_beside_the_test_and_then_below_the_root(
    pytester: pytest.Pytester,
) -> None:
    beside = pytester.mkpydir("sub")
    (beside / "beside.yaml").write_text("name: beside\nrules: []\n", encoding="utf-8")
    (beside / "test_sub.py").write_text(
        "import pytest\n"
        "@pytest.mark.parametrize('name', [\n"
        "    pytest.param('beside', marks=pytest.mark.vfmock('beside.yaml')),\n"
        "    pytest.param('agent', marks=pytest.mark.vfmock('agent.yaml')),\n"
        "])\n"
        "def test_one(vfmock, name):\n"
        "    assert vfmock.scenario.name == name\n",
        encoding="utf-8",
    )
    run(pytester).assert_outcomes(passed=2)


def test_the_scenario_of_the_ini_file_is_found_beside_that_file(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makeini(INI + "vfmock_scenario = agent.yaml\n")
    sub = pytester.mkpydir("sub")
    (sub / "test_sub.py").write_text(
        "def test_one(vfmock):\n    assert vfmock.scenario.name == 'agent'\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(sub)
    run(pytester).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("marker", "environment", "ini", "seed", "fallback"),
    [
        (True, True, True, 1, "echo"),
        (False, True, True, 2, "no-match"),
        (False, False, True, 3, "strict"),
    ],
)
def test_the_marker_overrides_the_environment_which_overrides_the_ini_file(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    marker: bool,
    environment: bool,
    ini: bool,
    seed: int,
    fallback: str,
) -> None:
    if environment:
        monkeypatch.setenv("VFMOCK_SEED", "2")
        monkeypatch.setenv("VFMOCK_FALLBACK", "no-match")
    if ini:
        pytester.makeini(INI + "vfmock_seed = 3\nvfmock_fallback = strict\n")
    line = '@pytest.mark.vfmock(seed=1, fallback="echo")' if marker else ""
    write(
        pytester,
        f"""
{line}
def test_one(vfmock):
    assert vfmock.seed == {seed}
    assert vfmock.scenario.fallback.mode == {fallback!r}
""",
    )
    run(pytester).assert_outcomes(passed=1)


def test_the_nearest_marker_counts_and_the_others_add_missing_options(
    pytester: pytest.Pytester,
) -> None:
    write(
        pytester,
        """
pytestmark = pytest.mark.vfmock("agent.yaml", seed=1)

@pytest.mark.vfmock(seed=2)
class TestClass:
    @pytest.mark.vfmock(seed=3)
    def test_one(self, vfmock):
        assert (vfmock.seed, vfmock.scenario.name) == (3, "agent")

    def test_two(self, vfmock):
        assert vfmock.seed == 2
        assert talk(vfmock.url, "hi") == ["hello from the file"]
""",
    )
    run(pytester).assert_outcomes(passed=2)


def test_a_turn_that_waits_for_a_mock_clock_is_told_in_the_report(
    pytester: pytest.Pytester,
) -> None:
    write(
        pytester,
        """
import socketio
from vfmock import pause

@pytest.mark.vfmock(clock="mock")
def test_one(vfmock):
    vfmock.on.text("slow").reply(text("Wait."), pause(30), text("Done."))
    vfmock.on.any().reply(text("?"))
    vfmock.on.launch().reply(text("Hi."))
    client = socketio.SimpleClient()
    client.connect(vfmock.url, socketio_path=vfmock.path, transports=["websocket"])
    client.emit("client.start", {"userID": "u", "projectID": "p"})
    client.emit("session.create", {})
    client.emit("action.send", {"action": {"type": "text", "payload": "slow"}})
    received = [client.receive(timeout=20)[0] for _ in range(4)]
    client.disconnect()
    assert received[-1] == "action.status"
""",
    )
    result = run_apart(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "  turn 1",
            "*→ text 'slow'",
            "*· taken by python: rules?0? at test_it.py:*",
            "*← accepted",
            "*← text 'Wait.'",
            "*… c1 text 'slow': pause until +30 s; the clock is mock: clock.advance(30) moves it",
            "warning: test_it.py:*: python: rules?2? never takes an action: python: rules?1? at*",
            "seed: *",
        ]
    )


SHADOWED = """
def test_one(vfmock):
    vfmock.on.any().reply(text("hello"))
    vfmock.on.text("hi").reply(text("never"))
    assert talk(vfmock.url, "hi") == ["hello"]
"""


def test_a_rule_that_does_nothing_is_a_warning_at_its_line(pytester: pytest.Pytester) -> None:
    write(pytester, SHADOWED)
    result = pytester.runpytest_inprocess("-W", "default", *LEFT)
    result.assert_outcomes(passed=1, warnings=1)
    problem = "python: rules?1? never takes an action: python: rules?0? at test_it.py:6 takes all*"
    result.stdout.fnmatch_lines(["  *test_it.py:7: ScenarioWarning: " + problem])


def test_a_warning_of_a_rule_may_be_an_error_or_be_ignored(pytester: pytest.Pytester) -> None:
    write(pytester, SHADOWED)
    result = run(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["python: rules?1? never takes an action: *"])
    assert "pytest_plugin.py" not in result.stdout.str()
    ignored = run(pytester, "-W", "ignore::vfmock.errors.ScenarioWarning")
    ignored.assert_outcomes(passed=1)


def test_a_problem_is_told_with_the_warnings(pytester: pytest.Pytester) -> None:
    write(
        pytester, SHADOWED.replace("vfmock.on.any()", "vfmock.expect.launch()\n    vfmock.on.any()")
    )
    result = run(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["expected 'launch', at least once", "warning: test_it.py:8: python: rules?2? never*"]
    )


def test_a_fault_that_never_happened_fails_the_test(pytester: pytest.Pytester) -> None:
    write(
        pytester,
        """
def test_one(vfmock):
    vfmock.on.text("hi").reply(text("hello"))
    vfmock.faults.add("transport close", on="action.send", nth=2)
    assert talk(vfmock.url, "hi") == ["hello"]

def test_two(vfmock):
    vfmock.on.text("hi").reply(text("hello"))
    vfmock.faults.add("completed twice")
    assert talk(vfmock.url, "hi") == ["hello"]
""",
    )
    result = run(pytester)
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(
        [
            "expected the fault 'transport close' to happen at action.send number 2",
            "     got never",
            "  action.send came once",
        ]
    )


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("pytest.fail('not this')", "E *Failed: not this"),
        ("sys.exit(3)", "E *SystemExit: 3"),
        ("raise asyncio.CancelledError", "E *asyncio.exceptions.CancelledError"),
        ("assert turn.number == 7", "E *assert 1 == 7"),
        ("raise KeyboardInterrupt", "fails raised KeyboardInterrupt"),
    ],
)
def test_an_error_in_a_function_fails_the_test_with_that_very_error(
    pytester: pytest.Pytester, statement: str, shown: str
) -> None:
    write(
        pytester,
        f"""
import asyncio
import sys

def fails(turn):
    {statement}

def test_one(vfmock):
    vfmock.on.any().reply(fails)
    assert talk(vfmock.url, "hi") == []

def test_another(vfmock):
    pass
""",
    )
    result = run(pytester)
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines([shown])
    text = result.stdout.str()
    if "Keyboard" not in statement:
        result.stdout.fnmatch_lines([f">   *{statement}"])
        result.stdout.fnmatch_lines(["*completed: scenario_error*", "*seed: *"])
    assert "pytest_plugin.py" not in text
    assert "core/agent.py" not in text


def test_the_error_of_a_function_is_shown_if_the_test_fails_for_another_reason(
    pytester: pytest.Pytester,
) -> None:
    write(
        pytester,
        """
def fails(turn):
    raise ValueError("no such pizza")

def test_one(vfmock):
    vfmock.on.any().reply(fails)
    assert talk(vfmock.url, "hi") == ["pizza"]
""",
    )
    result = run(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*vfmock error in a rule*", "*test_it.py*in fails*", "ValueError: no such pizza"]
    )


def test_a_strict_failure_fails_the_test_and_shows_the_conversation_once(
    pytester: pytest.Pytester,
) -> None:
    write(
        pytester,
        """
@pytest.mark.vfmock(seed=7)
def test_one(vfmock):
    vfmock.on.text("order").reply(text("Which size?"))
    assert talk(vfmock.url, "order", "ordre") == ["Which size?"]
""",
    )
    result = run(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "no rule takes text 'ordre' in state 'start' (nearest: *",
            "conversation:",
            "  turn 1",
            "*→ text 'order'",
            "*← accepted",
            "*← text 'Which size?'",
            "*← completed",
            "*turn 2",
            "*→ text 'ordre'",
            "*← rejected: no_rule_matched*",
            "*seed: 7",
        ]
    )
    text = result.stdout.str()
    assert text.count("turn 2") == 1
    assert "vfmock conversation" not in text
    assert "entries are hidden" not in text
    assert "def check" not in text, "how the plugin finds out is nobody's business"


def test_a_failed_verify_shows_the_conversation_once(pytester: pytest.Pytester) -> None:
    write(
        pytester,
        """
def test_one(vfmock):
    vfmock.on.text("hi").reply(text("hello"))
    talk(vfmock.url, "hi")
    vfmock.verify.text("ho")
""",
    )
    result = run(pytester)
    result.assert_outcomes(failed=1)
    text = result.stdout.str()
    assert text.count("turn 1") == 1
    assert "vfmock conversation" not in text


def test_a_missed_expectation_fails_the_test(pytester: pytest.Pytester) -> None:
    write(
        pytester,
        """
def test_one(vfmock):
    vfmock.expect.text("order").reply(text("Which size?"))
    vfmock.on.text("hi").reply(text("hello"))
    assert talk(vfmock.url, "hi") == ["hello"]

def test_met(vfmock):
    vfmock.expect.text("order").reply(text("Which size?"))
    talk(vfmock.url, "order")
""",
    )
    result = run(pytester)
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(
        ["expected the text 'order', at least once", "*got never", "*turn 1"]
    )


def test_the_expectations_of_both_servers_of_a_test_are_checked(pytester: pytest.Pytester) -> None:
    write(
        pytester,
        """
def test_first(vfmock, vfmock_cluster):
    vfmock.expect.text("order")

def test_second(vfmock, vfmock_cluster):
    vfmock_cluster.expect.text("order")

def test_both(vfmock_cluster, vfmock):
    vfmock.expect.text("one")
    vfmock_cluster.expect.text("two")

def test_own_failure(vfmock, vfmock_cluster):
    vfmock.on.text("hi").reply(text("hello"))
    assert talk(vfmock.url, "hi") == ["goodbye"]
""",
    )
    result = run(pytester)
    result.assert_outcomes(failed=4)
    result.stdout.fnmatch_lines(
        [
            "*test_first*",
            "expected the text 'order', at least once",
            "*test_second*",
            "expected the text 'order', at least once",
            "*test_both*",
            "expected the text 'two', at least once",
            "expected the text 'one', at least once",
            "*test_own_failure*",
            "*→ text 'hi'",
            "conversation: no client has connected",
        ]
    )


def test_a_failure_of_the_test_itself_shows_the_conversation_and_the_seed(
    pytester: pytest.Pytester,
) -> None:
    write(
        pytester,
        """
@pytest.mark.vfmock(seed=7)
def test_one(vfmock):
    vfmock.on.text("hi").reply(text("hello"))
    vfmock.expect.launch()
    assert talk(vfmock.url, "hi") == ["goodbye"]
""",
    )
    result = run(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*assert ?'hello'? == ?'goodbye'?*",
            "*- vfmock conversation -*",
            "conversation:",
            "*turn 1",
            "*→ text 'hi'",
            "*← text 'hello'",
            "seed: 7",
        ]
    )
    result.stdout.no_fnmatch_line("*VerificationError*")


def test_a_failed_test_without_the_fixture_shows_nothing(pytester: pytest.Pytester) -> None:
    write(pytester, "def test_one():\n    assert 1 == 2\n")
    result = run(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*vfmock conversation*")


@pytest.mark.parametrize(
    ("marker", "problem"),
    [
        ("sede=1", "unknown setting 'sede', did you mean 'seed'*"),
        ("fallback='ecko'", "'fallback': wanted one of strict, *got 'ecko', did you*"),
        ("'nowhere.yaml'", "*nowhere.yaml*"),
        ("'support', 'voice'", "it takes one scenario"),
        ("'support', scenario='voice'", "it takes one scenario"),
        ("7", "wanted a Scenario, a file or the name of an example, not 7"),
        ("autojump=True", "'autojump' is for clock='mock': *"),
        ("preset=['flaky']", "*flaky*"),
    ],
)
def test_a_wrong_marker_is_a_clear_error(
    pytester: pytest.Pytester, marker: str, problem: str
) -> None:
    write(pytester, f"@pytest.mark.vfmock({marker})\ndef test_one(vfmock):\n    pass\n")
    result = run(pytester)
    result.assert_outcomes(errors=1)
    shown = marker.replace("[", "?").replace("]", "?")
    result.stdout.fnmatch_lines([f"the marker vfmock({shown}) of test_it.py::test_one: {problem}"])
    assert "pytest_plugin.py" not in result.stdout.str()


def test_the_marker_that_is_wrong_is_named_and_not_another(pytester: pytest.Pytester) -> None:
    write(
        pytester,
        """
pytestmark = pytest.mark.vfmock(clock="mock")

@pytest.mark.vfmock(sede=1)
class TestIt:
    @pytest.mark.vfmock(seed=2)
    def test_one(self, vfmock_cluster):
        pass
""",
    )
    result = run(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["the marker vfmock(sede=1) of test_it.py::TestIt: unknown*"])


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("seed", "many", "'seed': wanted a whole number, got 'many'"),
        ("ping_interval", "0", "'ping_interval'*"),
        ("scenario", "suport", "no file and no example 'suport', did you mean 'support'*"),
        ("autojump", "true", "'autojump' is for clock='mock'*"),
    ],
)
@pytest.mark.parametrize("where", ["the ini option vfmock_", "the variable VFMOCK_"])
def test_a_wrong_ini_value_or_variable_is_a_clear_error(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    name: str,
    value: str,
    problem: str,
) -> None:
    if "ini" in where:
        pytester.makeini(INI + f"vfmock_{name} = {value}\n")
    else:
        name = name.upper()
        monkeypatch.setenv(f"VFMOCK_{name}", value)
    write(pytester, "@pytest.mark.vfmock(seed=1)\ndef test_one(vfmock):\n    pass\n")
    result = run(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"{where}{name}: {problem}"])
    assert "pytest_plugin.py" not in result.stdout.str()


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("vfmock.on.txt('hi')", "*unknown matcher 'txt', did you mean 'text'*"),
        ("vfmock.on.text(regex='(')", "*'('*"),
        ("vfmock.on.text('hi').times(0)", "*'times' is 1 or more, not 0*"),
        ("vfmock.on.text('hi').reply('hello')", "*a reply is made of steps*"),
        ("vfmock.load('suport')", "*did you mean 'support'*"),
        ("vfmock.faults.add('transport clos')", "*did you mean 'transport close'*"),
        ("vfmock.verify.text('hi')", "*expected the text 'hi', at least once*"),
        ("vfmock.verify(1)", "*wanted a matcher or a function*"),
        ("vfmock.restart(connection='nope')", "*there is no such connection to restart*"),
        ("vfmock.end_session('nobody', 'x')", "*user 'nobody' has no session*"),
        ("vfmock.begin_session('u', 'p', state='x')", "*no state 'x'*"),
        ("vfmock.clock.advance(-1)", "*can't advance the clock*"),
        ("MockServer(seeed=7)", "*unknown setting 'seeed'*"),
        ("load_scenario('suport')", "*did you mean 'support'*"),
        ("vfmock.check()", "*expected 'launch', at least once*"),
    ],
)
def test_an_error_shows_the_line_of_the_test_and_not_the_inside_of_vfmock(
    pytester: pytest.Pytester, statement: str, problem: str
) -> None:
    write(
        pytester,
        f"""
from vfmock import MockServer, load_scenario

def helper(vfmock):
    {statement}

def test_one(vfmock):
    vfmock.expect.launch()
    helper(vfmock)
""",
    )
    result = run(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f">   *{statement}", f"E  {problem}", "test_it.py:8: *"])
    assert "vfmock/" not in result.stdout.str()
    assert "vfmock/" in run(pytester, "--full-trace").stdout.str()


def test_the_marker_is_known_and_every_option_is_in_the_help(pytester: pytest.Pytester) -> None:
    run(pytester, "--markers").stdout.fnmatch_lines(["@pytest.mark.vfmock(scenario, *settings)*"])
    text = run(pytester, "--help").stdout.str()
    assert [name for name, _, _ in options() if f"vfmock_{name} " not in text] == []


def test_the_plugin_works_in_several_processes(pytester: pytest.Pytester) -> None:
    write(
        pytester,
        """
@pytest.mark.parametrize("number", range(8))
def test_one(vfmock, number):
    vfmock.on.text("hi").reply(text(f"hello {number}"))
    assert talk(vfmock.url, "hi") == [f"hello {number}"]

def test_that_fails(vfmock):
    talk(vfmock.url, "unknown")
""",
    )
    result = run_apart(pytester, "-n", "2", "-p", "no:anyio")
    result.assert_outcomes(passed=8, failed=1)
    result.stdout.fnmatch_lines(["*no rule takes text 'unknown'*"])


def test_a_setup_that_fails_shows_the_conversation_so_far(pytester: pytest.Pytester) -> None:
    write(
        pytester,
        """
@pytest.fixture
def broken(vfmock):
    vfmock.on.text("hi").reply(text("hello"))
    talk(vfmock.url, "hi")
    raise LookupError("no luck")

def test_one(broken):
    pass
""",
    )
    result = run(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*LookupError: no luck", "*- vfmock conversation -*", "*turn 1"])


def test_the_plugin_imports_no_library_of_the_server_by_itself() -> None:
    heavy = "{'aiohttp', 'socketio', 'engineio', 'jinja2', 'faker', 'jsonschema', 'rich', 'yaml'}"
    code = f"import sys, vfmock.pytest_plugin; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
