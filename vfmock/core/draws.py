"""Draws: seeded sequences that know how far they have been drawn."""

from __future__ import annotations

import random
from dataclasses import dataclass

CHUNK = 10_000
"""Words that are skipped at once: some 40 kB."""


class Draws(random.Random):
    """A generator of one seed that another process can go on with.

    ``position`` counts the 32-bit words that were drawn; with a ``position`` given, those before it
    are skipped.
    """

    def __init__(self, seed: bytes, position: int = 0) -> None:
        super().__init__(seed)
        self.position = 0
        while self.position < position:
            self.getrandbits(32 * min(CHUNK, position - self.position))

    def random(self) -> float:
        """The next number from 0 to 1, of two words."""
        self.position += 2
        return super().random()

    def getrandbits(self, k: int, /) -> int:
        """So many random bits."""
        self.position += (k + 31) // 32
        return super().getrandbits(k)


@dataclass(frozen=True, slots=True, eq=False)
class SessionDraws:
    """All that is random in one session, each for its own purpose.

    ``seed`` is that of the world, ``number`` says which session of its user it is: both, with the
    names of user and project, make the sequences. ``ids`` are the session's and those of its
    messages, ``choices`` the draws of rules with a probability, ``templates`` those of the filters,
    and ``fake`` those of Faker.
    """

    seed: int
    number: int
    ids: Draws
    choices: Draws
    templates: Draws
    fake: Draws

    def new_id(self) -> str:
        """A new id of 24 hexadecimal digits, as Voiceflow's are."""
        return f"{self.ids.getrandbits(96):024x}"
