"""The script: added rules come first; the setting or the scenario gives the fallback."""

from __future__ import annotations

import pytest

from tests.runtime.bench import NOW, Bench, messages, statuses
from vfmock.core.matchers.text import TextMatcher as TextMatcher
from vfmock.core.scenario import Fallback, Rule, Scenario
from vfmock.core.steps.raw_trace import trace
from vfmock.core.traces.text import text
from vfmock.core.user import User
from vfmock.runtime.script import NO_MATCH, Script
from vfmock.types import FallbackMode


def rule(said: str, answer: str, goto: str | None = None) -> Rule:
    return Rule(on=TextMatcher(said), reply=(text(answer),), goto=goto)


def test_added_rules_come_before_the_scenarios_own() -> None:
    bench = Bench(Scenario(rules=(rule("hi", "scenario"), rule("bye", "scenario bye"))))
    client = bench.client()
    client.ready()
    assert messages(client.say("hi")) == ["scenario"]
    bench.script.put(None, None, rule("hi", "added"))
    bench.script.put(None, None, rule("hi", "added later"))
    assert messages(client.say("hi")) == ["added"]
    assert messages(client.say("bye")) == ["scenario bye"]
    bench.script.clear()
    assert messages(client.say("hi")) == ["scenario"]


def test_added_rules_of_a_state_come_before_added_ones_for_all() -> None:
    states = {"menu": (rule("1", "scenario menu"),)}
    bench = Bench(Scenario(rules=(rule("go", "ok", goto="menu"),), states=states))
    bench.script.put(None, None, rule("1", "everywhere"))
    client = bench.client()
    client.ready()
    assert messages(client.say("1")) == ["everywhere"]
    client.say("go")
    assert messages(client.say("1")) == ["everywhere"], "all added rules come before the scenario's"
    bench.script.put("menu", None, rule("1", "added menu"))
    bench.script.put("other", None, rule("1", "added other"))
    assert messages(client.say("1")) == ["added menu"]


def test_running_sessions_play_a_new_scenario_at_once() -> None:
    bench = Bench(Scenario(rules=(rule("hi", "old"),)))
    client = bench.client()
    client.ready()
    bench.script.replace(Scenario(rules=(rule("hi", "new"),)))
    assert messages(client.say("hi")) == ["new"]


@pytest.mark.parametrize(
    ("own", "over", "mode"),
    [
        (None, None, "strict"),
        (None, "echo", "echo"),
        (Fallback(mode="echo"), None, "echo"),
        (Fallback(mode="echo"), "strict", "strict"),
        (Fallback(mode="strict"), "no-match", "no-match"),
    ],
)
def test_the_setting_overrides_the_fallback_of_the_scenario(
    own: Fallback | None, over: FallbackMode | None, mode: FallbackMode
) -> None:
    script = Script(Scenario(fallback=own), seed=1, fallback=over)
    fallback = script.scenario.fallback
    assert fallback is not None
    assert fallback.mode == mode
    assert fallback.reply == ((NO_MATCH,) if mode == "no-match" else ())


def test_a_no_match_reply_of_the_scenario_is_kept() -> None:
    own = Fallback(mode="no-match", reply=(text("Pardon?"),))
    bench = Bench(Scenario(fallback=own))
    client = bench.client()
    client.ready()
    assert messages(client.say("?")) == ["Pardon?"]
    bench.script.replace(Scenario(fallback=Fallback(mode="no-match")))
    another = bench.client()
    another.ready()
    assert messages(another.say("?")) == [NO_MATCH.message]


def test_the_default_fallback_is_strict_and_rejects() -> None:
    bench = Bench()
    client = bench.client()
    client.ready()
    assert statuses(client.say("hi")) == ["rejected"]
    assert len(bench.notes("mismatch")) == 1


def test_a_new_user_gets_the_variables_of_the_scenario_and_a_known_one_keeps_theirs() -> None:
    script = Script(Scenario(variables={"size": "small", "crust": "thin"}), seed=1)
    user = User("u", "p", {"size": "large"})
    script.begin(user, None, None, NOW)
    assert user.variables == {"size": "large", "crust": "thin"}
    user.variables["crust"] = "thick"
    script.begin(user, None, None, NOW)
    assert user.variables["crust"] == "thick"
    assert user.sessions == 2


def test_the_random_draws_of_a_session_do_not_depend_on_other_sessions() -> None:
    def ids(*users: str) -> dict[str, str]:
        script = Script(Scenario(), seed=1)
        made = [script.begin(User(name, "p"), None, None, NOW) for name in users]
        return {session.data.user.id: session.data.id for session in made}

    assert ids("a", "b")["b"] == ids("b")["b"]
    assert ids("a", "b")["a"] != ids("b")["b"]


def exchange(seed: int) -> list[tuple[str, object]]:
    """A whole exchange, with all that is random in it."""
    reply = (text("{{ fake.name() }}"), text("{{ fake.random_int(1, 1000000) }} at {{ vf_now }}"))
    unlikely = Rule(on=TextMatcher("hi"), reply=(text("unlikely"),), probability=0.5)
    scenario = Scenario(
        rules=(unlikely, Rule(on=TextMatcher("hi"), reply=(*reply, trace(type="log", payload={})))),
    )
    bench = Bench(scenario, seed=seed)
    client = bench.client()
    events = client.emit("client.start", {"userID": "u", "projectID": "p"})
    events += client.emit("session.create", {})
    for _ in range(10):
        bench.clock.advance(1.25)
        events += client.say("hi")
    events += client.say("unknown")
    return events


def test_the_same_seed_gives_the_same_bytes() -> None:
    from vfmock.transports.socketio.packets import event_packet

    def frames(seed: int) -> list[bytes | None]:
        return [event_packet(name, payload) for name, payload in exchange(seed)]

    one, two, other = frames(7), frames(7), frames(8)
    assert one == two
    assert other != one
    assert any(b"unlikely" in frame for frame in one if frame)
    assert any(b'"log"' in frame for frame in one if frame)
