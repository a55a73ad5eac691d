"""Templates: their values, their errors (of one class), and that sessions share nothing."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from tests.loading.player import Player
from vfmock.core.scope import Evaluate
from vfmock.errors import TemplateError
from vfmock.loading import parse_scenario, templates
from vfmock.loading.templates import TemplateEngine

SCOPE: dict[str, Any] = {
    "name": "Ada",
    "count": 3,
    "ratio": 0.5,
    "flag": True,
    "nothing": None,
    "order": {"items": ["lamp", "desk"], "total": 20},
    "match": {"size": "large"},
    "fake": "a variable of the user's",
}

engine = TemplateEngine()


def problem(source: str, **scope: Any) -> str:
    with pytest.raises(TemplateError) as caught:
        engine.evaluate(source, scope)
    return str(caught.value)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        # Exactly one expression keeps its type.
        ("{{ count }}", 3),
        ("{{count}}", 3),
        ("{{- ratio -}}", 0.5),
        ("{{ flag }}", True),
        ("{{ nothing }}", None),
        ("{{ order }}", {"items": ["lamp", "desk"], "total": 20}),
        ("{{ (1, 2) }}", [1, 2]),
        ("{{ count + 1 }}", 4),
        ("{{ count > 2 }}", True),
        ("{{ '' }}", ""),
        # Anything else is a string, in which values stand as JSON writes them.
        ("{{ count }} ", "3 "),
        ("{{ count }}\n", "3\n"),
        ("{{ count }}{{ count }}", "33"),
        ("a {{ flag }} {{ nothing }} {{ ratio }}", "a true null 0.5"),
        ("a {{ order.items }}", 'a ["lamp", "desk"]'),
        ("Hello {{ name }}!", "Hello Ada!"),
        ("{{ name }}, {{ match.size }}", "Ada, large"),
        ("{# a note #}", ""),
        ("{% if count > 2 %}many{% else %}few{% endif %}", "many"),
        ("{% for x in order.items %}{{ loop.index }}. {{ x }} {% endfor %}", "1. lamp 2. desk "),
        ("{% for k, v in match|dictsort %}{{ k }}={{ v }}{% endfor %}", "size=large"),
        ("{% set twice = count * 2 %}{{ twice }}", "6"),
        ("{% raw %}{{ name }}{% endraw %}", "{{ name }}"),
        ("no template", "no template"),
        # Keys of JSON objects come before the methods of Python's.
        ("{{ order.items }}", ["lamp", "desk"]),
        ("{{ order['total'] }}", 20),
        ("{{ match.items()|list }}", [["size", "large"]]),
        ("{{ name.upper() }}", "ADA"),
        ("{{ 'a,b'.split(',') }}", ["a", "b"]),
        ("{{ order.items[0] }}", "lamp"),
        ("{{ order.items[-1][:2] }}", "de"),
        ("{{ missing|default('none yet') }}", "none yet"),
        ("{{ missing is defined }}", False),
        ("{{ name ~ '-' ~ count ~ flag }}", "Ada-3true"),
        ("{{ result|default(1) }}", 1),
        ("{{ range(3)|list }}", [0, 1, 2]),
    ],
)  # fmt: skip
def test_a_template_has_its_value(source: str, value: object) -> None:
    found = engine.evaluate(source, SCOPE)
    assert found == value
    assert type(found) is type(value)


def test_the_value_of_a_template_is_a_copy() -> None:
    found = engine.evaluate("{{ order }}", SCOPE)
    found["items"].clear()
    assert SCOPE["order"]["items"] == ["lamp", "desk"]


def test_a_value_is_not_evaluated_as_a_template() -> None:
    """What a user types is never evaluated."""
    said = "{{ ''.__class__ }}"
    assert engine.evaluate("{{ said }}", {"said": said}) == said
    assert engine.evaluate("You said {{ said }}", {"said": said}) == f"You said {said}"


NMAE = "'nmae' is not defined, did you mean 'name' (known: count, fake, name)"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ nmae }}", NMAE),
        ("Hi {{ nmae }}", NMAE),
        ("{{ nmae.first }}", NMAE),
        ("{{ [nmae] }}", NMAE),
        ("{% for x in nmae %}{% endfor %}", NMAE),
        ("{{ {'a': 1}.b }}", "a mapping has no 'b' (known: a)"),
        ("{{ {'size': 1}['sise'] }}", "a mapping has no 'sise', did you mean 'size' (known: size)"),
        ("{{ [1][7] }}", "a list has no 7"),
        ("{{ name.uper() }}", "a string has no 'uper', did you mean 'upper'"),
        ("{{ count.real }}", "access to attribute 'real' of 'int' object is unsafe"),
        ("{{ name", "unexpected end of template, expected 'end of print statement'"),
        ("{{ }}", "expected an expression, got 'end of print statement'"),
        ("{% fi %}", "encountered unknown tag 'fi'"),
        ("{{ name|uper }}", "unknown filter 'uper', did you mean 'upper'"),
        ("{{ name is defned }}", "unknown test 'defned', did you mean 'defined'"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ name + 1 }}", 'can only concatenate str (not "int") to str'),
        ("{{ name() }}", "'str' object is not callable"),
        ("{{ []|first }}", "no first item, sequence was empty"),
        ("{{ fake.name }}", "it gives a function: call it, with ()"),
        ("Hi {{ fake.name }}", "it gives a function: call it, with ()"),
        ("{{ range(3) }}", "it gives a range object, which is no JSON value: add |list"),
        ("{{ [1]|map('abs') }}", "it gives a generator object, which is no JSON value: add |list"),
        ("{{ {1: 2} }}", "the keys of a JSON object are strings, not 1"),
        ("{{ 1e308 * 10 }}", "it gives inf, which is no JSON value"),
        ("{{ " + "(" * 5000 + " }}", "it is nested too deep"),
    ],
)  # fmt: skip
def test_every_mistake_has_its_message(source: str, message: str) -> None:
    found = problem(source, name="Ada", count=3)
    head = f"template {templates._SHORT.repr(source)}: "
    assert found.startswith(head)
    rest = found.removeprefix(head)
    assert rest == message or rest.startswith(f"{message} (known: "), rest


def test_an_error_with_many_known_names_shows_only_the_nearest() -> None:
    scope = {f"variable_{number}": 1 for number in range(60)}
    assert problem("{{ varable_7 }}", **scope).endswith(
        ": 'varable_7' is not defined, did you mean 'variable_7'"
    )
    assert problem("{{ zzz }}", **scope).endswith(": 'zzz' is not defined")


def test_an_error_without_a_message_is_shown_by_its_type() -> None:
    """``next`` of an exhausted iterator raises an error without a message."""

    class Odd(dict[str, Any]):
        def __getitem__(self, key: str) -> Any:
            raise ArithmeticError

    assert problem("{{ odd['x'] }}", odd=Odd()).endswith(": ArithmeticError")


def test_check_finds_errors_that_need_no_scope() -> None:
    engine.check("Hi {{ anyone }}, {{ fake.name() }}")
    for source in ("{{ a", "{{ a|uper }}", "{% include 'x' %}"):
        with pytest.raises(TemplateError) as caught:
            engine.check(source)
        assert str(caught.value).startswith(f"template {source!r}: ")


def test_check_reports_a_template_that_breaks_the_parser() -> None:
    with pytest.raises(TemplateError, match="it is nested too deep"):
        engine.check("{{ " + "[" * 5000 + " }}")


# In a conversation.


def test_a_field_for_a_string_takes_a_value_as_text() -> None:
    step = "{{text: {}}}"
    answers = {"{{ 5 }}": "5", "{{ [true] }}": "[true]", "{{ {'a': none} }}": '{"a": null}'}
    for source, text in answers.items():
        reply = step.format(f'"{source}"')
        player = Player(parse_scenario(f"rules: [{{on: any, reply: [{reply}]}}]"))
        assert player.say("hi") == text


def test_a_template_is_evaluated_once_for_each_step() -> None:
    player = Player(parse_scenario("rules: [{on: any, reply: [end: '{{ fake.word() }}']}]"))
    [trace] = player.send("launch")
    assert trace["payload"]["reason"] == player.end_reason


# Randomness.

DRAWS = ["{{ fake.name() }}", "{{ fake.sentence(12) }}", "{{ fake.random_int(1, 1000000) }}"] * 5
DRAWS += ["{{ [1, 2, 3, 4, 5]|random }}", "{{ fake.uuid4() }}"] * 5


def draw(session: Evaluate) -> list[Any]:
    return [session(source, {}) for source in DRAWS]


def test_the_same_seed_gives_the_same_values() -> None:
    first = draw(TemplateEngine().for_session("a"))
    assert draw(TemplateEngine().for_session("a")) == first
    assert draw(TemplateEngine().for_session("b")) != first
    assert draw(engine.for_session(5)) == draw(engine.for_session(5))


def test_sessions_do_not_disturb_each_other() -> None:
    alone = [draw(engine.for_session(seed)) for seed in (1, 2)]
    sessions = [engine.for_session(seed) for seed in (1, 2)]
    together: list[list[Any]] = [[], []]
    for source in DRAWS:
        for session, found in zip(sessions, together, strict=True):
            found.append(session(source, {}))
    assert together == alone


def test_the_global_random_generator_is_not_touched() -> None:
    import random

    from faker import Faker

    random.seed(1)
    Faker.seed(1)
    stranger = Faker()
    expected = random.random(), stranger.name()
    random.seed(1)
    Faker.seed(1)
    draw(engine.for_session(3))
    assert (random.random(), stranger.name()) == expected


def test_the_helper_hides_a_variable_of_the_same_name() -> None:
    assert engine.evaluate("{{ fake.name() }}", {"fake": "x"}) != "x"


# What it costs.


def test_a_limited_number_of_compiled_templates_is_kept() -> None:
    own = TemplateEngine()
    for _ in range(3):
        own.evaluate("{{ a }}", {"a": 1})
    info = own._compiled.cache_info()
    assert (info.hits, info.misses, info.maxsize) == (2, 1, templates.CACHED)


def run(code: str) -> str:
    """What a new interpreter prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


LOADED = "import sys; print('jinja2' in sys.modules, 'faker' in sys.modules)"


@pytest.mark.parametrize(
    ("reply", "loaded"),
    [("Hi", "False False"), ("{{ user.id }}", "True False"), ("{{ fake.name() }}", "True True")],
)
def test_libraries_are_loaded_when_a_template_needs_them(reply: str, loaded: str) -> None:
    code = f"""
from vfmock.loading import TemplateEngine, parse_scenario
scenario = parse_scenario('''{{"rules": [{{"on": "any", "reply": [{{"text": "{reply}"}}]}}]}}''')
message = scenario.rules[0].reply[0].message
session = TemplateEngine().for_session(1)
if "{{{{" in message:
    session(message, {{"user": {{"id": "u"}}}})
{LOADED}
"""
    assert run(code) == loaded
