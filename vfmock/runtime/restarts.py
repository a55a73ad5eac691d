"""Restarts: clients are told to reconnect, and their connections close after a grace period."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from vfmock.core.actions import Action
from vfmock.core.effects import RestartOrder, ServerRestart
from vfmock.runtime.clock import Clock, Timer
from vfmock.runtime.delivery import NOTHING, Deliveries, Delivery
from vfmock.runtime.link import Link


class Restarts:
    """The grace periods of the connections that were told to reconnect. Sessions survive them.

    ``grace`` is the length of a grace period in seconds, if the order does not say. ``close`` is
    called with a connection at the end of its grace period.
    """

    def __init__(self, clock: Clock, close: Callable[[Link], None], *, grace: float = 0.0) -> None:
        self._clock = clock
        self._grace = grace
        self._close = close
        self._closing: dict[str, tuple[Link, Timer]] = {}

    def begin(self, order: RestartOrder, links: Iterable[Link]) -> Deliveries:
        """Tell clients to reconnect. If the order says so, name each client's action in flight."""
        return [self._tell(order, link) for link in tuple(links)]

    def begin_as_ordered(self, delivery: Delivery) -> Deliveries:
        """Carry out a ``RestartOrder`` of a reply or of a fault."""
        order, link = delivery.effect, delivery.link
        assert isinstance(order, RestartOrder)
        return NOTHING if link is None else self.begin(order, (link,))

    def in_grace(self) -> list[Link]:
        """The connections whose grace period has not ended."""
        return [link for link, _ in self._closing.values()]

    def close_now(self, link: Link) -> None:
        """End the grace period of a connection."""
        self.forget(link)
        self._close(link)

    def forget(self, link: Link) -> None:
        """Drop a grace period: the client left before its end."""
        _, timer = self._closing.pop(link.id, (None, None))
        if timer is not None:
            timer.cancel()

    def clear(self) -> None:
        """Drop every grace period: the connections stay open."""
        for link in self.in_grace():
            self.forget(link)

    def _tell(self, order: RestartOrder, link: Link) -> Delivery:
        action = None if order.action is None else Action(order.action)
        if action is None and order.replay and link.live is not None:
            action = link.live.action_of(link)
        self.forget(link)  # an earlier grace period, if there is one
        when = self._clock.now() + (self._grace if order.grace is None else order.grace)
        timer = self._clock.call_at(when, partial(self.close_now, link))
        self._closing[link.id] = (link, timer)
        return Delivery(ServerRestart(to=link.id, action=action), link, link.live)
