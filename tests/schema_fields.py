"""The fields that a JSON Schema names."""

from __future__ import annotations

from collections.abc import Iterator

from vfmock.contract.validation import BY_TYPE
from vfmock.types import JSONObject


def fields(schema: JSONObject, *, typed: bool = False) -> Iterator[tuple[str, JSONObject]]:
    """The path of each field and its rule: ``transcript.logs.createdAt``. The elements of an array
    have the path of the array. ``typed`` also looks into actions and traces, whose types have
    schemas of their own."""
    if BY_TYPE in schema and not typed:
        return
    for name, rule in schema.get("properties", {}).items():
        yield name, rule
        yield from ((f"{name}.{inner}", found) for inner, found in fields(rule, typed=typed))
    for inside in filter(None, (schema.get("items"), *schema.get("anyOf", ()))):
        yield from fields(inside, typed=typed)
