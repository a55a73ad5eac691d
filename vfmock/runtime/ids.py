"""Ids and randomness, all from one seed: the same seed makes the same ids, whatever runs beside."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable


def purpose(seed: int, *names: object) -> bytes:
    """The seed of one purpose; names come from clients, and may be any string that JSON has."""
    return "\0".join(map(str, (seed, *names))).encode("utf-8", "surrogatepass")


def derive(seed: int, *names: object) -> random.Random:
    """A generator for one purpose: its own sequence, which no other use of the seed disturbs."""
    return random.Random(purpose(seed, *names))


def id_maker(rng: random.Random) -> Callable[[], str]:
    """A maker of ids of 24 hexadecimal digits, as Voiceflow's are."""
    return lambda: f"{rng.getrandbits(96):024x}"


def secret_from(seed: int) -> bytes:
    """A secret for session keys (32 bytes) that two servers have in common only with the seed."""
    return hashlib.sha256(f"vfmock session keys {seed}".encode()).digest()
