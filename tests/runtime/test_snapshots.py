"""Snapshots: a session is saved as JSON, and goes on in another server as before."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.runtime.bench import NOW, Bench, Client, Event, messages, ready
from vfmock.core.effects import RestartOrder
from vfmock.core.matchers.text import TextMatcher as TextMatcher
from vfmock.core.scenario import Rule, Scenario, SessionOptions
from vfmock.core.steps.pause import pause
from vfmock.core.traces.no_reply import no_reply
from vfmock.core.traces.text import text
from vfmock.errors import ServerError, SnapshotError
from vfmock.runtime.store import MemoryStore
from vfmock.types import Duration, JSONObject

AGENT = Scenario(
    variables={"size": "small"},
    session=SessionOptions(idle_timeout=Duration(1800), max_length=Duration(7200)),
    rules=(
        Rule(
            on=TextMatcher("draw"),
            reply=(text("{{ fake.name() }} {{ [1, 2, 3, 4, 5, 6, 7] | random }}"),),
            probability=0.7,
        ),
        Rule(on=TextMatcher("draw"), reply=(text("not this time"),)),
        Rule(on=TextMatcher("once"), reply=(text("once"),), times=1),
        Rule(on=TextMatcher("large"), reply=(text("ok"),), set={"size": "large"}, goto="menu"),
        Rule(on=TextMatcher("slow"), reply=(pause(30), text("done"))),
        Rule(on=TextMatcher("quiet"), reply=(no_reply(10),)),
    ),
    states={
        "menu": (
            Rule(on=TextMatcher("what"), reply=(text("{{ size }} {{ last_utterance }}"),)),
            Rule(on=TextMatcher("turn"), reply=(text("{{ turn }} {{ sessions }}"),)),
        )
    },
)

WORDS = ("draw", "large", "once", "draw", "draw")
MORE = ("draw", "what", "turn", "once", "draw", "draw", "draw", "quiet")


def travelled(snapshot: JSONObject) -> JSONObject:
    """The snapshot after its way through JSON."""
    there: JSONObject = json.loads(json.dumps(snapshot))
    return there


def elsewhere(snapshot: JSONObject, at: float, **settings: Any) -> tuple[Bench, Client]:
    """Another server with another seed, at that time, and a client that resumes the session."""
    bench = Bench(AGENT, seed=99, **settings)
    bench.clock.advance(at - NOW)
    _, key = bench.control.begin_session(travelled(snapshot))
    client = bench.client()
    assert client.start(sessionKey=key) is False
    return bench, client


def said(client: Client, words: tuple[str, ...]) -> list[list[Event]]:
    """Everything that comes in answer to each of the words."""
    return [client.say(word) for word in words]


def test_a_session_goes_on_in_another_server_without_any_difference() -> None:
    here = Bench(AGENT, seed=7)
    client = ready(here)
    said(client, WORDS)
    here.clock.advance(100)
    (live,) = here.control.sessions
    snapshot = here.control.snapshot(live.session.id)
    assert snapshot is not None
    there, other = elsewhere(snapshot, here.clock.now())
    other.take()
    # The key that was made for the other server took an id of the session, as one here would.
    client.live.session.new_id()
    assert said(other, MORE) == said(client, MORE)
    for bench, one in ((here, client), (there, other)):
        bench.clock.advance(14.9)
        assert bench.notes("no_reply_missed") == []
        bench.clock.advance(0.1)
        assert len(bench.notes("no_reply_missed")) == 1
        bench.clock.advance(1785)
        assert one.take() == [("session.ended", {"reason": "inactivity_timeout"})]


def test_a_session_goes_on_in_another_process() -> None:
    here = Bench(AGENT, seed=7)
    client = ready(here)
    said(client, WORDS)
    snapshot = here.control.snapshot(client.live.session.id)
    code = (
        "import json, sys\n"
        "from tests.runtime.test_snapshots import NOW, elsewhere, said, MORE\n"
        "_, client = elsewhere(json.load(sys.stdin), NOW)\n"
        "client.take()\n"
        "print(json.dumps(said(client, MORE)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(snapshot),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    client.live.session.new_id()
    mine = json.loads(json.dumps(said(client, MORE)))
    assert json.loads(done.stdout) == mine


def test_the_key_of_a_client_is_good_at_the_new_server_of_its_session() -> None:
    here, there = Bench(AGENT, seed=7), Bench(AGENT, seed=7)
    client = here.client()
    key = client.ready()
    client.say("large")
    snapshot = here.control.snapshot(client.live.session.id)
    there.control.begin_session(snapshot)
    again = there.client()
    assert again.start(sessionKey=key) is False
    assert messages(again.say("what")) == ["large what"]


def test_a_session_that_ended_can_be_restored_from_its_snapshot() -> None:
    bench = Bench(AGENT)
    client = bench.client()
    key = client.ready()
    client.say("large")
    snapshot = bench.control.snapshot(client.live.session.id)
    bench.control.end_sessions("over")
    assert bench.client().start(sessionKey=key) is True
    bench.control.begin_session(snapshot)
    again = bench.client()
    assert again.start(sessionKey=key) is False
    assert messages(again.say("what")) == ["large what"]


def test_a_session_with_a_running_turn_has_no_snapshot() -> None:
    bench = Bench(AGENT)
    client = ready(bench)
    client.act({"type": "text", "payload": "slow"}, messageID="m1")
    session_id = client.live.session.id
    with pytest.raises(ServerError, match=f"the session '{session_id}' has a turn under way: m1"):
        bench.control.snapshot(session_id)
    bench.clock.advance(30)
    snapshot = bench.control.snapshot(session_id)
    assert snapshot is not None
    assert snapshot["turns"] == 1


def test_an_unknown_session_has_no_snapshot() -> None:
    assert Bench(AGENT).control.snapshot("nothing") is None


# A session at some place in the conversation.


def test_a_test_can_start_in_a_state_with_given_variables() -> None:
    bench = Bench(AGENT)
    given = {"user": "ada", "project": "p", "state": "menu", "variables": {"size": "huge"}}
    session_id, key = bench.control.begin_session(given)
    client = bench.client()
    assert client.start(userID="ada", sessionKey=key) is False
    assert client.live.session.id == session_id
    assert messages(client.say("what")) == ["huge what"]
    assert messages(client.say("turn")) == ["2 1"]


def test_beginning_a_session_ends_the_old_session_of_the_user() -> None:
    bench = Bench(AGENT)
    client = ready(bench, "ada")
    bench.control.begin_session({"user": "ada", "project": "p"})
    assert client.take() == [("session.ended", {"reason": "session_replaced"})]
    assert len(bench.control.sessions) == 1


def test_the_variables_of_a_known_user_are_kept() -> None:
    bench = Bench(AGENT)
    client = ready(bench, "ada")
    client.say("large")
    bench.control.begin_session({"user": "ada", "project": "p", "variables": {"crust": "thin"}})
    assert bench.session.session.user.variables == {"size": "large", "crust": "thin"}
    assert bench.session.session.user.sessions == 2


def test_a_session_id_from_a_key_is_not_used_again() -> None:
    here, there = Bench(AGENT), Bench(AGENT)
    key = there.client().ready()
    here.client().start(sessionKey=key)
    taken = here.session.session.id
    here.control.end_sessions("over")
    session_id, _ = here.control.begin_session({"user": "v", "project": "p"})
    assert session_id != taken


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (None, "a snapshot is an object, not None"),
        ({}, "'user' is a string that is not empty, got None"),
        ({"user": "u"}, "'project' is a string that is not empty, got None"),
        ({"user": "", "project": "p"}, "'user' is a string that is not empty, got ''"),
        ({"user": 7}, "'user' in a snapshot is a string, not 7"),
        ({"user": "u", "usre": 1}, "unknown key 'usre' in a snapshot, did you mean 'user'"),
        ({"version": 2}, "'version' is 1, not 2"),
        ({"state": "mneu"}, "no state 'mneu', did you mean 'menu'"),
        ({"turns": -1}, "'turns' in a snapshot is a whole number, 0 or more, not -1"),
        ({"turns": True}, "'turns' in a snapshot is a whole number, 0 or more, not True"),
        ({"begun_at": float("nan")}, "'begun_at' in a snapshot is Unix seconds, not nan"),
        ({"counts": {"a": "b"}}, "'counts' in a snapshot is an object of whole numbers, not"),
        ({"silence": {"seconds": 1}}, "'silence' has no 'connection'"),
        ({"silence": {"secs": 1}}, "unknown key 'secs' in 'silence', did you mean 'seconds'"),
        ({"draws": {"seed": 1}}, "'draws' has no 'session'"),
        ({"draws": []}, "'draws' in a snapshot is an object, not []"),
    ],
)
def test_an_invalid_snapshot_is_refused_with_the_reason(given: Any, problem: str) -> None:
    bench = Bench(AGENT)
    client = ready(bench)
    if isinstance(given, dict) and len(given) == 1 and "user" not in given:
        given = {"user": "u", "project": "p", **given}
    with pytest.raises(SnapshotError) as raised:
        bench.control.begin_session(given)
    assert str(raised.value).startswith(problem)
    assert client.take() == []
    assert bench.control.sessions == [client.live]


def test_a_session_that_exists_is_not_made_again() -> None:
    bench = Bench(AGENT)
    client = ready(bench)
    snapshot = bench.control.snapshot(client.live.session.id)
    with pytest.raises(SnapshotError, match="is here already"):
        bench.control.begin_session(snapshot)


# A store that servers share.


def test_servers_that_share_a_store_share_their_idle_sessions() -> None:
    store = MemoryStore()
    here, there = Bench(AGENT, seed=7, store=store), Bench(AGENT, seed=7, store=store)
    client = here.client()
    key = client.ready()
    client.say("large")
    here.control.restart(RestartOrder())
    here.clock.advance(0)
    client.leave()
    again = there.client()
    assert again.start(sessionKey=key) is False
    assert messages(again.say("what")) == ["large what"]
    assert [one.data.id for one in store.sessions()] == [again.live.session.id]
    there.control.end_sessions("over")
    assert here.client().start(sessionKey=key) is True
