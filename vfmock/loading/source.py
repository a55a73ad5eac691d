"""From the bytes of a file to the tree of its values."""

from __future__ import annotations

from vfmock.errors import Place, ScenarioError
from vfmock.loading import json_source, yaml_source
from vfmock.loading.hints import JSON_LINES
from vfmock.loading.nodes import Node, place_at

_BOM = "\ufeff"


def read_tree(source: str | bytes, file: str) -> Node:
    """Read YAML or JSON. ``file`` is the file name in the places of errors.

    A file whose name ends in ``.json`` is JSON. Any other file is YAML. But if it is also
    well-formed JSON, it is read as JSON, because JSON encoders write surrogate pairs for emoji, and
    YAML does not know them.

    Raises:
        ScenarioError: the file is neither, or it is not UTF-8.
    """
    text = _decode(source, file) if isinstance(source, bytes) else source
    text = text.removeprefix(_BOM)
    if file.lower().endswith((".jsonl", ".ndjson")):
        raise ScenarioError(JSON_LINES, Place(file, 1, 1))
    if file.lower().endswith(".json"):
        return json_source.read(text, file)
    if text.lstrip().startswith("{"):
        try:
            return json_source.read(text, file)
        except json_source.NotJSON:
            pass  # a flow mapping of YAML begins with a brace as well
    return yaml_source.read(text, file)


def _decode(source: bytes, file: str) -> str:
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        before = source[: error.start].decode("utf-8")
        problem = f"not UTF-8: byte 0x{source[error.start]:02x} at offset {error.start}"
        raise ScenarioError(problem, place_at(before, len(before), file)) from None
