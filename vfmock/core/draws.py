"""Draws: seeded sequences that know how far they have been drawn."""

from __future__ import annotations

import random
from dataclasses import dataclass

CHUNK = 10_000
"""How many words are skipped at once: some 40 kB."""


class Draws(random.Random):
    """A random generator with one seed. Another process can continue its sequence.

    ``position`` counts the 32-bit words that were drawn. If a ``position`` is given, the words
    before it are skipped.
    """

    def __init__(self, seed: bytes, position: int = 0) -> None:
        super().__init__(seed)
        self.position = 0
        while self.position < position:
            self.getrandbits(32 * min(CHUNK, position - self.position))

    def random(self) -> float:
        """The next number from 0 to 1. It takes two words."""
        self.position += 2
        return super().random()

    def getrandbits(self, k: int, /) -> int:
        """This many random bits."""
        self.position += (k + 31) // 32
        return super().getrandbits(k)


BITS_OF_ID = 96
WORDS_OF_ID = 3
"""What an id takes from its sequence."""

_getrandbits = random.Random.getrandbits


@dataclass(frozen=True, slots=True, eq=False)
class SessionDraws:
    """Everything random in one session, with one generator for each purpose.

    ``seed`` is the seed of the world. ``number`` counts the sessions of the user. Both make the
    sequences, together with the names of user and project. ``ids`` makes the ids of the session and
    of its messages. ``choices`` is for rules with a probability, ``templates`` for the filters, and
    ``fake`` for Faker.
    """

    seed: int
    number: int
    ids: Draws
    choices: Draws
    templates: Draws
    fake: Draws

    def new_id(self) -> str:
        """A new id of 24 hexadecimal digits, as Voiceflow's are."""
        ids = self.ids
        ids.position += WORDS_OF_ID
        return "%024x" % _getrandbits(ids, BITS_OF_ID)  # noqa: UP031 - the fastest
