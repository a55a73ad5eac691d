"""Says in words what a schema wants and what came."""

from __future__ import annotations

from vfmock.types import JSON, JSONObject

_TYPES = {
    "string": "a string",
    "object": "an object",
    "array": "an array",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}


def wanted(schema: JSONObject) -> str:
    """Say what a schema wants of a value: ``a string``, ``one of 'a', 'b'``, ….

    >>> wanted({"type": ["string", "null"]})
    'a string or null'
    """
    if "enum" in schema:
        return "one of " + ", ".join(map(repr, schema["enum"]))
    if "const" in schema:
        return repr(schema["const"])
    if "anyOf" in schema and "type" not in schema:
        return " or ".join(dict.fromkeys(map(wanted, schema["anyOf"])))
    types = schema.get("type", [])
    names = [types] if isinstance(types, str) else types
    words = " or ".join(_TYPES[name] for name in names) or "any value"
    if schema.get("minLength"):
        words = words.replace("a string", "a string that is not empty")
    if schema.get("minItems"):
        words = words.replace("an array", "an array that is not empty")
    if "maxLength" in schema:
        words += f", of at most {schema['maxLength']} characters"
    if "pattern" in schema:
        words += f" that matches {schema['pattern']}"
    if "minimum" in schema and "maximum" in schema:
        words += f" from {schema['minimum']} to {schema['maximum']}"
    return words


def got(value: JSON) -> str:
    """Say what came, shortened: ``number 7``, ``string 'x'``, ``an object with keys …``.

    >>> got([1, 2])
    'an array of 2'
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"number {value}"
    if isinstance(value, str):
        return f"string {value[:40]!r}" + ("…" if len(value) > 40 else "")
    if isinstance(value, bytes | bytearray):
        return f"{len(value)} bytes of binary"
    if isinstance(value, list):
        return f"an array of {len(value)}"
    keys = ", ".join(repr(str(key)[:20]) for key in list(value)[:5])
    return f"an object with keys {keys}" if keys else "an empty object"
