"""What a request carries besides its body: the parameters of its query and its own headers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from vfmock.types import JSONObject

Security: TypeAlias = Literal["api key", "session key", "token"]
"""What ``Authorization`` has: ``VF.DM.…``, a session key, or ``Bearer vfp_…``."""

FLAG: JSONObject = {"type": "boolean", "default": False}
"""The schema of a parameter that is ``true`` or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter for those who read about a call: what it is for, and a JSON Schema of its values.

    Nothing checks a request against the schema. The endpoint reads the parameter by itself.
    """

    about: str
    schema: JSONObject = field(default_factory=lambda: {"type": "string"})
    required: bool = False


OF_PATHS = {
    "environmentID": "the environment, by its alias",
    "projectID": "the project",
    "sessionKey": "the session, by its key; older programs name it by its id",
    "tag": "the version: development, production or an id",
    "transcriptID": "the transcript",
    "userID": "the user, by any id that the client chooses",
    "versionID": "the version: development, production, an id or an alias",
}
"""What the parts of paths are that endpoints name. A name that is not here is left unexplained."""
