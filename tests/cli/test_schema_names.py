"""Whole and short names of schemas."""

from __future__ import annotations

import pytest

from vfmock.cli.schema_names import find_schemas, nearest_schema, short_name

KNOWN = ("actions/text", "traces/text", "actions/launch", "client-events/client.start", "scenario")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("actions/text", ["actions/text"]),
        ("text", ["actions/text", "traces/text"]),
        ("launch", ["actions/launch"]),
        ("launch.json", ["actions/launch"]),
        ("actions/launch.json", ["actions/launch"]),
        ("client.start", ["client-events/client.start"]),
        ("scenario", ["scenario"]),
        ("actions", []),
        ("start", []),
        ("", []),
    ],
)
def test_a_name_finds_its_schemas(name: str, found: list[str]) -> None:
    assert find_schemas(name, KNOWN) == found


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("lanch", "launch"),
        ("actions/lanch", "actions/launch"),
        ("cliet.start", "client.start"),
        ("xyzzy", None),
    ],
)
def test_the_nearest_name_is_found(name: str, near: str | None) -> None:
    assert nearest_schema(name, KNOWN) == near


def test_the_short_name_is_the_last_part() -> None:
    assert [short_name(one) for one in ("a/b/c", "c")] == ["c", "c"]
