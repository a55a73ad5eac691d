"""Hints for mistakes in YAML: the parser says where it stopped, and not what people did wrong."""

from __future__ import annotations

import re
from typing import NamedTuple

TAB = "YAML is indented with spaces, and this is a tab"
TEMPLATE = "a text that begins with a template needs quotes"
COLON = "a text with ': ' in it needs quotes"
ESCAPE = (
    "in double quotes a backslash begins an escape: use single quotes, or write two backslashes"
)
NOT_CLOSED = "this quote is not closed"
AFTER_QUOTE = {
    "'": "the quotes end before this: in single quotes, an apostrophe is written twice (''),"
    " or a quote above is not closed",
    '"': 'the quotes end before this: in double quotes, a quote is written \\",'
    " or a quote above is not closed",
}
ABOVE = (
    "look at the line above, too: a space after ':' or '-' may be missing,"
    " or this line is indented too far"
)
INDENTATION = "look at the indentation: this line does not continue the lines above"
JSON_LINES = (
    "these are JSON lines, as in a journal, and no scenario:"
    " 'vfmock contract transcript' checks a journal"
)

LONGEST = 500
"""The characters of a line that are looked at. A line of megabytes would take long."""

_QUOTED = re.compile(r"""'[^']*'|"[^"]*\"""")
_TEMPLATE = re.compile(r"(?:^|[-:,\[])\s*(?:- +)*\{[{%#]")
_HAS_VALUE = re.compile(r"""\s*(?:- +)*(?:"[^"]*"|'[^']*'|[^\s'"#{\[][^:]*):\s+\S""")
_STARTS = "@`%*&!|>,]}?"
_OPENED = {"[": "a list", "{": "a mapping"}
_TRUE = frozenset(["yes", "on", "y", "true"])
_FALSE = frozenset(["no", "off", "n", "false"])


class Stop(NamedTuple):
    """Where a parser stopped, and what it said. Lines and columns count from 1.

    ``began`` is where the part began that it was reading, if it says so.
    """

    line: int
    column: int
    problem: str
    context: str = ""
    began: tuple[int, int] | None = None


def syntax_hint(text: str, stop: Stop) -> str:
    """What may be wrong at the place where the parser stopped; empty if nobody knows."""
    lines = text.split("\n")
    line = _line(lines, stop.line)
    at = line[stop.column - 1 : stop.column]
    before = line[: stop.column - 1]
    if "quoted scalar" in stop.context:
        return _in_quotes(stop)
    if at == "\t" or "tab character" in stop.problem:
        return TAB
    near = line[max(0, stop.column - LONGEST) : stop.column + 1]
    if _TEMPLATE.search(_QUOTED.sub("", near)) or _is_template(lines, stop):
        return TEMPLATE
    if "flow" in stop.context:
        return _in_brackets(lines, stop, at, before)
    if "mapping values" in stop.problem:
        return COLON if _HAS_VALUE.match(before[:LONGEST]) else ABOVE
    return _at_the_start(lines, stop, at) or _after(before) or _indented(stop)


def boolean_hint(value: object) -> str:
    """How to write a word that is a boolean elsewhere, such as ``yes`` in YAML 1.1."""
    word = value.lower() if isinstance(value, str) else ""
    if word in _TRUE | _FALSE:
        return f": write {'true' if word in _TRUE else 'false'}"
    return ""


def starts_hint(character: str) -> str:
    """What to do with a text whose first character means something in YAML."""
    return f"a text that begins with {character!r} needs quotes"


def _in_quotes(stop: Stop) -> str:
    if "end of stream" in stop.problem or "document separator" in stop.problem:
        return NOT_CLOSED
    return ESCAPE


def _in_brackets(lines: list[str], stop: Stop, at: str, before: str) -> str:
    """Inside of ``[…]`` or ``{…}``."""
    began = stop.began or (stop.line, stop.column)
    opening = _line(lines, began[0])[began[1] - 1 : began[1]]
    if stop.line > began[0] and opening in _OPENED:
        what = _OPENED[opening]
        return (
            f"{what} begins with {opening!r} at line {began[0]}, column {began[1]}; is it closed?"
        )
    return COLON if at == ":" else _after(before)


def _is_template(lines: list[str], stop: Stop) -> bool:
    """Whether what the parser was reading began as a template."""
    if stop.began is None:
        return False
    line, column = stop.began
    start = _line(lines, line)
    return "flow" in stop.context and bool(
        re.match(r"\{[{%#]", start[column - 1 :]) or re.match(r"\{\{", start[max(0, column - 2) :])
    )


def _at_the_start(lines: list[str], stop: Stop, at: str) -> str:
    """A text begins with a character that means something."""
    line, column = stop.began or (stop.line, stop.column)
    first = _line(lines, line)[column - 1 : column]
    if any(what in stop.context for what in ("alias", "anchor", "tag", "block scalar")):
        return starts_hint(first)
    if at == "-" and "sequence entries" in stop.problem:
        return f"a list begins on the next line; {starts_hint('-')}"
    is_start = any(
        what in stop.problem for what in ("start any token", "mapping keys", "node content")
    )
    return starts_hint(at) if is_start and at and at in _STARTS else ""


def _after(before: str) -> str:
    """A text goes on after its quotes or brackets."""
    last = before.rstrip()[-1:]
    if last and last in "]}":
        return starts_hint("[" if last == "]" else "{")
    return AFTER_QUOTE.get(last, "")


def _indented(stop: Stop) -> str:
    return INDENTATION if "block" in stop.context or "document start" in stop.problem else ""


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1] if 0 < number <= len(lines) else ""
