"""The words of HTTP statuses in the bodies of errors. They are those of Node.js, as on the host."""

from __future__ import annotations

from http import HTTPStatus

REFUSED = (400, 401, 404, 409, 413, 429, 500)
"""The statuses of requests that are not served."""

_OF_NODE = {
    413: "Payload Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Entity",
}
"""Those for which the versions of Python have different words."""


def phrase(status: int) -> str:
    """The words of a status, such as ``Not Found``."""
    return _OF_NODE.get(status) or HTTPStatus(status).phrase
