"""Redaction: secrets are replaced by placeholders before they are kept, printed or written."""

from __future__ import annotations

import re
from hashlib import sha256

from vfmock.types import JSON

DIGITS = 12
"""The hexadecimal digits of a placeholder. A million secrets share none, with odds of 500 to 1."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SECRET_ENDS = (
    ("authorization",),
    ("authorizations",),
    ("cookie",),
    ("cookies",),
    ("credential",),
    ("credentials",),
    ("jwt",),
    ("passphrase",),
    ("passwd",),
    ("password",),
    ("pwd",),
    ("secret",),
    ("token",),
    ("apikey",),
    ("sessionkey",),
    ("accesskey",),
    ("privatekey",),
    ("secretkey",),
    ("api", "key"),
    ("session", "key"),
    ("access", "key"),
    ("private", "key"),
    ("secret", "key"),
)
"""The words that end the name of a secret. ``tokens`` is no such word: it counts what a model used.
"""

_SCHEME = re.compile(r"(?i)(bearer|basic|digest|token|apikey) +(?=\S)")
_PLACEHOLDER = re.compile(rf"<redacted [0-9a-f]{{{DIGITS}}}>")
_IN_TEXT = re.compile(
    r"(?P<jwt>(?<![\w-])eyJ[\w-]++\.[\w-]++\.[\w-]*+)"
    r"|(?P<key>\bVF\.[A-Z]{2,10}\.[\w.-]++)"
    r"|(?i:\b(?:bearer|basic) ++)(?P<bearer>[\w.~+/=-]{8,}+)"
)
"""What is a secret in any text: a JWT, a Voiceflow API key, and what follows ``Bearer``. A text of
megabytes is searched in proportion to its length, so no part may begin where another one goes on.
"""

_PARAMETER = re.compile(r"(?<=[?&])(?P<name>[\w-]++)=(?P<value>[^?&\s'\"#<>]++)")
"""A parameter of an address in a text."""


def redacted(value: JSON, name: str = "") -> JSON:
    """Return a copy of a JSON value without its secrets. ``name`` is the key that the value has.

    A secret is what has the name of one at any depth (``authorization``, ``sessionKey``,
    ``X-Api-Key``, ``Cookie``, ``access_token``, ``password``, …), and what looks like one in any
    text: a JWT, a Voiceflow API key (``VF.DM.…``), ``Bearer …``. Keys of an object stay.

    The placeholder is ``<redacted 3f2a9c01b7de>``, made from a hash of the secret. So equal secrets
    have equal placeholders, in each entry and in each file, and different secrets have different
    ones. A secret that is a number becomes another number, so that the type stays. What tells
    nothing (``None``, a boolean, an empty text) stays too. To redact twice changes nothing more.

    Who knows a placeholder can test guesses. So a secret that can be guessed is not safe with it.
    """
    if isinstance(value, dict):
        inherited = is_secret(name)
        return {
            key: redacted(one, name if inherited and not is_secret(str(key)) else str(key))
            for key, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [redacted(one, name) for one in value]
    if isinstance(value, str):
        return _whole(value) if is_secret(name) else redacted_text(value)
    if is_secret(name) and not isinstance(value, bool) and isinstance(value, int | float):
        number = int(_digest(repr(value)), 16)
        return float(number) if isinstance(value, float) else number
    return value


def redacted_text(text: str) -> str:
    """Return a text with a placeholder for each part of it that looks like a secret."""
    return _IN_TEXT.sub(_part, _PARAMETER.sub(_parameter, text))


def is_secret(name: str) -> bool:
    """Whether the value of a key, a header or a parameter with this name is a secret."""
    words = tuple(word.lower() for word in _WORD.findall(name))
    return any(words[-len(end) :] == end for end in _SECRET_ENDS)


def placeholder(secret: str) -> str:
    """The text that replaces a secret. A placeholder replaces itself."""
    if not secret or _PLACEHOLDER.fullmatch(secret):
        return secret
    return f"<redacted {_digest(secret)}>"


def _whole(text: str) -> str:
    """Replace a text that is a secret as a whole. The scheme of an authorization stays."""
    scheme = _SCHEME.match(text)
    if scheme is None:
        return placeholder(text)
    return scheme[0] + placeholder(text[scheme.end() :])


def _parameter(found: re.Match[str]) -> str:
    name, value = found["name"], found["value"]
    return f"{name}={placeholder(value)}" if is_secret(name) else found[0]


def _part(found: re.Match[str]) -> str:
    secret = found["jwt"] or found["key"] or found["bearer"]
    return found[0].removesuffix(secret) + placeholder(secret)


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]
