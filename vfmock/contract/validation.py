"""Checks what comes in and what goes out against the schemas.

There is one validator for each schema. It is chosen by the event and by the type of the action or
trace, because a union of all schemas would be slow, and its errors unreadable. If a schema says
``"x-by-type": "traces"`` for a value, the value is also checked against the schema of its type.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import jsonschema_rs

from vfmock import resources
from vfmock.contract.wording import got, wanted
from vfmock.core.actions import PATH_PREFIX
from vfmock.core.steps import STEPS
from vfmock.errors import UnknownName, nearest, suggest
from vfmock.types import JSON, JSONObject

BY_TYPE = "x-by-type"
"""The keyword of a value with its own ``type``. It names the folder of the types' schemas."""

CUSTOM = "custom"
"""The schema for every type without a schema of its own."""

_DEFS = "#/$defs/"
"""How references begin. All are within their file, so that any validator can use the file."""

_EACH = None
"""The step from an array to each of its items."""

_Steps: TypeAlias = tuple[str | None, ...]


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
    """The schemas, by name: ``documented/client-events/client.start``, ``actions/text``, ….

    Each schema is compiled when it is first needed.
    """

    def __init__(self, schemas: Mapping[str, JSONObject]) -> None:
        self.schemas = dict(schemas)
        self._compiled = _Compiled(self.schemas)

    def extended(self, schemas: Mapping[str, JSONObject]) -> Contract:
        """This contract with more schemas, by their names."""
        return Contract({**self.schemas, **schemas}) if schemas else self

    def must_have(self, schema: str) -> None:
        """Check that there is a schema with this name.

        Raises:
            UnknownName: there is none; the message names the nearest one.
        """
        if schema not in self.schemas:
            raise UnknownName("schema", schema, self.schemas)

    def check_arguments(
        self, schema: str | None, event: str, arguments: list[JSON]
    ) -> Violation | None:
        """Check what a client sent with an event: one payload, or none if the event has no schema.

        ``arguments`` are the arguments of the emit. An action in the payload is also checked
        against the schema of its type.
        """
        if schema is not None and len(arguments) == 1:
            return self.check_all(schema, arguments[0], event)
        if schema is None and not arguments:
            return None
        came = f"{len(arguments)} arguments" if len(arguments) > 1 else "nothing"
        if schema is None:
            return Violation(event, "", "no payload", came if arguments[1:] else got(arguments[0]))
        return Violation(event, "", "one payload, an object", came)

    def check_action(self, action: JSON, event: str, prefix: str = "") -> Violation | None:
        """Check an action by its type; ``prefix`` is the pointer to it in the event."""
        return self._check_typed("actions", action, event, prefix)

    def check_trace(self, trace: JSON, event: str, prefix: str = "") -> Violation | None:
        """Check a trace by its type; ``prefix`` is the pointer to it in the event."""
        return self._check_typed("traces", trace, event, prefix)

    def check_body(self, name: str, body: JSON) -> Violation | None:
        """Check a whole HTTP body against ``interact.request`` or another of ``schemas/http``.

        Actions and traces in it are also checked against the schemas of their types.
        """
        return self.check_all(f"http/{name}", body, name)

    def check(self, schema: str, value: JSON, event: str, prefix: str = "") -> Violation | None:
        """Check a value against one schema only, without the schemas of types in it.

        ``event`` is its name in the violation, ``prefix`` is the pointer to the value there.
        """
        compiled = self._compiled[schema]
        try:
            if not compiled.is_valid(value):
                return self._explain(compiled, value, event, prefix, next(compiled.errors(value)))
        except ValueError:
            # The validator takes what JSON in UTF-8 can carry. This wire carries two more things:
            # binary data, and keys with lone surrogates.
            where, data = _find_foreign(value)
            if data is not None:
                return Violation(event, prefix + where, "JSON", got(data))
            # A lone surrogate in a value is allowed. This validator can't always look at it, and
            # its errors can't show it.
            error = next(_reference_errors(compiled, value), None)
            if error is not None:
                return self._explain(compiled, value, event, prefix, error)
        return None

    def check_all(self, schema: str, value: JSON, event: str, prefix: str = "") -> Violation | None:
        """Check a value against a schema, and its parts with a type against the type's schema."""
        violation = self.check(schema, value, event, prefix)
        if violation is not None:
            return violation
        for folder, steps in self._compiled[schema].typed:
            for where, item in _reach(value, steps, prefix):
                violation = self._check_typed(folder, item, event, where)
                if violation is not None:
                    return violation
        return None

    def _check_typed(self, folder: str, value: JSON, event: str, prefix: str) -> Violation | None:
        kind = value.get("type") if isinstance(value, dict) else None
        schema = _BY_TYPE[folder](kind) if isinstance(kind, str) else ""
        if schema not in self.schemas:
            schema = f"{folder}/{CUSTOM}"
        return self.check_all(schema, value, event, prefix)

    def _explain(
        self,
        compiled: _Schema,
        value: JSON,
        event: str,
        prefix: str,
        error: JSON,
    ) -> Violation:
        rule: JSON = compiled.schema
        for step in error.schema_path[:-1]:
            rule = rule[step]
        path = error.instance_path
        for step in path:
            value = value[step]
        if error.schema_path[-1] == "additionalProperties":
            known = rule["properties"]
            unknown = next(key for key in value if key not in known)
            where = prefix + _pointer([*path, unknown])
            return Violation(
                event, where, f"no such key{suggest(unknown, known)}", got(value[unknown])
            )
        if isinstance(value, dict):
            for missing in (key for key in rule.get("required", ()) if key not in value):
                where = prefix + _pointer([*path, missing])
                what = wanted(_resolved(compiled.schema, rule, missing))
                return Violation(event, where, what, _nothing(missing, value, rule))
        return Violation(event, prefix + _pointer(path), wanted(rule), got(value))


