"""How transcripts look in the answers, and how the requests for them are read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from vfmock.core.asks import SearchTranscripts
from vfmock.core.transcripts import problem_with, property_text
from vfmock.endpoints.base import Request, RequestRefused
from vfmock.types import JSON, JSONObject

DEFAULT_TAKE = 20

FURTHEST = 2**53
"""How many transcripts one call can leave out. There are never more."""

_DIGITS = len(str(FURTHEST))


def time(seconds: float | None) -> str | None:
    """A time as the runtime writes it: ISO 8601, UTC, with milliseconds."""
    if seconds is None:
        return None
    shown = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    return shown.replace("+00:00", "Z")


def seconds_of(given: str | None, name: str) -> float | None:
    """A time of a request, in Unix seconds.

    Raises:
        RequestRefused: it is no time.
    """
    if given is None:
        return None
    try:
        when = datetime.fromisoformat(given)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        problem = f"{name!r} is a time such as 2026-01-31T00:00:00.000Z, not {given!r}"
        raise RequestRefused(400, problem) from None


def search(
    request: Request, take: float, skip: float, *, oldest_first: bool = False
) -> SearchTranscripts:
    """What a request looks for. The numbers are whole; JSON may write them as ``20.0``.

    Raises:
        RequestRefused: a time is none, or a filter is wrong.
    """
    body: JSONObject = request.body or {}
    filters = body.get("filters") or []
    for one in filters:
        problem = problem_with(one)
        if problem is not None:
            raise RequestRefused(400, problem)
    return SearchTranscripts(
        take=int(take),
        skip=min(int(skip), FURTHEST),
        oldest_first=oldest_first,
        name=body.get("sessionID"),
        version=body.get("version"),
        environment=body.get("environmentAlias"),
        since=seconds_of(body.get("startDate"), "startDate"),
        until=seconds_of(body.get("endDate"), "endDate"),
        filters=filters,
    )


def of_stable(transcript: Mapping[str, JSON]) -> JSONObject:
    """A transcript as ``/v1/stable`` and the analytics show it."""
    created, updated = time(transcript["created_at"]), time(transcript["updated_at"])
    return {
        "id": transcript["id"],
        "userID": transcript["user"],
        "sessionID": transcript["name"],
        "projectID": transcript["project"],
        "createdAt": created,
        "updatedAt": updated,
        "endedAt": time(transcript["ended_at"]),
        "expiresAt": None,
        "properties": [
            {
                "id": name,
                "name": name,
                "default": False,
                "type": "boolean" if isinstance(value, bool) else "string",
                "value": property_text(value),
                "createdAt": created,
                "updatedAt": updated,
            }
            for name, value in transcript["details"].items()
        ],
        "evaluations": [],
        "recordingURL": None,
        "version": transcript["version"],
        "environmentAlias": transcript["environment"],
    }


def with_logs(transcript: Mapping[str, JSON]) -> JSONObject:
    """A transcript as above, with what was said."""
    logs = [
        {
            "type": line["type"],
            "data": line["data"],
            "createdAt": time(line["at"]),
            "updatedAt": time(line["at"]),
        }
        for line in transcript["log"]
    ]
    return {**of_stable(transcript), "logs": logs}


def whole(request: Request, name: str, default: float, least: int, most: int) -> float:
    """A whole number of the query.

    Raises:
        RequestRefused: it is none, or is too small or too large.
    """
    given = request.query.get(name)
    if given is None:
        return default
    # Python makes no number of thousands of digits.
    if not given.isdecimal() or len(given) > _DIGITS or not least <= int(given) <= most:
        raise RequestRefused(400, f"{name!r} is a number from {least} to {most}, not {given!r:.40}")
    return int(given)
