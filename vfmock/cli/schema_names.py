"""Names of schemas: full names such as ``actions/text``, and their ends such as ``text``."""

from __future__ import annotations

from collections.abc import Collection

from vfmock.errors import nearest


def find_schemas(name: str, known: Collection[str]) -> list[str]:
    """The schemas that a name can mean: a full name means one; an end may mean several."""
    wanted = name.removesuffix(".json")
    if wanted in known:
        return [wanted]
    return sorted(one for one in known if one.endswith(f"/{wanted}"))


def short_name(name: str) -> str:
    """The name without its folder."""
    return name.rpartition("/")[2]


def nearest_schema(name: str, known: Collection[str]) -> str | None:
    """The known name, full or short, that is nearest to an unknown name."""
    return nearest(name, {*known, *map(short_name, known)})
