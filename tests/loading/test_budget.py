"""One evaluation of a template has one budget, whatever its operations are.

The values of these templates are small, but show as lists of 2**60 numbers, or as gigabytes of
text. Without the budget each of them runs for minutes or takes all memory.
"""

from __future__ import annotations

import random
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vfmock.errors import TemplateError
from vfmock.loading.budget import MAX_BYTES, MAX_STEPS, STEPS_OF_A_ROUND, Budget, budget, spending
from vfmock.loading.fakes import MAX_SIZE
from vfmock.loading.filters import FILTERS_BY_NAME, TESTS_BY_NAME
from vfmock.loading.templates import TemplateEngine

engine = TemplateEngine()
DOUBLED = "{{% set {0} = [0] %}}" + "{{% set {0} = [{0}, {0}] %}}" * 60
LISTS = DOUBLED.format("a") + DOUBLED.format("b")
TUPLES = "{% set a = (0,) %}" + "{% set a = (a, a) %}" * 60
TEXT = "{% set s = 'a' * 1000000 %}"
STEPS = f"it takes more than {MAX_STEPS} steps"
BYTES = f"it goes through more than {MAX_BYTES} bytes of text"
SCOPE: dict[str, Any] = {"x": {}, "colliding": [k * (2**61 - 1) for k in range(1, 5000)]}


def problem(source: str) -> str:
    with pytest.raises(TemplateError) as caught:
        engine.evaluate(source, SCOPE)
    return str(caught.value).rsplit("': ", 1)[-1].rsplit('": ', 1)[-1]


@pytest.mark.parametrize(
    "expression",
    [
        "a == b",
        "a != b",
        "a < b",
        "b >= a >= b",
        "a in [b]",
        "[a] == [b]",
        "a is eq b",
        "a is in [b]",
        "a is upper",
        "a is filter",
        "a.index(b)",
        "[a].count(b)",
        "{'k': a}.items() == {'k': b}.items()",
        "[a, b]|sort|length",
        "[a, b]|max|length",
        "[a, b]|unique|list|length",
        "{'k': a}|dictsort(by='value')",
        "a|groupby(0)|list|length",
        "a|urlencode",
        "a|float",
        "a|sum",
        "[a]|select('eq', b)|list|length",
        "[a]|reject('in', [b])|list|length",
        "[{'k': a}]|selectattr('k', 'eq', b)|list|length",
        "[a]|map('float')|list",
        "fake.random_element(a)|length",
        "fake.bothify(a)",
        "1 if a > b else 2",
    ],
)
def test_nothing_goes_through_shared_lists_without_end(expression: str) -> None:
    assert problem(f"{LISTS}{{{{ {expression} }}}}") == STEPS


@pytest.mark.parametrize(
    "expression",
    ["x[a]", "''[a]", "[][a]", "{a: 1}", "x.get(a)", "[a]|unique|list|length", "a in x"],
)
def test_no_hash_goes_through_shared_tuples_without_end(expression: str) -> None:
    assert problem(f"{TUPLES}{{{{ {expression} }}}}") == STEPS


def test_a_loop_pays_for_what_it_compares_with_before() -> None:
    source = LISTS + "{% for one in [a, b] %}{{ loop.changed(one) }}{% endfor %}"
    assert problem(source) == STEPS


@pytest.mark.parametrize("expression", ["a|length", "a|first|length", "a|default(b)|length"])
def test_what_does_not_look_into_a_list_costs_nothing_of_what_is_in_it(expression: str) -> None:
    assert engine.evaluate(f"{LISTS}{{{{ {expression} }}}}", SCOPE) == "2"


@pytest.mark.parametrize("kind", ["defined", "iterable", "mapping", "sequence", "sameas a"])
def test_a_test_of_the_type_costs_nothing_of_what_is_in_a_value(kind: str) -> None:
    assert engine.evaluate(f"{LISTS}{{{{ a is {kind} }}}}", SCOPE) in ("true", "false")


