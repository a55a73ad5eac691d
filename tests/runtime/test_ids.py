"""Ids and randomness come from the seed, and from nothing else."""

from __future__ import annotations

import re

from vfmock.runtime.ids import derive, id_maker, secret_from

PINNED = ["28b729656d83276c2ba68164", "ac8e758a8fa9b6e97565c849"]


def test_the_same_seed_and_names_make_the_same_sequence() -> None:
    one, two = derive(7, "ids", "u", 1), derive(7, "ids", "u", 1)
    assert [one.random() for _ in range(5)] == [two.random() for _ in range(5)]


def test_the_sequence_is_pinned_over_processes_and_versions() -> None:
    new_id = id_maker(derive(7, "ids", "p", "u", 1))
    assert [new_id(), new_id()] == PINNED


def test_another_seed_name_or_order_makes_another_sequence() -> None:
    drawn = {
        derive(seed, *names).random()
        for seed, names in [(7, "a"), (8, "a"), (7, "b"), (7, "xy"), (7, "yx"), (7, ("xy",))]
    }
    assert len(drawn) == 6


def test_an_id_has_24_hexadecimal_digits() -> None:
    new_id = id_maker(derive(1))
    made = [new_id() for _ in range(100)]
    assert all(re.fullmatch(r"[0-9a-f]{24}", one) for one in made)
    assert len(set(made)) == 100


def test_a_secret_is_long_enough_and_depends_on_the_seed() -> None:
    assert len(secret_from(1)) == 32
    assert secret_from(1) == secret_from(1)
    assert secret_from(1) != secret_from(2)
