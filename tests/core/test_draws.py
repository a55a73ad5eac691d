"""Random draws know their position, and can go on from a position."""

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
def test_a_second_generator_goes_on_from_the_position_of_the_first(
    before: list[str], after: list[str]
) -> None:
    one = Draws(SEED)
    for way in before:
        WAYS[way](one)
    two = Draws(SEED, one.position)
    assert [WAYS[way](one) for way in after] == [WAYS[way](two) for way in after]
    assert one.position == two.position


def test_draws_are_equal_to_those_of_a_plain_generator_with_the_seed() -> None:
    ours, plain = Draws(SEED), random.Random(SEED)
    for way in sorted(WAYS):
        assert WAYS[way](ours) == WAYS[way](plain)


def test_a_far_position_is_reached_in_parts() -> None:
    far = Draws(SEED)
    for _ in range(draws.CHUNK):
        far.random()
    far.getrandbits(7)
    assert far.position == 2 * draws.CHUNK + 1
    assert Draws(SEED, far.position).random() == far.random()