@pytest.mark.parametrize(
    "source",
    [
        TEXT + "{% for _ in range(9000) %}{% set t = s[1:] %}{% endfor %}",
        TEXT + "{% for _ in range(9000) %}{% set t = s ~ '' %}{% endfor %}",
        TEXT + "{% for _ in range(9000) %}{% set t = s == s %}{% endfor %}",
        TEXT + "{% for _ in range(9000) %}{% set t = s.lower() %}{% endfor %}",
        TEXT + "{% for _ in range(9000) %}{% set t = s|reverse %}{% endfor %}",
        TEXT + "{% for _ in range(9000) %}{% set t = s|replace('b', '') %}{% endfor %}",
        TEXT + "{{ ([s] * 100000)|map('upper')|list|length }}",
        TEXT + "{{ s.rfind('b' + s[:500000]) }}",
        TEXT + "{{ s.strip(s) }}",
        TEXT + "{{ s|trim(s) }}",
        "{{ ('<!---->' * 140000)|striptags }}",
        "{{ ('<a>' * 300000)|striptags }}",
    ],
)
def test_text_is_not_gone_through_without_end(source: str) -> None:
    assert problem(source) == BYTES


@pytest.mark.parametrize(
    "source",
    [
        TEXT + "{{ s.split('a')|length }}",
        TEXT + "{{ s|list|length }}",
        "{% for _ in range(9000) %}{% set t = range(100000)|list %}{% endfor %}",
        "{% for _ in range(9000) %}{% set t = range(100000)|sum %}{% endfor %}",
        TEXT + "{{ fake.bothify(s) }}",
        "{% for _ in range(9000) %}{{ fake.words(10000)|length }}{% endfor %}",
        "{% for _ in range(9000) %}{{ fake.profile()|length }}{% endfor %}",
        "{{ fake.time_series(start_date='-30y', precision=1)|list|length }}",
        "{{ fake.pystruct(10000)|length }}",
    ],
)
def test_work_is_not_repeated_without_end(source: str) -> None:
    assert problem(source) == STEPS


def test_rounds_and_other_steps_come_from_one_budget() -> None:
    loop = "{% for _ in xs %}{% endfor %}"
    most = [0] * (MAX_STEPS // STEPS_OF_A_ROUND)
    assert engine.evaluate(loop, {"xs": most}) == ""
    with pytest.raises(TemplateError, match="loops go round more than 20000 times, or other steps"):
        engine.evaluate("{% if xs[0] == 0 %}{% endif %}" + loop, {"xs": most})
    with pytest.raises(TemplateError, match=STEPS):
        engine.evaluate(loop + "{% if xs[0] == 0 %}{% endif %}", {"xs": most})


def test_the_next_evaluation_has_the_whole_budget() -> None:
    source = "{% for _ in range(15000) %}{% endfor %}"
    assert [engine.evaluate(source, {}) for _ in range(3)] == ["", "", ""]


def test_a_constant_that_is_computed_once_costs_each_evaluation_the_same() -> None:
    source = "{{ ('ab' * 400000)|upper|lower|upper|length }}"
    assert [engine.evaluate(source, {}) for _ in range(3)] == [800_000] * 3


def test_unique_compares_numbers_of_one_hash_only_where_they_are_equal() -> None:
    """Each of them has the hash 0, so a set of them compares each with each."""
    assert engine.evaluate("{{ (colliding + colliding)|unique|list|length }}", SCOPE) == 4999


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("{{ ['a', 'A', 'b']|unique|list }}", ["a", "b"]),
        ("{{ ['a', 'A']|unique(true)|list }}", ["a", "A"]),
        ("{{ [1, 1.0, true, 2]|unique|list }}", [1, 2]),
        ("{{ [{'k': 1}, {'k': 1}]|unique(attribute='k')|list }}", [{"k": 1}]),
    ],
)
def test_unique_does_what_jinja_does(source: str, value: object) -> None:
    assert engine.evaluate(source, SCOPE) == value


