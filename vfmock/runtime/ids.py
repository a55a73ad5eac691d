"""Ids and randomness from one seed: the same seed makes the same ids, even if other things run."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping

from vfmock.core.draws import Draws, SessionDraws
from vfmock.core.user import User


def purpose(seed: int, *names: object) -> bytes:
    """The seed of one purpose. Names come from clients, and may be any string that JSON allows."""
    return "\0".join(map(str, (seed, *names))).encode("utf-8", "surrogatepass")


def derive(seed: int, *names: object) -> random.Random:
    """A generator for one purpose. No other use of the seed changes its sequence."""
    return random.Random(purpose(seed, *names))


def session_draws(
    seed: int, user: User, number: int, positions: Mapping[str, int] | None = None
) -> SessionDraws:
    """Everything random in a session. ``number`` counts the user's sessions, with this one.

    The draws depend only on the seed and these names. ``positions`` says how far each sequence has
    been drawn; by default, nothing has been drawn.
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
    """A secret for session keys (32 bytes). Two servers need the same seed to have the same one."""
    return hashlib.sha256(f"vfmock session keys {seed}".encode()).digest()
