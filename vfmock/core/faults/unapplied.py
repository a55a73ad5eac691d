"""Says that an armed fault has never happened, and what came instead."""

from __future__ import annotations

from collections import Counter

from vfmock.core.effects import ActionStatus
from vfmock.core.faults.plan import Armed
from vfmock.core.journal import Journal


def unapplied(armed: Armed, journal: Journal) -> str | None:
    """Say that a fault has never happened. ``None``: it has, or it did not have to.

    A fault with a probability, and a condition, need not happen.
    """
    rule = armed.rule
    if armed.applied or rule.probability < 1 or armed.fault.lasting:
        return None
    lines = [f"expected the fault {armed.fault.name!r} {_when(armed)}", "     got never"]
    lines += [f"  it could not happen: {why}" for why in armed.missed]
    if not armed.missed:
        if armed.seen:
            lines.append(f"  {rule.trigger} came {_times(armed.seen)}")
        lines += [f"  {rule.trigger} came of {who}" for who in armed.others]
        if not armed.seen and not armed.others:
            lines.append(f"  what came: {_came(journal)}")
    return "\n".join(lines)


def _when(armed: Armed) -> str:
    """When the fault was to happen, and to whom."""
    rule = armed.rule
    if armed.injected:
        return "to happen to a connection, or to its next action or handshake"
    nth = "" if rule.nth == 1 else f" number {rule.nth}"
    whose = "".join(
        f" of {name} {value!r}"
        for name, value in (("user", rule.user), ("session", rule.session))
        if value is not None
    )
    return f"to happen at {rule.trigger}{nth}{whose}"


def _came(journal: Journal) -> str:
    """What came in and went out, and how often."""
    found: Counter[str] = Counter()
    for entry in journal:
        if entry.direction != "note" or entry.name == "connect":
            item = entry.item
            found[item.status if isinstance(item, ActionStatus) else entry.name] += 1
    return ", ".join(f"{name} {_times(count)}" for name, count in found.items()) or "nothing"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
