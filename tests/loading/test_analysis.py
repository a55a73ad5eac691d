"""What can never happen in a scenario, never ends, or can't be sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from vfmock.contract import load_contract
from vfmock.contract.traces import check_trace
from vfmock.core.matchers.kinds import AnythingMatcher, LaunchMatcher
from vfmock.core.matchers.where import WhereMatcher
from vfmock.core.scenario import Fallback, Rule, Scenario
from vfmock.core.steps.call import Call
from vfmock.core.steps.trace_template import trace_template
from vfmock.core.traces.choice import choice
from vfmock.core.traces.text import text
from vfmock.loading import analyse, parse_scenario, read_scenario
from vfmock.types import JSONObject


def problem(body: JSONObject) -> str | None:
    violation = check_trace(load_contract(), body)
    return None if violation is None else str(violation)


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Found:
    """A function that gives the remarks about a file."""
    monkeypatch.chdir(tmp_path)
    return Found()


class Found:
    """Writes a file and analyses it."""

    def __call__(self, source: str) -> list[str]:
        Path("a.yaml").write_text(source, encoding="utf-8")
        scenario, places, templates = read_scenario("a.yaml")
        return [f"{one.kind} {one}" for one in analyse(scenario, problem, places, templates)]


@pytest.mark.parametrize("name", ["support", "voice"])
def test_the_bundled_examples_have_no_remarks(name: str) -> None:
    scenario, places, templates = read_scenario(name)
    assert analyse(scenario, problem, places, templates) == []


def test_a_rule_that_never_takes_an_action_is_found(found: Found) -> None:
    assert found("rules:\n  - on: any\n  - on: launch\n  - {on: text, probability: 0}\n") == [
        "rule.dead a.yaml:3:5: rules[1] never takes an action: rules[0] at a.yaml:2:5 takes all "
        "that it could",
        "rule.dead a.yaml:4:5: rules[2] never takes an action: rules[0] at a.yaml:2:5 takes all "
        "that it could",
    ]
    assert found("rules:\n  - {on: text, probability: 0}\n") == [
        "rule.dead a.yaml:2:5: rules[0] never takes an action: its probability is 0"
    ]


def test_a_template_that_is_only_text_is_a_warning(found: Found) -> None:
    source = 'variables: {x: "{{ 1 }}"}\nrules:\n  - on: {text: "{{ name }}"}\n'
    scenario = parse_scenario(source)
    remarks = analyse(scenario, problem)
    assert [(one.kind, one.level) for one in remarks] == [("template.text", "warning")] * 2


DOORS = """
start: closed
states:
  closed:
    - on: {text: open}
      goto: open
  open:
    - {on: {text: close}, goto: closed}
