"""The schemas and Voiceflow's published types: ``docs/contract.md`` has every difference."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

import pytest

from tests.clients.fixtures import require_node
from tests.clients.node_client import NODE_DIRECTORY
from tests.contract.candidates import Maker
from tests.docs.pages import DOCS, code, rows
from vfmock.contract import load_contract
from vfmock.types import JSON, JSONObject

pytestmark = pytest.mark.slow

CONTRACT = load_contract()
PAGE = (DOCS / "contract.md").read_text(encoding="utf-8")
COUNT = 5000
"""Candidates of each kind, at least."""

NOT_COMPARED = {
    "AnyRequestDTO",  # the union of the others
    "BaseRequestDTO",  # what all requests have
    "AlexaIntentRequestDTO",  # intents as other channels send them
    "LegacyIntentRequestDTO",
}

Difference = tuple[str, str, str]
"""Kind, pointer, and what we do: ``takes`` or ``refuses``."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value of a kind, and where the published type finds it wrong: ``None`` where it doesn't."""

    kind: str
    value: JSON
    theirs: tuple[str, ...] | None


def run(*arguments: str, given: str = "") -> str:
    """Run the script that has the published types."""
    require_node()
    command = ["node", str(NODE_DIRECTORY / "published.mjs"), *arguments]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@cache
def published() -> dict[str, Any]:
    """What the package names, and the kinds that are compared."""
    found: dict[str, Any] = json.loads(run("kinds"))
    return found


def whole(kind: str) -> JSONObject:
    """The schema of a kind, with those of the types that it has in it."""
    schema: JSONObject = json.loads(json.dumps(CONTRACT.schemas[kind]))
    if kind == "traces/entity-filling":
        intent = CONTRACT.schemas["actions/intent"]
        schema["properties"]["payload"]["properties"]["intent"] = intent
        schema["$defs"] |= intent["$defs"]
    return schema


def draw(kind: str) -> list[JSON]:
    """Values of a kind, and each with one place changed. The same at each run."""
    rng = Random(kind)
    schema = whole(kind)
    maker = Maker(schema, rng)
    known = [*schema["examples"], *(bad["value"] for bad in schema["x-invalid"])]
    found: list[JSON] = [*known, *(maker.mutated(rng.choice(known)) for _ in range(COUNT // 4))]
    while len(found) < COUNT:
        value = maker.value()
        found += [value, maker.mutated(value)]
    return found


@cache
def candidates() -> list[Candidate]:
    """All of them, with the verdicts of the published types."""
    drawn = [(kind, value) for kind in published()["kinds"] for value in draw(kind)]
    lines = run(given="".join(f"{json.dumps(one)}\n" for one in drawn)).splitlines()
    verdicts = (json.loads(line) for line in lines)
    return [
        Candidate(kind, value, None if paths is None else tuple(map(_pointer, paths)))
        for (kind, value), paths in zip(drawn, verdicts, strict=True)
    ]


def ours(one: Candidate) -> str | None:
    """Where the schemas find a candidate wrong."""
    violation = CONTRACT.check(one.kind, one.value, "")
    if violation is None and one.kind.startswith("traces/"):
        violation = CONTRACT.check_trace(one.value, "")
    return None if violation is None else re.sub(r"/\d+(?=/|$)", "/*", violation.pointer)


def _pointer(path: Iterable[str | int]) -> str:
    return "".join(f"/{'*' if isinstance(step, int) else step}" for step in path)


@cache
def differences() -> frozenset[Difference]:
    """Every difference that a candidate shows."""
    found: set[Difference] = set()
    for one in candidates():
        pointer = ours(one)
        if pointer is None and one.theirs is not None:
            found |= {(one.kind, where, "takes") for where in one.theirs}
        elif pointer is not None and one.theirs is None:
            found.add((one.kind, pointer, "refuses"))
    return frozenset(found)


def problems(page: str) -> list[str]:
    """All that is wrong with the table of a page, in words."""
    found: list[str] = []
    listed: list[Difference] = []
    for cells in rows(page.replace("\\|", "/"), "kind"):
        if len(cells) != 5 or not all(cells):
            found.append(f"wanted five cells, got {cells}")
            continue
        (where,) = code(cells[1])
        we, they = cells[2].split()[0], cells[3].split()[0]
        if {we, they} != {"takes", "refuses"}:
            found.append(f"{cells[0]} {where}: one takes what the other refuses, not {we}, {they}")
        for kind in code(cells[0]):
            folder = kind.removesuffix("*")
            kinds = [one for one in published()["kinds"] if one == kind or folder + "*" == kind]
            listed += [(one, where, we) for one in kinds if one.startswith(folder)]
    covering = {one: [row for row in listed if covers(row, one)] for one in differences()}
    shown = {row for rows in covering.values() for row in rows}
    found += [f"two rows for {' '.join(one)}" for one, rows in covering.items() if len(rows) > 1]
    found += [f"not in the table: {' '.join(one)}" for one, rows in covering.items() if not rows]
    return found + [f"nothing shows {' '.join(row)}" for row in listed if row not in shown]


def covers(row: Difference, one: Difference) -> bool:
    """Whether a row is about a difference. A row that ends with ``/**`` has all below it too."""
    place = row[1].removesuffix("/**")
    below = row[1] != place and one[1].startswith(place + "/")
    return (row[0], row[2]) == (one[0], one[2]) and (place == one[1] or below)


def test_the_table_has_every_difference_and_no_other() -> None:
    assert problems(PAGE) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("| `traces/end` | `/payload` |", "x", "not in the table: traces/end /payload refuses"),
        ("`/payload/path`", "`/payload/way`", "nothing shows traces/path /payload/way refuses"),
        (
            "| `actions/launch` |",
            "| `actions/action` |",
            "two rows for actions/action /payload takes",
        ),
        (
            "| takes `null` | refuses `null` |",
            "| refuses `null` | takes `null` |",
            "nothing shows actions/action /payload refuses",
        ),
        (
            "| takes `null` | refuses `null` |",
            "| takes `null` | takes `null` |",
            "`actions/action` /payload: one takes what the other refuses, not takes, takes",
        ),
        ("`traces/*` | `/turnID`", "`traces/*` | `/x`", "nothing shows traces/text /x refuses"),
    ],
)
def test_a_changed_table_is_found(old: str, new: str, problem: str) -> None:
    assert old in PAGE
    assert problem in problems(PAGE.replace(old, new, 1))


def test_a_row_without_a_reason_is_found() -> None:
    row = "| `traces/x` | `/y` | takes it | refuses it |  |\n"
    page = PAGE.rstrip("\n") + "\n" + row
    assert problems(page)[0].startswith("wanted five cells, got ['`traces/x`'")


def test_every_type_that_the_package_names_is_compared() -> None:
    names = published()
    kinds = set(names["kinds"])
    assert {f"actions/{name}" for name in names["requests"]} <= kinds
    assert {f"traces/{name}" for name in names["traces"]} <= kinds
    assert set(names["types"]) - set(names["used"]) == NOT_COMPARED
    assert kinds <= set(CONTRACT.schemas)


def test_there_are_enough_candidates_of_both_verdicts() -> None:
    drawn = Counter(one.kind for one in candidates())
    right = Counter(one.kind for one in candidates() if one.theirs is None)
    for kind in published()["kinds"]:
        assert drawn[kind] >= COUNT
        assert 200 < right[kind] < drawn[kind] - 200, kind


def test_the_candidates_are_the_same_in_each_run() -> None:
    assert draw("traces/carousel") == draw("traces/carousel")
    assert draw("traces/carousel") != draw("traces/choice")
