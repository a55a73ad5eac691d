"""Slates: the rich text of a ``text`` trace and of a card's description.

A slate is ``{id, content: [node]}``. A node has either a ``text`` (a leaf, with its marks) or
``children``: more nodes, such as the leaves of a paragraph, a link, or the items of a list. The
plain text is that of the runtime's public code: each node at the top is one line, which has the
text of every leaf below the node, at any depth; the whole is trimmed.
"""

from __future__ import annotations

import hashlib

from vfmock.types import JSON, JSONObject

_BLANK = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""What JavaScript's ``trim`` removes. Python's ``strip`` removes other characters."""


def slate(message: str) -> JSONObject:
    """Build the slate of a plain text. Its id depends only on the text, as in a CMS."""
    digest = hashlib.sha256(message.encode("utf-8", "surrogatepass")).hexdigest()
    content = [{"children": [{"text": line}]} for line in message.split("\n")]
    return {"id": digest[:24], "content": content}


def plain_text(content: list[JSONObject]) -> str:
    """Return the text of a slate's content.

    Raises:
        TypeError: the content is not a list of nodes.
    """
    return "\n".join(map(_line, _nodes(content))).strip(_BLANK)


def _line(node: JSON) -> str:
    """The text of every leaf below a node. A loop, because nodes may be nested deeply."""
    parts: list[str] = []
    left = [node]
    while left:
        one = left.pop()
        if not isinstance(one, dict):
            raise TypeError(f"a node is an object, not {one!r:.80}")
        if "text" in one:
            parts.append(str(one["text"]))
        else:
            left += reversed(_nodes(one.get("children", [])))
    return "".join(parts)


def _nodes(content: JSON) -> list[JSON]:
    if not isinstance(content, list):
        raise TypeError(f"nodes are a list, not {content!r:.80}")
    return content
