"""A template can neither run code, nor read files, nor use up the memory of the machine."""

from __future__ import annotations

from typing import Any

import pytest

from vfmock.errors import TemplateError
from vfmock.loading.guards import MAX_TEXT, MAX_VALUES
from vfmock.loading.templates import _SHORT, TemplateEngine

engine = TemplateEngine()
SCOPE: dict[str, Any] = {"xs": [1, 2], "d": {"a": 1}, "s": "text", "n": 5}


def problem(source: str) -> str:
    """What stands after the template's own text in the message."""
    with pytest.raises(TemplateError) as caught:
        engine.evaluate(source, SCOPE)
    return str(caught.value).removeprefix(f"template {_SHORT.repr(source)}: ")


def unsafe(attribute: str, kind: str) -> str:
    return f"access to attribute {attribute!r} of {kind!r} object is unsafe"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ ''.__class__.__mro__ }}", unsafe("__class__", "str")),
        ("{{ ''['__class__'] }}", unsafe("__class__", "str")),
        ("{{ [].__class__.__base__.__subclasses__() }}", unsafe("__class__", "list")),
        ("{{ xs|map(attribute='__class__')|list }}", unsafe("__class__", "int")),
        ("{{ d.__init__.__globals__ }}", unsafe("__init__", "dict")),
        ("{{ range.__init__.__globals__ }}", unsafe("__init__", "function")),
        ("{{ self.__init__.__globals__ }}", unsafe("__init__", "TemplateReference")),
        ("{{ self._x }}", "a TemplateReference has no '_x'"),
        ("{{ fake.__class__ }}", unsafe("__class__", "Fake")),
        ("{{ fake._providers }}", unsafe("_providers", "Fake")),
        ("{{ fake.name.__globals__ }}", unsafe("__globals__", "function")),
        ("{{ fake.name.__closure__ }}", unsafe("__closure__", "function")),
        ("{{ '{0.__class__}'.format(1) }}", unsafe("format", "str")),
        ("{{ '{0.__class__}'['format'](1) }}", unsafe("format", "str")),
        ("{{ s.format_map(d) }}", unsafe("format_map", "str")),
        ("{{ s.encode() }}", unsafe("encode", "str")),
        ("{{ n.to_bytes(1000000000, 'big') }}", unsafe("to_bytes", "int")),
        ("{{ xs.append(3) }}", unsafe("append", "list")),
        ("{{ d.update({'b': 2}) }}", unsafe("update", "dict")),
        ("{{ d.pop('a') }}", unsafe("pop", "dict")),
    ],
)  # fmt: skip
def test_access_to_python_is_refused(source: str, message: str) -> None:
    assert problem(source) == message


def test_the_refused_templates_changed_nothing() -> None:
    assert SCOPE == {"xs": [1, 2], "d": {"a": 1}, "s": "text", "n": 5}


@pytest.mark.parametrize(
    "name", ["cycler", "joiner", "namespace", "lipsum", "dict", "open", "exec", "__import__"]
)
def test_names_of_python_and_jinja_are_not_defined(name: str) -> None:
    assert problem(f"{{{{ {name}.__init__.__globals__ }}}}").startswith(f"{name!r} is not defined")


def test_self_is_not_a_value() -> None:
    assert problem("{{ self }}") == "it gives a TemplateReference object, which is no JSON value"


@pytest.mark.parametrize(
    ("source", "tag"),
    [
        ("{% include '/etc/hosts' %}", "include"),
        ("{% import 'os' as os %}", "import"),
        ("{% from 'os' import path %}", "from"),
        ("{% extends 'x' %}", "extends"),
        ("{% block x %}{% endblock %}", "block"),
        ("{% macro f() %}{% endmacro %}", "macro"),
        ("{% call f() %}{% endcall %}", "call"),
        ("{% filter upper %}a{% endfilter %}", "filter"),
        ("{% set x %}a{% endset %}", "set … endset"),
        ("{% with x = 1 %}{% endwith %}", "with"),
        ("{% autoescape true %}{% endautoescape %}", "autoescape"),
        ("{% if 1 %}{% if 1 %}{% include 'x' %}{% endif %}{% endif %}", "include"),
    ],
)
def test_tags_other_than_if_for_and_set_are_refused(source: str, tag: str) -> None:
    assert problem(source) == f"no {tag!r} here: a template has if, for and set"


