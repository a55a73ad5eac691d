"""Values of command-line options."""

import argparse
from collections.abc import Callable, Iterable
from typing import TypeVar

from .servers import BASELINE, OTHER

T = TypeVar("T")


def list_of(item: Callable[[str], T]) -> Callable[[str], list[T]]:
    """Take values with commas between them."""
    return lambda text: [item(each.strip()) for each in text.split(",")]


def whole(least: int) -> Callable[[str], int]:
    """Take a whole number from `least`."""

    def convert(text: str) -> int:
        number = int(text) if text.isdecimal() else -1
        if number < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least}")
        return number

    return convert


def seconds(text: str) -> float:
    """Take the length of a measurement."""
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0.5 <= number <= 600:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds from 0.5 to 600")
    return number


def one_of(names: Iterable[str], what: str) -> Callable[[str], str]:
    """Take one of these names; `what` is what they name."""
    known = tuple(names)

    def convert(text: str) -> str:
        if text not in known:
            raise argparse.ArgumentTypeError(f"{text!r} is not {what}: {', '.join(known)}")
        return text

    return convert


def add_measuring(parser: argparse.ArgumentParser, connections: list[int], rounds: int) -> None:
    """Add the options of every measurement; `connections` and `rounds` are the defaults."""
    parser.add_argument(
        "--connections",
        type=list_of(whole(1)),
        default=connections,
        metavar="N,N",
        help=f"numbers of connections (default: {','.join(map(str, connections))})",
    )
    parser.add_argument(
        "--rounds",
        type=whole(1),
        default=rounds,
        help=f"rounds over all servers (default: {rounds})",
    )
    parser.add_argument(
        "--seconds",
        type=seconds,
        default=2.0,
        help="length of one measurement (default: 2; 0.5 or more, as CPU is counted in 0.01 s)",
    )


def add_servers(parser: argparse.ArgumentParser, names: Iterable[str]) -> None:
    """Add the option that chooses servers."""
    known = tuple(names)
    parser.add_argument(
        "--servers",
        type=list_of(one_of(known, "a server")),
        default=list(known),
        metavar="NAME,NAME",
        help=f"of {', '.join(known)}; {BASELINE} is the baseline and always runs (default: all)",
    )


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add the options of a second vfmock and of JSON."""
    parser.add_argument(
        "--other",
        metavar="COMMAND",
        help=f"the vfmock command of another environment, measured as {OTHER!r}",
    )
    parser.add_argument(
        "--json", action="store_true", help="print JSON with every sample instead of the table"
    )
