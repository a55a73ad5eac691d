"""Holds what comes in against the schemas.

One validator for each schema, chosen by the event and by the action's type: a union of all would be
slow, and its errors unreadable.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jsonschema_rs

from vfmock import resources
from vfmock.contract.wording import got, wanted
from vfmock.core.actions import PATH_PREFIX
from vfmock.types import JSON, JSONObject


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong with a payload: where (a JSON pointer), what was wanted, what came."""

    event: str
    pointer: str
    wanted: str
    got: str

    def __str__(self) -> str:
        return f"{self.event}: at {self.pointer or '/'} wanted {self.wanted}, got {self.got}"


class Contract:
    """The compiled schemas, by name: ``client-events/client.start``, ``actions/text``, …."""

    def __init__(self, schemas: Mapping[str, JSONObject]) -> None:
        self.schemas = dict(schemas)
        self._validators = {
            name: jsonschema_rs.validator_for(schema) for name, schema in schemas.items()
        }

    def check_event(self, event: str, arguments: list[JSON]) -> Violation | None:
        """Check what a client sent with an event: one payload, of the event's schema.

        ``arguments`` are those of the emit. The action of an ``action.send`` is held against the
        schema of its type too.
        """
        if len(arguments) != 1:
            came = f"{len(arguments)} arguments" if arguments else "nothing"
            return Violation(event, "", "one payload, an object", came)
        payload = arguments[0]
        violation = self.check(f"client-events/{event}", payload, event)
        if violation is None and event == "action.send":
            schema = action_schema(payload["action"]["type"])
            if schema in self.schemas:
                violation = self.check(schema, payload["action"], event, "/action")
        return violation

    def check(self, schema: str, value: JSON, event: str, prefix: str = "") -> Violation | None:
        """Check a value against a schema; ``prefix`` is the pointer to the value in the event."""
        validator = self._validators[schema]
        try:
            if validator.is_valid(value):
                return None
            error = next(iter(validator.iter_errors(value)))
        except ValueError:
            # The validator takes what JSON in UTF-8 can carry. Two things else are on this wire:
            # binary, and keys with lone surrogates.
            where, data = _find_foreign(value)
            return Violation(event, prefix + where, "JSON", got(data))
        return self._explain(schema, error.instance_path, error.schema_path, value, event, prefix)

    def _explain(
        self,
        schema: str,
        instance_path: Iterable[str | int],
        schema_path: Iterable[str | int],
        value: JSON,
        event: str,
        prefix: str,
    ) -> Violation:
        rule: JSON = self.schemas[schema]
        for step in list(schema_path)[:-1]:
            rule = rule[step]
        path = list(instance_path)
        for step in path:
            value = value[step]
        if isinstance(value, dict):
            for missing in (key for key in rule.get("required", ()) if key not in value):
                where = prefix + _pointer([*path, missing])
                what = wanted(rule.get("properties", {}).get(missing, {}))
                return Violation(event, where, what, "nothing")
        return Violation(event, prefix + _pointer(path), wanted(rule), got(value))


def action_schema(action_type: str) -> str:
    """The name of the schema for actions of a type; a type ``path`` alone is a custom one."""
    return f"actions/{PATH_PREFIX if action_type.startswith(PATH_PREFIX) else action_type}"


@cache
def load_contract() -> Contract:
    """The contract of the schemas that ship with vfmock, read and compiled once."""
    return Contract(_read(resources.folder("schemas")))


def _read(folder: Path) -> dict[str, JSONObject]:
    return {
        path.relative_to(folder).as_posix().removesuffix(".json"): json.loads(path.read_bytes())
        for path in sorted(folder.rglob("*.json"))
    }


def _pointer(path: Iterable[str | int]) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _find_foreign(value: JSON, path: str = "") -> tuple[str, JSON]:
    """Find the first binary or unfit key in a value, and the pointer to it or to its object."""
    items: Iterable[tuple[str | int, JSON]] = ()
    if isinstance(value, dict):
        unfit = next((key for key in value if not _is_unicode(key)), None)
        if unfit is not None:
            return path, unfit
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    elif isinstance(value, bytes | bytearray):
        return path, value
    for key, item in items:
        where, found = _find_foreign(item, path + _pointer([key]))
        if found is not None:
            return where, found
    return path, None


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)
