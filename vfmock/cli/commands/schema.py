"""``vfmock schema``: prints the JSON Schemas of the contract, and the documents made of them."""

from __future__ import annotations

import json
import re

import click

from vfmock import resources
from vfmock.cli.schema_names import find_schemas, nearest_schema
from vfmock.contract import load_contract

_TITLE = re.compile(r"^  title: (.+)$", re.MULTILINE)
"""The title of a document: the first one in it. To read the whole document takes a second."""


@click.command
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """Print the JSON Schema NAME, or list all of them.

    NAME is such as client.start or actions/launch. The folder can be left out where only one schema
    has the name. The documents openapi (HTTP) and asyncapi (Socket.IO) are printed as YAML.
    """
    schemas = load_contract().schemas
    documents = _documents()
    titles = {one: schema.get("title", "") for one, schema in schemas.items()}
    titles |= {one: _title(text) for one, text in documents.items()}
    if name is None:
        width = max(map(len, titles))
        for one, title in sorted(titles.items()):
            click.echo(f"{one:{width}}  {title}".rstrip())
        return
    found = find_schemas(name.removesuffix(".yaml"), titles)
    if not found:
        near = nearest_schema(name, titles)
        hint = f"did you mean {near!r}?" if near else "`vfmock schema` lists them"
        raise click.UsageError(f"no schema {name!r}: {hint}")
    if len(found) > 1:
        several = " or ".join(map(repr, found))
        raise click.UsageError(f"{name!r} is the name of {len(found)} schemas: say {several}")
    if found[0] in documents:
        click.echo(documents[found[0]], nl=False)
    else:
        click.echo(json.dumps(schemas[found[0]], indent=2, ensure_ascii=False))


def _documents() -> dict[str, str]:
    """The documents of a whole channel, as their files have them."""
    files = resources.files("schemas", ".yaml")
    return {name: file.read_text(encoding="utf-8") for name, file in files}


def _title(document: str) -> str:
    found = _TITLE.search(document)
    return found[1] if found else ""