"""


def test_states_that_can_be_reached_have_no_remarks(found: Found) -> None:
    assert found(DOORS) == []


def test_an_unreachable_state_and_its_rules_are_found(found: Found) -> None:
    assert found(DOORS + "  broken:\n    - {on: {text: mend}, goto: closed}\n") == [
        "state.unreachable a.yaml:9:3: state 'broken' has no way to it",
        "rule.unreachable a.yaml:10:7: states.broken[0] never takes an action: nothing leads to "
        "state 'broken'",
    ]


def test_an_unreachable_state_without_rules_is_found(found: Found) -> None:
    assert found(DOORS + "  broken: []\n") == [
        "state.unreachable a.yaml:9:3: state 'broken' has no way to it"
    ]


def test_a_state_reached_only_by_a_dead_rule_is_found(found: Found) -> None:
    source = "rules: [{on: any}, {on: launch, goto: x}]\nstates:\n  x: [{on: end, goto: start}]\n"
    assert [one.split()[0] for one in found(source)] == [
        "rule.dead",
        "state.unreachable",
        "rule.unreachable",
    ]


def test_states_reached_only_from_each_other_are_found(found: Found) -> None:
    source = DOORS + "  a: [{on: text, goto: b}]\n  b: [{on: text, goto: a}]\n"
    assert [one.split()[0] for one in found(source)] == ["state.unreachable"] * 2 + [
        "rule.unreachable"
    ] * 2


def test_a_rule_of_every_state_can_lead_to_a_state(found: Found) -> None:
    assert found("rules: [{on: launch, goto: x}]\nstates: {x: [{on: text, goto: start}]}\n") == []


def test_a_launch_rule_outside_the_start_state_is_found(found: Found) -> None:
    assert found(DOORS + "    - on: launch\n") == [
        "rule.unreachable a.yaml:9:7: states.open[1] never takes an action: a launch is answered "
        "in state 'closed'"
    ]
    assert found(DOORS.replace("{text: open}", "launch")) == []


TRAP = "rules: [{on: launch, goto: trap}]\nstates:\n  trap:\n    - on: text\n"


def test_a_state_without_a_way_out_is_a_warning(found: Found) -> None:
    assert found(TRAP) == ["state.stuck a.yaml:3:3: state 'trap' has no way out of it, and no end"]
    assert analyse(parse_scenario(TRAP), problem)[0].level == "warning"


@pytest.mark.parametrize(
    "more",
    [
        "      reply: [end]\n",
        "      replies: [[{text: Hi}], [end]]\n",
        "      goto: start\n",
        "    - {on: {text: x}, goto: start}\n",
        "session: {idle_timeout: 5m}\n",
        "session: {max_length: 5m}\n",
        "      faults: [session.ended in turn]\n",
        "      reply: [{fault: transport close}]\n",
        "      reply: [restart]\n",
        "fallback: {mode: no-match, reply: [end]}\n",
    ],
)
def test_a_state_with_a_way_out_or_an_end_has_no_remark(found: Found, more: str) -> None:
    source = TRAP
    if "fallback" not in more and "session" not in more and "- {on" in more:
        source = TRAP.replace("on: text", "on: {text: y}")
    assert found(source + more) == []


def test_a_goto_to_the_same_state_is_no_way_out(found: Found) -> None:
    assert [one.split()[0] for one in found(TRAP + "      goto: trap\n")] == ["state.stuck"]


def test_a_single_state_needs_no_way_out(found: Found) -> None:
    assert found("rules:\n  - on: text\n    reply: [{text: Hi}]\n") == []


def test_replies_that_times_makes_unreachable_are_found(found: Found) -> None:
    replies = "replies: [[{text: a}], [{text: b}], [{text: c}]]"
    assert found(f"rules:\n  - {{on: text, times: 2, {replies}}}\n") == [
        "reply.unreachable a.yaml:2:5: rules[0] takes 2 actions at most, and has 3 replies"
    ]
    assert found(f"rules:\n  - {{on: text, times: 3, {replies}}}\n") == []


# Buttons.

OFFER = """
rules:
  - on: launch
    reply:
      - choice:
          - BUTTON
    GOTO
  - on: {button: Yes}
    goto: asked
states:
  asked:
    - on: {text: {regex: ^n}}
      goto: start
    - on: {path: "no"}
    - on: {intent: {name: order, min_confidence: 0.5}}
    - on: {type: upload, payload: {files: 1}}
