"""The JSON Schema of scenario files, made from the parts that the loader reads.

It uses the same registries, fields and type hints as the loader. So a new part needs no code here.
``schemas/scenario.json`` is one of the generated files.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterator, Mapping
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from vfmock.core.scenario import Scenario
from vfmock.core.spec import Part
from vfmock.durations import LONGEST, PATTERN
from vfmock.loading.build import KINDS, Kind, TypeHint
from vfmock.loading.schema_examples import EXAMPLES, INVALID
from vfmock.types import JSON, Duration, JSONObject

TEMPLATE = "x-template"
"""The keyword of a string, or of any value, in which templates are evaluated."""

_DURATION: JSONObject = {
    "title": "duration",
    "description": "a number of seconds, or a string such as 500ms, 30s, 5m or 2h",
    "anyOf": [
        {"type": "number"},
        {"type": "string", "maxLength": LONGEST, "pattern": rf"^\s*{PATTERN}\s*$"},
    ],
}

_NULL: JSONObject = {"type": "null"}
_NO_MAPPING: JSONObject = {"not": {"type": "object"}}


def scenario_schema() -> JSONObject:
    """Make the schema of a scenario file, parsed to plain values."""
    builder = _Builder()
    body = builder.mapping(Scenario, templated=False)
    about = f"{body.pop('description')} {_ABOUT}"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "scenario.json",
        "title": "scenario",
        "description": about,
        **body,
        "$defs": dict(sorted(builder.definitions.items())),
        "examples": EXAMPLES,
        "x-invalid": INVALID,
    }


_ABOUT = (
    f"Strings with {TEMPLATE} may hold templates. Source: the parts of vfmock's scenario model,"
    " from which this file is made; don't edit it."
)


class _Builder:
    """Makes the schemas of parts. ``definitions`` has the schemas that others refer to."""

    def __init__(self) -> None:
        self.definitions: dict[str, JSONObject] = {}
        self._templated: dict[str, bool] = {}

    def mapping(self, cls: type[Part], templated: bool) -> JSONObject:
        """The schema of a part that is written as a mapping of its fields."""
        hints = get_type_hints(cls)
        words = _sentences(cls)
        properties: JSONObject = {}
        for field in _fields(cls):
            evaluated = field.metadata.get("templated", templated)
            rule = {**self.of(hints[field.name], evaluated), **field.metadata.get("schema", {})}
            said = " ".join(one for one in words if f"`{field.name}`" in one)
            if said:
                rule["description"] = said
            if isinstance(field.default, str | int | float):
                rule["default"] = field.default
            properties[field.name] = rule
        body: JSONObject = {"type": "object", "properties": properties}
        if required := _required(cls):
            body["required"] = required
        if words:
            body["description"] = " ".join(words)
        return {**body, "additionalProperties": False, **cls.constraints}

    def of(self, hint: TypeHint, templated: bool) -> JSONObject:
        """The schema of a type hint, as ``build._reader`` reads it."""
        simple = _SIMPLE.get(hint)
        if simple is not None:
            return simple(self, templated)
        origin: TypeHint = get_origin(hint)
        of = get_args(hint)
        if origin is Literal:
            return {"enum": list(of)}
        if origin is tuple and of[1:] == (...,):
            return {"type": "array", "items": self.of(of[0], templated)}
        if origin is Mapping:
            return {"type": "object", "additionalProperties": self.of(of[1], templated)}
        if origin in (Union, UnionType):
            return _union([_NULL if one is NoneType else self.of(one, templated) for one in of])
        if isinstance(hint, type) and issubclass(hint, Part):
            return self.part(hint, templated)
        raise TypeError(f"no schema for {hint!r}")

    def duration(self, templated: bool) -> JSONObject:
        """A reference to the definition of durations."""
        return self.define("duration", lambda: dict(_DURATION))

    def part(self, cls: type[Part], templated: bool) -> JSONObject:
        """A reference to the definition of a part, or of a kind of parts."""
        kind = KINDS.get(cls)
        if kind is not None:
            return self.define(kind.noun, lambda: self.kind(cls, kind))
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", cls.__name__).lower()
        if self._templated.setdefault(name, templated) is not templated:
            # The same part has two definitions: with and without templates.
            return self.define(f"{name}.other", lambda: self.whole(cls, templated, name))
        return self.define(name, lambda: self.whole(cls, templated, name))

    def kind(self, base: type[Part], kind: Kind) -> JSONObject:
        """The word of a part alone, or a mapping of the word: several only if they are joined."""
        arguments = {name: self.argument(cls, kind, name) for name, cls in kind.registry.items()}
        alone = [name for name, cls in kind.registry.items() if _can_be(cls)]
        named: JSONObject = {
            "type": "object",
            "minProperties": 1,
            "properties": arguments,
            "additionalProperties": False,
        }
        if kind.join is None:
            named["maxProperties"] = 1
        about = {"title": kind.noun, "description": " ".join(_sentences(base)[:1])}
        return {**about, "anyOf": [{"enum": alone}, named]}

    def argument(self, cls: type[Part], kind: Kind, name: str) -> JSONObject:
        """The value after the word of a part. ``null`` means no value if no field takes it."""
        whole = self.define(
            f"{kind.noun}.{name}",
            lambda: self.whole(cls, kind.templated, f"{kind.noun} {name}"),
        )
        return _union([whole, _NULL]) if cls.primary is None and _can_be(cls) else whole

    def whole(self, cls: type[Part], templated: bool, title: str) -> JSONObject:
        """A part in all of its forms: a mapping, or the bare value of its primary field."""
        mapping = self.mapping(cls, templated)
        about = {"title": title}
        if "description" in mapping:
            about["description"] = mapping.pop("description")
        bare = self.bare(cls, mapping)
        if cls.takes_whole:
            return {**about, **bare} if bare is not None else {**about, "not": {}}
        return {**about, **(mapping if bare is None else {"anyOf": [mapping, bare]})}

    def bare(self, cls: type[Part], mapping: JSONObject) -> JSONObject | None:
        """The primary field's value alone; ``None`` if this is never possible."""
        if cls.primary is None or not set(_required(cls)) <= {cls.primary}:
            return None
        value = dict(mapping["properties"][cls.primary])
        value.pop("default", None)
        value.pop("description", None)
        if cls.takes_whole:
            return value
        types = value.get("type", [])
        types = [types] if isinstance(types, str) else types
        if types == ["object"]:
            return None
        if "null" in types and not _can_be(cls, **{cls.primary: None}):
            value["type"] = next(one for one in types if one != "null")
        if "string" in types and not _can_be(cls, **{cls.primary: ""}):
            value["minLength"] = 1
        return value if types and "object" not in types else {**value, **_NO_MAPPING}

    def define(self, name: str, make: Callable[[], JSONObject]) -> JSONObject:
        """Refer to a definition. It is made at the first reference. A URI has no spaces."""
        name = name.replace(" ", "-")
        if name not in self.definitions:
            self.definitions[name] = {}  # a part may hold parts of its own kind
            self.definitions[name] = make()
        return {"$ref": f"#/$defs/{name}"}


