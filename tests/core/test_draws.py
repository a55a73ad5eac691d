"""Draws know how far they are, and go on from there."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from vfmock.core import draws
from vfmock.core.draws import Draws

SEED = b"seed"

WAYS = {
    "random": lambda rng: rng.random(),
    "bits": lambda rng: rng.getrandbits(96),
    "few bits": lambda rng: rng.getrandbits(5),
    "choice": lambda rng: rng.choice("abcdefg"),
    "uniform": lambda rng: rng.uniform(2, 7),
    "range": lambda rng: rng.randint(1, 10**9),
    "shuffle": lambda rng: rng.sample(range(50), 50),
}


@given(
    before=st.lists(st.sampled_from(sorted(WAYS))), after=st.lists(st.sampled_from(sorted(WAYS)))
)
def test_whatever_was_drawn_a_second_one_goes_on_from_the_position(
    before: list[str], after: list[str]
) -> None:
    one = Draws(SEED)
    for way in before:
        WAYS[way](one)
    two = Draws(SEED, one.position)
    assert [WAYS[way](one) for way in after] == [WAYS[way](two) for way in after]
    assert one.position == two.position


def test_they_draw_what_any_generator_of_the_seed_draws() -> None:
    ours, plain = Draws(SEED), random.Random(SEED)
    for way in sorted(WAYS):
        assert WAYS[way](ours) == WAYS[way](plain)


def test_a_long_way_is_skipped_in_parts() -> None:
    far = Draws(SEED)
    for _ in range(draws.CHUNK):
        far.random()
    far.getrandbits(7)
    assert far.position == 2 * draws.CHUNK + 1
    assert Draws(SEED, far.position).random() == far.random()
