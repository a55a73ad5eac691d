"""How the values of options are read from text. Each function raises ``ValueError`` if it can't."""

from __future__ import annotations

from vfmock.durations import parse_duration
from vfmock.errors import nearest, suggest


def choice(choices: tuple[str, ...], text: str) -> str:
    """One of some words."""
    if text not in choices:
        near = nearest(text, choices)
        hint = f", did you mean {near!r}" if near else ""
        raise ValueError(f"wanted one of {', '.join(choices)}, got {text!r}{hint}")
    return text


def whole(text: str) -> int:
    """A whole number."""
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"wanted a whole number, got {text!r}") from None


def names(text: str) -> tuple[str, ...]:
    """Words, separated by commas."""
    return tuple(filter(None, map(str.strip, text.split(","))))


def some_of(known: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Some of the known words, separated by commas."""
    found = names(text)
    for name in found:
        if name not in known:
            raise ValueError(f"unknown {name!r}{suggest(name, known)}")
    return found


def url(text: str) -> str:
    """The address of a receiver."""
    if not text.startswith(("http://", "https://")):
        raise ValueError(f"wanted http://… or https://…, got {text!r}")
    return text


def pairs(text: str) -> tuple[str, ...]:
    """Texts ``NAME=VALUE``, separated by commas."""
    found = names(text)
    for pair in found:
        name, sign, value = pair.partition("=")
        if not (sign and name.strip() and value.strip()):
            raise ValueError(f"wanted NAME=VALUE, got {pair!r}")
    return found


def number(text: str) -> float:
    """A number."""
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"wanted a number, got {text!r}") from None


def boolean(text: str) -> bool:
    """``true`` or ``false``."""
    return choice(("true", "false"), text.lower()) == "true"


NUMBERS = (whole, number, parse_duration)
"""How the options that are numbers are read."""
