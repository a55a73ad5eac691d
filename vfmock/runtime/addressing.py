"""Who gets what: the deliveries of the effects of a session, by the connections bound to it."""

from __future__ import annotations

from collections.abc import Mapping

from vfmock.core.effects import ActionTrace, Effect, Note, RestartOrder
from vfmock.core.session import NOBODY
from vfmock.runtime.delivery import Delivery
from vfmock.runtime.link import Link
from vfmock.runtime.live_session import LiveSession


def addressed(effect: Effect, live: LiveSession, links: Mapping[str, Link]) -> list[Delivery]:
    """The deliveries of one effect of a session. ``links`` are all connections, by id."""
    if type(effect) is RestartOrder:
        return _of_restart(effect, live, links)
    if type(effect) is Note:
        return [Delivery(effect, links.get(effect.to or ""), live)]
    if effect.to == NOBODY:
        return []
    if effect.to is not None:
        return [Delivery(effect, links.get(effect.to), live)]
    if not live.links:
        return [Delivery(effect, None, live)]
    return [
        Delivery(effect, link, live)
        for link in live.links.values()
        if link.hears_all or _is_own(link, effect)
    ]


def _of_restart(
    order: RestartOrder, live: LiveSession, links: Mapping[str, Link]
) -> list[Delivery]:
    """A restart concerns one connection, all of its session, or every connection."""
    if order.whom == "all":
        return [Delivery(order, link, link.live) for link in links.values()]
    if order.whom == "session":
        return [Delivery(order, link, live) for link in live.links.values()]
    return [Delivery(order, links.get(order.to or ""), live)]


def _is_own(link: Link, effect: Effect) -> bool:
    """Whether an effect belongs to the latest action of a connection, or is not a trace."""
    return not isinstance(effect, ActionTrace) or effect.message_id in link.latest[-1:]
