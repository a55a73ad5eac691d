"""``fake`` has the providers of Faker and nothing else of Faker."""

from __future__ import annotations

from random import Random

import pytest

from vfmock.errors import TemplateError
from vfmock.loading.fakes import Fake
from vfmock.loading.templates import TemplateEngine


def test_a_provider_gives_the_same_for_the_same_seed() -> None:
    assert Fake(Random("x")).name() == Fake(Random("x")).name()
    assert [Fake(Random(seed)).name() for seed in range(5)] != [Fake(Random(9)).name()] * 5


def test_arguments_are_passed_on() -> None:
    fake = Fake(Random(1))
    assert 1 <= fake.random_int(1, 6) <= 6
    assert fake.random_int(min=3_000_000_000, max=3_000_000_000) == 3_000_000_000
    assert fake.bothify(text="A-##")[:2] == "A-"


@pytest.mark.parametrize(
    "name",
    ["seed", "seed_instance", "add_provider", "random", "parse", "unique", "_x", "__x__", "zip"],
)
def test_methods_that_configure_faker_or_exceed_limits_are_missing(name: str) -> None:
    with pytest.raises(AttributeError):
        getattr(Fake(Random(1)), name)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ fake.sentence(99999) }}", "'nb_words' of fake.sentence is 10000 or less"),
        ("{{ fake.password(length=99999) }}", "'length' of fake.password is 10000 or less"),
        ("{{ fake.text(max_nb_chars=99999) }}", "'max_nb_chars' of fake.text is 10000 or less"),
        ("{{ fake.random_number(99999) }}", "'digits' of fake.random_number is 10000 or less"),
        ("{{ fake.nmae() }}", "fake has no 'nmae', did you mean 'name'"),
        ("{{ fake.random_int(6, 1) }}", "empty range"),
    ],
)
def test_a_wrong_call_has_its_message(source: str, message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        TemplateEngine().evaluate(source, {})
    assert str(caught.value).startswith(f"template {source!r}: {message}")


def test_fake_lists_its_providers() -> None:
    assert {"name", "sentence", "email"} <= set(dir(Fake(Random(1))))
