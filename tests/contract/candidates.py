"""Values that a schema allows, from a seeded generator, and the same with one place changed."""

from __future__ import annotations

from random import Random

from tests.contract.mutations import OTHERS
from vfmock.durations import PATTERN
from vfmock.types import JSON, JSONObject

WORDS = ("", "x", "start", "hello there", "é𝄞", "launch", "7")
NUMBERS = (0, 1, 7, -3, 0.5, 1e9, 1735689600000)
MATCHING = {
    "^path-": ("path-x", "path-", "path-track-order"),
    "^[1-9][0-9]*$": ("1", "20"),
    "[1-9]": ("1s", "500ms"),
    rf"^\s*{PATTERN}\s*$": ("500ms", "30s", " 5 m ", "2h", "7", "0.5s", "1d"),
}
"""Strings for each pattern that a schema has."""

DEPTH = 9
"""How deep values go before only that is made which has to be there."""


class Maker:
    """Draws values of a schema. What it has under ``not`` and ``oneOf`` is left to the caller."""

    def __init__(self, schema: JSONObject, rng: Random) -> None:
        self._root = schema
        self._rng = rng

    def value(self) -> JSON:
        """The next value."""
        return self._make(self._root, 0)

    def mutated(self, value: JSON) -> JSON:
        """The value with one place replaced or left out."""
        place = self._rng.randrange(_size(value))
        return self._change(value, place)

    def _make(self, rule: JSONObject, depth: int) -> JSON:
        rng = self._rng
        if "$ref" in rule:
            name = rule["$ref"].removeprefix("#/$defs/")
            rest = {key: one for key, one in rule.items() if key != "$ref"}
            return self._make({**self._root["$defs"][name], **rest}, depth)
        if "const" in rule:
            return rule["const"]
        if "enum" in rule:
            return rng.choice(rule["enum"])
        if "anyOf" in rule and not rule.get("type"):
            rest = {key: one for key, one in rule.items() if key != "anyOf"}
            return self._make({**rest, **rng.choice(rule["anyOf"])}, depth)
        types = rule.get("type", ["string", "number", "object", "array", "boolean", "null"])
        kind = types if isinstance(types, str) else rng.choice(types)
        return getattr(self, f"_{kind}")(rule, depth)

    def _object(self, rule: JSONObject, depth: int) -> JSONObject:
        rng = self._rng
        known = rule.get("properties", {})
        needed = [*rule.get("required", ()), *rule.get("then", {}).get("required", ())]
        chance = 0.4 if depth < DEPTH else 0.0
        names = {name for name in known if name in needed or rng.random() < chance}
        if rule.get("minProperties") and not names:
            names = {rng.choice(list(known))}
        if rule.get("maxProperties") == 1:
            names = {min(names)} if rng.random() < 0.1 else {rng.choice(sorted(names))}
        made = {name: self._make(known[name], depth + 1) for name in known if name in names}
        more = rule.get("additionalProperties", {})
        if more is not False and rng.random() < chance:
            made[rng.choice(WORDS)] = self._make(more, depth + 3)
        return made

    def _array(self, rule: JSONObject, depth: int) -> list[JSON]:
        count = self._rng.randrange(3) if depth < DEPTH else 0
        return [self._make(rule.get("items", {}), depth + 1) for _ in range(count)]

    def _string(self, rule: JSONObject, _: int) -> str:
        words = MATCHING[rule["pattern"]] if "pattern" in rule else WORDS
        return self._rng.choice([word for word in words if len(word) >= rule.get("minLength", 0)])

    def _number(self, rule: JSONObject, _: int) -> float:
        least, most = rule.get("minimum", -1e300), rule.get("maximum", 1e300)
        above = rule.get("exclusiveMinimum", -1e300)
        return self._rng.choice([one for one in NUMBERS if least <= one <= most and one > above])

    def _integer(self, rule: JSONObject, _: int) -> int:
        least = rule.get("minimum", -5)
        return self._rng.randrange(least, rule.get("maximum", least + 100) + 1)

    def _boolean(self, _rule: JSONObject, _: int) -> bool:
        return self._rng.random() < 0.5

    def _null(self, _rule: JSONObject, _: int) -> None:
        return None

    def _change(self, value: JSON, place: int) -> JSON:
        if place == 0:
            return self._rng.choice(OTHERS)
        items = list(value.items() if isinstance(value, dict) else enumerate(value))
        place -= 1
        for at, (key, item) in enumerate(items):
            size = _size(item)
            if place < size:
                if place == 0 and self._rng.random() < 0.3:
                    del items[at]
                else:
                    items[at] = key, self._change(item, place)
                break
            place -= size
        return dict(items) if isinstance(value, dict) else [item for _, item in items]


def _size(value: JSON) -> int:
    """How many places a value has: itself, and those in it."""
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + sum(map(_size, value)) if isinstance(value, list) else 1