def _nothing(missing: str, value: JSONObject, rule: JSONObject) -> str:
    """What came instead of a key: nothing, or a key that looks like it."""
    strangers = [key for key in value if key not in rule.get("properties", ())]
    near = nearest(missing, strangers)
    return f"nothing, but there is {near!r:.80}" if near else "nothing"


@dataclass(frozen=True, slots=True)
class _Schema:
    """A compiled schema. ``typed`` says where it has values with a type: folder, and steps."""

    schema: JSONObject
    is_valid: Callable[[JSON], bool]
    errors: Callable[[JSON], Iterator[JSON]]
    typed: tuple[tuple[str, _Steps], ...]


class _Compiled(dict[str, _Schema]):
    """The compiled schemas by name. A process needs few of them, so each is made on first use."""

    def __init__(self, schemas: Mapping[str, JSONObject]) -> None:
        super().__init__()
        self._schemas = schemas

    def __missing__(self, name: str) -> _Schema:
        schema = self._schemas[name]
        validator = jsonschema_rs.validator_for(schema)
        typed = tuple(_find_typed(schema, ()))
        made = self[name] = _Schema(schema, validator.is_valid, validator.iter_errors, typed)
        return made


@dataclass(frozen=True, slots=True)
class _Error:
    """An error of the reference validator, in the words of the fast one."""

    schema_path: list[str | int]
    instance_path: list[str | int]


def _reference_errors(compiled: _Schema, value: JSON) -> Iterator[_Error]:
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(compiled.schema).iter_errors(value):
        yield _Error(list(error.absolute_schema_path), list(error.absolute_path))


def action_schema(action_type: str) -> str:
    """The name of the schema for actions of a type. The bare type ``path`` is a custom type."""
    return f"actions/{PATH_PREFIX if action_type.startswith(PATH_PREFIX) else action_type}"


def trace_schema(trace_type: str) -> str:
    """The name of the schema for traces of a type."""
    return f"traces/{trace_type}"


_BY_TYPE = {"actions": action_schema, "traces": trace_schema}
"""By the folder: the name of the schema for a type. An unknown type is custom."""


@cache
def load_contract() -> Contract:
    """The contract with the schemas of vfmock and of its traces. They are read once."""
    files = resources.files("schemas", ".json")
    schemas = {name: json.loads(file.read_bytes()) for name, file in files}
    return Contract({**schemas, **_of_traces()})


def _of_traces() -> dict[str, JSONObject]:
    """The schemas that the traces define."""
    schemas = ((name, getattr(step, "schema", None)) for name, step in STEPS.items())
    return {f"traces/{name}": schema for name, schema in schemas if schema is not None}


def _find_typed(schema: JSONObject, steps: _Steps) -> Iterator[tuple[str, _Steps]]:
    """Where a schema has values with a type: the folder, and the steps to each value."""
    if BY_TYPE in schema:
        yield schema[BY_TYPE], steps
    for name, inner in schema.get("properties", {}).items():
        yield from _find_typed(inner, (*steps, name))
    if "items" in schema:
        yield from _find_typed(schema["items"], (*steps, _EACH))


def _reach(value: JSON, steps: _Steps, pointer: str) -> Iterator[tuple[str, JSON]]:
    """Go these steps into a valid value. Yield each value with a type, and the pointer to it."""
    if not steps:
        if "type" in value:
            yield pointer, value
        return
    step, rest = steps[0], steps[1:]
    if step is _EACH:
        for index, item in enumerate(value):
            yield from _reach(item, rest, f"{pointer}/{index}")
    elif isinstance(value, dict) and step in value:
        yield from _reach(value[step], rest, f"{pointer}/{step}")


def _resolved(root: JSONObject, rule: JSONObject, name: str) -> JSONObject:
    """The schema of a property. For a reference, the schema that it refers to in the same file."""
    found: JSONObject = rule.get("properties", {}).get(name, {})
    if "$ref" in found:
        found = root["$defs"][found["$ref"].removeprefix(_DEFS)]
    return found


def _pointer(path: Iterable[str | int]) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _find_foreign(value: JSON, path: str = "") -> tuple[str, JSON]:
    """Find the first binary value or unfit key, and the pointer to it or to its object."""
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
