"""A delivery: an effect, and who gets it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from vfmock.core.effects import Effect
from vfmock.runtime.link import Link
from vfmock.runtime.live_session import LiveSession


class Delivery(NamedTuple):
    """An effect on its way out: a message for a client, a note, or an order to carry out.

    ``link`` is the connection that gets the effect; ``None`` means that nobody is there. ``live``
    is the session that the effect is about, if any.
    """

    effect: Effect
    link: Link | None
    live: LiveSession | None


Deliveries: TypeAlias = Sequence[Delivery]

NOTHING: Deliveries = ()