def _string(_: _Builder, templated: bool) -> JSONObject:
    return {"type": "string", TEMPLATE: True} if templated else {"type": "string"}


def _anything(_: _Builder, templated: bool) -> JSONObject:
    return {TEMPLATE: True} if templated else {}


_SIMPLE: dict[TypeHint, Callable[[_Builder, bool], JSONObject]] = {
    Any: _anything,
    str: _string,
    bool: lambda *_: {"type": "boolean"},
    int: lambda *_: {"type": "integer"},
    float: lambda *_: {"type": "number"},
    Duration: _Builder.duration,
}


def _fields(cls: type[Part]) -> Iterator[dataclasses.Field[Any]]:
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]
        if not field.metadata.get("internal"):
            yield field


def _required(cls: type[Part]) -> list[str]:
    missing = dataclasses.MISSING
    return [one.name for one in _fields(cls) if one.default is one.default_factory is missing]


def _can_be(cls: type[Part], **fields: JSON) -> bool:
    """Whether a part can have these fields and no other, by its own checks."""
    if not set(_required(cls)) <= set(fields):
        return False
    try:
        cls(**fields)
    except Exception:  # a part's own checks fail in their own ways, as the loader knows too
        return False
    return True


def _union(schemas: list[JSONObject]) -> JSONObject:
    """Any of the schemas; types alone are joined in one list."""
    rest = {key: value for one in schemas for key, value in one.items() if key != "type"}
    types = [one.get("type") for one in schemas]
    if all(types) and not set(rest) - {TEMPLATE}:
        return {"type": types, **rest}
    if any(not set(one) - {TEMPLATE} for one in schemas):  # one of them takes anything
        return {TEMPLATE: True} if TEMPLATE in rest else {}
    return {"anyOf": schemas}


def _sentences(cls: type[Part]) -> list[str]:
    """The docstring of a part, without the default that ``dataclass`` makes."""
    text = " ".join((cls.__doc__ or "").replace("``", "`").split())
    made = f"{cls.__name__}("
    return [] if text.startswith(made) else re.split(r"(?<=\.) (?=[A-Z`])", text) if text else []


def dump(schema: JSONObject) -> str:
    """A schema as the text of its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
