"""Ids and randomness, all from one seed: the same seed makes the same ids, whatever runs beside."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping

from vfmock.core.draws import Draws, SessionDraws
from vfmock.core.user import User


def purpose(seed: int, *names: object) -> bytes:
    """The seed of one purpose; names come from clients, and may be any string that JSON has."""
    return "\0".join(map(str, (seed, *names))).encode("utf-8", "surrogatepass")


def derive(seed: int, *names: object) -> random.Random:
    """A generator for one purpose: its own sequence, which no other use of the seed disturbs."""
    return random.Random(purpose(seed, *names))


def session_draws(
    seed: int, user: User, number: int, positions: Mapping[str, int] | None = None
) -> SessionDraws:
    """All that is random in a session of a user, who had ``number`` of them with it.

    It depends on the seed and these names alone, not on what else goes on. ``positions`` says how
    far each sequence has been drawn; by default none has.
    """
    names = (user.project_id, user.id, number)
    at = positions or {}
    templates = purpose(seed, *names)
    return SessionDraws(
        seed=seed,
        number=number,
        ids=Draws(purpose(seed, "ids", *names), at.get("ids", 0)),
        choices=Draws(purpose(seed, "draws", *names), at.get("choices", 0)),
        templates=Draws(templates, at.get("templates", 0)),
        fake=Draws(templates, at.get("fake", 0)),
    )


def id_maker(rng: random.Random) -> Callable[[], str]:
    """A maker of ids of 24 hexadecimal digits, as Voiceflow's are."""
    return lambda: f"{rng.getrandbits(96):024x}"


def secret_from(seed: int) -> bytes:
    """A secret for session keys (32 bytes) that two servers have in common only with the seed."""
    return hashlib.sha256(f"vfmock session keys {seed}".encode()).digest()
