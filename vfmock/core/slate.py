"""Slates: the rich text of a ``text`` trace and of a card's description.

A slate is ``{id, content: [paragraph]}``. A paragraph is ``{children: [{text, ...marks}]}``. The
plain text is the paragraphs joined by a newline (public reference, "Trace types").
"""

import hashlib

from vfmock.types import JSONObject


def slate(message: str) -> JSONObject:
    """Build the slate of a plain text. Its id depends only on the text, as in a CMS."""
    digest = hashlib.sha256(message.encode("utf-8", "surrogatepass")).hexdigest()
    content = [{"children": [{"text": line}]} for line in message.split("\n")]
    return {"id": digest[:24], "content": content}


def plain_text(content: list[JSONObject]) -> str:
    """Return the text of a slate's content."""
    return "\n".join(
        "".join(str(child.get("text", "")) for child in paragraph.get("children", ()))
        for paragraph in content
    )
