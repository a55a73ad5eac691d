"""Operators and filters within their limits."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from vfmock.errors import TemplateError
from vfmock.loading.filters import FILTERS_BY_NAME
from vfmock.loading.guards import MAX_VALUES, as_json, as_message
from vfmock.loading.templates import TemplateEngine

engine = TemplateEngine()
SCOPE: dict[str, Any] = {
    "xs": ["b", "a", "b"],
    "ns": [1, 2.5],
    "people": [{"name": "Ada", "age": 36}, {"name": "Alan", "age": 41}],
}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("{{ 1 + 2.5 }}", 3.5),
        ("{{ 'a' + 'b' }}", "ab"),
        ("{{ [1] + [2] }}", [1, 2]),
        ("{{ 'ab' * 2 }}", "abab"),
        ("{{ 3 * 4 }}", 12),
        ("{{ 2 ** 10 }}", 1024),
        ("{{ 2 ** -1 }}", 0.5),
        ("{{ 2.5 ** 2 }}", 6.25),
        ("{{ 7 % 4 }}", 3),
        ("{{ 'no %05d' % 7 }}", "no 00007"),
        ("{{ '%s and %s' % (1, 'x') }}", "1 and x"),
        ("{{ xs|join(', ') }}", "b, a, b"),
        ("{{ ns|join }}", "12.5"),
        ("{{ xs|unique|list }}", ["b", "a"]),
        ("{{ xs|sort|first }}", "a"),
        ("{{ xs|map('upper')|list }}", ["B", "A", "B"]),
        ("{{ people|map(attribute='name')|list }}", ["Ada", "Alan"]),
        ("{{ people|selectattr('age', 'gt', 40)|map(attribute='name')|first }}", "Alan"),
        ("{{ people|sum('age') }}", 77),
        ("{{ ns|sum }}", 3.5),
        ("{{ ns|max }}", 2.5),
        ("{{ 'a-b'|replace('-', '+') }}", "a+b"),
        ("{{ 'a-b-c'|replace('-', '', 1) }}", "ab-c"),
        ("{{ 2.567|round(1) }}", 2.6),
        ("{{ 2.5|round(0, 'ceil')|int }}", 3),
        ("{{ '%s x %d'|format('a', 2) }}", "a x 2"),
        ("{{ '%(a)s'|format(a=1) }}", "1"),
        ("{{ '100%%'|format }}", "100%"),
        ("{{ people[0]|tojson }}", '{"name": "Ada", "age": 36}'),
        ("{{ ['é', none]|tojson }}", '["é", null]'),
        ("{{ 5|string }}", "5"),
        ("{{ true|upper }}", "TRUE"),
        ("{{ ' a '|trim }}", "a"),
        ("{{ 'a long sentence here'|truncate(10) }}", "a long..."),
        ("{{ '<b>x</b>'|striptags }}", "x"),
        ("{{ 'a b'|urlencode }}", "a%20b"),
        ("{{ 'a b c'|wordcount }}", 3),
        ("{% for x in xs|map('upper') %}{{ x }}{% endfor %}", "BAB"),
        ("{% for a, b in {'x': 1}.items() %}{{ a }}{{ b }}{% endfor %}", "x1"),
        ("{% for x in xs if x == 'b' %}{{ loop.length }}{% endfor %}", "22"),
        ("{% for x in [] %}{% else %}none{% endfor %}", "none"),
    ],
)
def test_guarded_operators_and_filters_do_what_jinja_does(source: str, value: object) -> None:
    assert engine.evaluate(source, SCOPE) == value


def test_random_takes_from_the_list() -> None:
    assert engine.evaluate("{{ xs|random }}", SCOPE) in SCOPE["xs"]


def test_no_template_can_name_a_filter_of_the_engine() -> None:
    """Those filters have a space in their names."""
    names = {name for name in FILTERS_BY_NAME if not name.isalpha()}
    assert names == {" concat", " loop", " take", " weigh"}


@pytest.mark.parametrize(
    ("value", "copy"),
    [
        ((1, "a"), [1, "a"]),
        ({"a": (None,)}, {"a": [None]}),
        (datetime.date(2024, 1, 31), "2024-01-31"),
        (datetime.datetime(2024, 1, 31, 10, 30), "2024-01-31T10:30:00"),
        (datetime.time(10, 30), "10:30:00"),
        (Decimal("1.50"), "1.50"),
    ],
)
def test_as_json_copies_json_values(value: object, copy: object) -> None:
    assert as_json(value) == copy


def test_as_json_makes_a_plain_string_from_a_string_of_another_class() -> None:
    from markupsafe import Markup

    assert type(as_json(Markup("a"))) is str


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (b"x", "it gives a bytes object, which is no JSON value: add |list"),
        ({1, 2}, "it gives a set object, which is no JSON value: add |list"),
        (float("nan"), "it gives nan, which is no JSON value"),
        (object(), "it gives a object object, which is no JSON value"),
        (len, "it gives a function: call it, with ()"),
        ([[0] * 60_000] * 2, f"more than {MAX_VALUES} values"),
        (1 << 5000, "more than 4096 bits in a number"),
    ],
)
def test_as_json_refuses_other_values(value: object, message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        as_json(value)
    assert str(caught.value) == message


def test_as_message_writes_every_value_as_text() -> None:
    found = [as_message(value) for value in ("a", 1, 1.5, True, None, ["é"], {"a": 1})]
    assert found == ["a", "1", "1.5", "true", "null", '["é"]', '{"a": 1}']