"""


def offered(found: Found, button: str, goto: str = "") -> list[str]:
    return found(OFFER.replace("BUTTON", button).replace("GOTO", goto))


def test_a_button_that_no_rule_takes_is_found(found: Found) -> None:
    assert offered(found, "Maybe") == [
        "button.unmatched a.yaml:6:13: the button 'Maybe' of rules[0] is taken by no rule in state "
        "'start': it sends path-maybe 'Maybe'"
    ]


@pytest.mark.parametrize(
    ("button", "goto", "taken"),
    [
        ("Yes", "", True),
        ("Yes", "goto: asked", True),
        ("No", "", False),
        ("No", "goto: asked", True),
        ("{name: Never, text: never}", "goto: asked", True),
        ("{name: Never, text: ever}", "goto: asked", False),
        ("{name: Never, text: never}", "", False),
        ("{name: Buy, intent: order}", "goto: asked", False),
        ("{name: Up, request: {type: upload, payload: {files: 1}}}", "goto: asked", True),
        ("{name: Up, request: {type: upload, payload: {files: 2}}}", "goto: asked", False),
        ("{name: Bye, request: {type: end}}", "", True),
        ("{name: Anew, request: {type: launch}}", "goto: asked", True),
        ('"{{ user.id }}"', "", True),
        ('{name: Yes, actions: [{type: open_url, payload: {url: "{{ user_id }}"}}]}', "", True),
    ],
)
def test_a_button_must_be_taken_in_the_state_where_the_user_can_press_one(
    found: Found, button: str, goto: str, taken: bool
) -> None:
    kinds = [one.split()[0] for one in offered(found, button, goto)]
    assert kinds == ([] if taken else ["button.unmatched"])


@pytest.mark.parametrize(
    ("step", "column"),
    [
        ("- cardV2: {title: T, buttons: [Maybe]}", 38),
        ("- carousel: [{title: T, buttons: [Maybe]}]", 41),
        ("- carousel: {cards: [{title: T, buttons: [{name: Maybe}]}]}", 49),
        ("- choice: [Maybe]", 18),
    ],
)
def test_buttons_of_cards_are_checked_too(found: Found, step: str, column: int) -> None:
    (line,) = found(f"rules:\n  - on: launch\n    reply:\n      {step}\n")
    assert line.startswith(f"button.unmatched a.yaml:4:{column}: the button 'Maybe' of rules[0]")


def test_buttons_of_the_fallback_can_be_pressed_anywhere(found: Found) -> None:
    source = "fallback: {reply: [{choice: [Yes, Maybe]}]}\nrules: [{on: {button: Yes}}]\n"
    assert [one.split(" is taken")[0] for one in found(source)] == [
        "button.unmatched a.yaml:1:35: the button 'Maybe' of the fallback"
    ]


def test_a_button_of_every_state_must_be_taken_in_one_state_only(found: Found) -> None:
    source = "rules: [{on: text, reply: [{choice: [A]}]}, {on: launch, goto: x}]\nstates:\n"
    assert found(source + "  x: [{on: {button: A}, goto: start}]\n") == []
    assert len(found(source + "  x: [{on: {button: B}, goto: start}]\n")) == 1


def test_buttons_of_rules_that_never_play_are_not_checked(found: Found) -> None:
    kinds = [
        one.split()[0] for one in found("rules: [{on: any}, {on: text, reply: [{choice: [A]}]}]")
    ]
    assert kinds == ["rule.dead"]


@pytest.mark.parametrize(
    ("on", "taken"),
    [
        ("{button: A, variable: {x: null}}", True),
        ("{button: A, user: u}", True),
        ("{button: B, user: u}", False),
        ("{either: [{user: u}, {button: B}]}", True),
        ("{either: [{button: C}, {button: B}]}", False),
        ("{either: [{button: C}, {button: A}]}", True),
        ("{not: {button: A}}", False),
        ("{not: {button: B}}", True),
        ("{not: {user: u}}", True),
        ("any", True),
    ],
)
def test_a_rule_with_unknown_conditions_counts_as_taking_a_button(
    found: Found, on: str, taken: bool
) -> None:
    source = f"rules: [{{on: launch, reply: [{{choice: [A]}}]}}, {{on: {on}}}]"
    assert len(found(source)) == (0 if taken else 1)


def test_a_scenario_made_in_python_has_no_places() -> None:
    rules = (Rule(on=LaunchMatcher(), reply=(choice("A"),)),)
    (remark,) = analyse(Scenario(rules=rules), problem)
    assert str(remark).startswith("the button 'A' of rules[0] is taken by no rule")
    everything = Rule(on=WhereMatcher(lambda action: False), reply=(Call(lambda turn: text("x")),))
    assert analyse(Scenario(rules=(*rules, everything)), problem) == []


# Loops.


def test_gotos_in_a_loop_are_found(found: Found) -> None:
    source = """
