"""``vfmock schema``: prints the JSON Schemas of the contract."""

from __future__ import annotations

import json

import click

from vfmock.cli.schema_names import find_schemas, nearest_schema
from vfmock.contract import load_contract


@click.command
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """Print the JSON Schema NAME, or list all of them.

    NAME is such as client.start or actions/launch. The folder can be left out where only one schema
    has the name.
    """
    schemas = load_contract().schemas
    if name is None:
        width = max(map(len, schemas))
        for one, schema in sorted(schemas.items()):
            click.echo(f"{one:{width}}  {schema.get('title', '')}".rstrip())
        return
    found = find_schemas(name, schemas)
    if not found:
        near = nearest_schema(name, schemas)
        hint = f"did you mean {near!r}?" if near else "`vfmock schema` lists them"
        raise click.UsageError(f"no schema {name!r}: {hint}")
    if len(found) > 1:
        several = " or ".join(map(repr, found))
        raise click.UsageError(f"{name!r} is the name of {len(found)} schemas: say {several}")
    click.echo(json.dumps(schemas[found[0]], indent=2, ensure_ascii=False))
