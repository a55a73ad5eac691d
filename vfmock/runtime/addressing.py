"""Who gets what: the deliveries of the effects of a session, by the connections bound to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from vfmock.core.effects import ActionTrace, Effect, Note, RestartOrder
from vfmock.core.session import NOBODY
from vfmock.runtime.delivery import Delivery
from vfmock.runtime.link import Link
from vfmock.runtime.live_session import LiveSession


def address(
    effect: Effect, live: LiveSession, links: Mapping[str, Link], deliveries: list[Delivery]
) -> None:
    """Add the deliveries of one effect of a session. ``links`` are all connections, by id."""
    kind, to = type(effect), effect.to
    if kind is RestartOrder:
        deliveries += _of_restart(cast(RestartOrder, effect), live, links)
    elif kind is Note:
        deliveries.append(Delivery(effect, links.get(to or ""), live))
    elif to is not None:
        if to != NOBODY:
            deliveries.append(Delivery(effect, links.get(to), live))
    elif not live.links:
        deliveries.append(Delivery(effect, None, live))
    else:
        for link in live.links.values():
            if link.hears_all or _is_own(link, effect):
                deliveries.append(Delivery(effect, link, live))


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