rules:
  - on: launch
    reply: [{goto: {request: {type: text, payload: a}}}]
  - on: {text: a}
    reply: [{text: again}, {goto: {request: {type: launch}}}]
  - on: {text: b}
    reply: [{goto: {request: {type: text, payload: a}}}]
"""
    assert found(source) == [
        "goto.loop a.yaml:3:5: rules[0] never comes to an end: its goto leads to rules[1] → "
        "rules[0]",
        "goto.loop a.yaml:5:5: rules[1] never comes to an end: its goto leads to rules[0] → "
        "rules[1]",
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "{on: launch, times: 1, reply: [{goto: {request: {type: launch}}}]}",
        "{on: launch, probability: 0.5, reply: [{goto: {request: {type: launch}}}]}",
        "{on: {launch: null, user: u}, reply: [{goto: {request: {type: launch}}}]}",
        "{on: launch, reply: [{goto: {request: {type: launch}}}, end]}",
        "{on: launch, replies: [[{goto: {request: {type: launch}}}], [{text: enough}]]}",
        "{on: launch, reply: [{goto: {request: {type: event, payload: {event: {name: x}}}}}]}",
        '{on: text, reply: [{goto: {request: {type: text, payload: "{{ user_id }}"}}}]}',
    ],
)
def test_gotos_that_may_end_have_no_remark(found: Found, rule: str) -> None:
    assert found(f"rules:\n  - {rule}\n") == []


def test_a_goto_to_its_own_rule_is_found(found: Found) -> None:
    rule = "{on: launch, reply: [{goto: {request: {type: launch}}}]}"
    assert [one.split()[0] for one in found(f"rules:\n  - {rule}\n")] == ["goto.loop"]


# Traces.


def test_a_trace_that_the_contract_does_not_allow_is_found(found: Found) -> None:
    source = (
        "rules:\n  - on: launch\n    reply: [{trace: {type: x, time: soon}}, {trace: {type: y}}]\n"
    )
    assert found(source) == [
        "trace.invalid a.yaml:2:5: rules[0] can't send this: action.trace: at /trace/time wanted a "
        "number, got string 'soon'"
    ]


def test_a_wrong_trace_of_the_fallback_or_of_a_sequence_is_found(found: Found) -> None:
    bad = "{trace: {type: x, paths: 7}}"
    assert "the fallback can't send this" in found(f"fallback: {{reply: [{bad}]}}")[0]
    assert found(f"rules: [{{on: any, replies: [[{{text: a}}], [{bad}]]}}]")[0].startswith(
        "trace.invalid a.yaml:1:9: rules[0] "
    )


def test_traces_are_checked_in_chunks_and_whole() -> None:
    seen: list[str] = []

    def watch(body: JSONObject) -> None:
        seen.append(body["type"])

    source = "rules: [{on: any, reply: [{completion: abc}, {audio: {message: x, seconds: 600}}]}]"
    assert analyse(parse_scenario(source), watch) == []
    assert seen.count("completion") == 3
    assert 1 <= seen.count("audio") <= 20
    assert {"text", "speak"} <= set(seen)


def test_values_known_only_at_run_time_are_not_checked() -> None:
    steps = (trace_template(type="x", time="{{ soon }}"), Call(lambda turn: text("x")))
    scenario = Scenario(
        rules=(Rule(on=AnythingMatcher(), reply=steps),), fallback=Fallback(mode="echo")
    )
    assert analyse(scenario, problem) == []


def test_a_step_that_cannot_be_made_is_found() -> None:
    scenario = Scenario(rules=(Rule(on=AnythingMatcher(), reply=(text(b"x"),)),))  # type: ignore[arg-type]
    (remark,) = analyse(scenario, problem)
    assert remark.kind == "trace.invalid"
    assert "AttributeError" in str(remark)


def test_a_goto_to_a_reply_without_a_goto_has_no_remark(found: Found) -> None:
    source = "rules:\n  - {on: launch, reply: [{goto: {request: {type: text, payload: a}}}]}\n"
    assert found(source + "  - {on: {text: a}, reply: [{text: there}]}\n") == []