def test_a_long_name_is_cut_in_a_message_and_compared_with_none() -> None:
    message = problem("{{ x['k' * 1000000] }}")
    assert len(message) < 200
    assert message.startswith("a mapping has no 'kkk")


def test_a_mapping_of_many_keys_is_not_listed_in_a_message() -> None:
    many = {f"key{n}": n for n in range(100_000)}
    with pytest.raises(TemplateError, match="a mapping has no 'kez'"):
        engine.evaluate("{{ many.kez }}", {"many": many})


NESTED = st.recursive(
    st.integers() | st.text(max_size=5) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=20,
)


def _values_in(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + sum(1 + _values_in(item) for item in value.values())
    return 1 + sum(map(_values_in, value)) if isinstance(value, list) else 1


@given(NESTED)
def test_a_value_weighs_at_least_what_is_in_it(value: Any) -> None:
    left = Budget()
    left.weigh(value)
    assert _values_in(value) <= MAX_STEPS - left.steps <= 2 * _values_in(value)


@pytest.mark.parametrize(("text", "size"), [("abc", 3), ("é", 4), ("", 0), ("😀😀", 8)])
def test_a_text_costs_what_it_takes_in_memory_at_most(text: str, size: int) -> None:
    left = Budget()
    left.read(text)
    assert MAX_BYTES - left.bytes == size


@pytest.mark.parametrize(("taken", "fails"), [(MAX_STEPS, False), (MAX_STEPS + 1, True)])
def test_the_last_step_may_be_taken(taken: int, fails: bool) -> None:
    left = Budget()
    if not fails:
        left.step(taken)
        return
    with pytest.raises(TemplateError, match=STEPS):
        left.step(taken)


@pytest.mark.parametrize(("length", "fails"), [(MAX_BYTES, False), (MAX_BYTES + 1, True)])
def test_the_last_byte_may_be_read(length: int, fails: bool) -> None:
    left = Budget()
    if not fails:
        left.read("a", length)
        return
    with pytest.raises(TemplateError, match=BYTES):
        left.read("a", length)


def test_a_large_whole_number_costs_its_bytes() -> None:
    left = Budget()
    left.weigh(1 << 8000)
    assert MAX_BYTES - left.bytes == 1000


def test_items_are_paid_for_when_they_are_taken() -> None:
    left = Budget()
    items = left.take(iter(range(10)))
    assert left.steps == MAX_STEPS
    assert list(items) == list(range(10))
    assert left.steps == MAX_STEPS - 10


def test_operations_outside_an_evaluation_have_a_budget_each() -> None:
    assert budget() is not budget()
    mine = Budget(Random(1))
    with spending(mine):
        assert budget() is mine
    assert budget() is not mine


def test_a_whole_random_sequence_comes_from_the_seed() -> None:
    source = "{% for _ in range(20) %}{{ range(100)|random }} {% endfor %}"
    random.seed(1)
    first = engine.for_session("seed")(source, {})
    random.seed(2)
    assert engine.for_session("seed")(source, {}) == first


@pytest.mark.parametrize("amount", [MAX_SIZE, 0, -1])
def test_an_amount_may_be_the_largest_and_nothing(amount: int) -> None:
    source = f"{{{{ fake.random_letters(length={amount})|length }}}}"
    assert engine.evaluate(source, {}) == max(amount, 0)


def test_no_filter_is_jinjas_own() -> None:
    from jinja2.filters import FILTERS

    assert [name for name, one in FILTERS_BY_NAME.items() if one is FILTERS.get(name)] == []


def test_every_test_that_compares_is_guarded() -> None:
    from jinja2.tests import TESTS

    unguarded = {name for name, test in TESTS_BY_NAME.items() if test is TESTS[name]}
    assert unguarded == {
        "boolean", "callable", "defined", "escaped", "false", "float", "integer", "iterable",
        "mapping", "none", "number", "sameas", "sequence", "string", "true", "undefined",
    }  # fmt: skip