def test_recursive_loops_are_refused() -> None:
    source = "{% for x in xs recursive %}{{ loop([x]) }}{{ loop([x]) }}{% endfor %}"
    assert problem(source) == "no recursive loops here"


CHARACTERS = f"more than {MAX_TEXT} characters"
VALUES = f"more than {MAX_VALUES} values"
BITS = "more than 4096 bits in a number"
NESTED = "{% set a = [0] * 99 %}{% set b = [a] * 99 %}{% set c = [b] * 99 %}"
LOOPS = "loops go round more than 20000 times, or other steps add up"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ 'a' * 10**9 }}", CHARACTERS),
        ("{{ 10**9 * 'a' }}", CHARACTERS),
        ("{{ [0] * 10**9 }}", VALUES),
        ("{{ (0,) * 10**9 }}", VALUES),
        ("{{ 9 ** (9 ** 9) }}", BITS),
        ("{{ 2 ** 4000 * 2 ** 4000 }}", BITS),
        ("{% set a = 'a' * 999999 %}{{ (a + a)|length }}", CHARACTERS),
        ("{% set a = [0] * 99999 %}{{ (a + a)|length }}", VALUES),
        ("{% set a = 'a' * 999999 %}{{ (a ~ a)|length }}", CHARACTERS),
        ("{% set a = 'a' * 999999 %}{{ a }}{{ a }}", CHARACTERS),
        ("{% set a = 'a' * 999999 %}{{ [a, a] }}", CHARACTERS),
        ("{% set a = 'a' * 999999 %}{{ [a, a]|join|length }}", CHARACTERS),
        ("{% set a = 'a' * 999999 %}{{ a|replace('a', 'aa')|length }}", CHARACTERS),
        ("{% set a = 'a' * 999999 %}{{ ('%s%s' % (a, a))|length }}", CHARACTERS),
        (NESTED + "{{ c }}", VALUES),
        (NESTED + "{{ c|string }}", VALUES),
        (NESTED + "{{ c|upper }}", VALUES),
        (NESTED + "{{ c ~ '' }}", VALUES),
        ("{{ '%999999999d' % 1 }}", "a width in a format has 3 digits or fewer"),
        ("{{ '%999999999d'|format(1) }}", "a width in a format has 3 digits or fewer"),
        ("{{ '%.999999999f'|format(1) }}", "a width in a format has 3 digits or fewer"),
        ("{{ '%*d'|format(999999999, 1) }}", "a width in a format has 3 digits or fewer"),
        ("{{ range(10**9) }}", VALUES),
        ("{% for x in range(9999) %}{% for y in range(9999) %}{% endfor %}{% endfor %}", LOOPS),
        ("{% for x in [1] * 30000 %}{% endfor %}", LOOPS),
        ("{% for x in ([1] * 30000)|map('string') %}{% endfor %}", LOOPS),
        ("{{ 5|round(10**9) }}", "a number is rounded to 20 digits or fewer"),
        ("{{ [[1]]|sum(start=[]) }}", "a sum starts from a number"),
        ("{{ fake.sentence(10**9) }}", "'nb_words' of fake.sentence is 10000 or less"),
        ("{{ 'a'.ljust(10**9) }}", unsafe("ljust", "str")),
        ("{{ 'a'.zfill(10**9) }}", unsafe("zfill", "str")),
        ("{{ '\t'.expandtabs(10**9) }}", unsafe("expandtabs", "str")),
        ("{{ '{:>999999999}'.format(1) }}", unsafe("format", "str")),
    ],
)  # fmt: skip
def test_a_short_template_with_a_huge_result_is_refused(source: str, message: str) -> None:
    assert problem(source) == message


@pytest.mark.parametrize("name", ["center", "indent", "batch", "slice", "attr", "pprint", "safe"])
def test_filters_that_are_left_out_are_unknown(name: str) -> None:
    assert problem(f"{{{{ s|{name}(9) }}}}").startswith(f"unknown filter {name!r}")
    assert problem(f"{{{{ [s]|map('{name}')|list }}}}") == f"no filter named {name!r}"


def test_a_large_message_is_allowed() -> None:
    assert len(engine.evaluate("{{ 'a' * 1000000 }}", {})) == 1_000_000
