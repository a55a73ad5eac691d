"""A long conversation, with what real ones have: it is played through raw traces.

Each turn is an action and the traces that answer it. The traces have what Voiceflow's own have:
slates with links and lists, entities in double braces, cards, custom traces with paths, debug
messages with refs, chunks of the knowledge base, and times and turn ids of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from vfmock.core.slate import plain_text
from vfmock.types import JSON, JSONObject

TURNS = 115

Turn: TypeAlias = tuple[JSONObject, list[JSONObject]]
"""An action, and the traces that answer it."""

DIAGRAM = "64f1b2c3d4e5f60718293a4b"


def _ref(number: int) -> JSONObject:
    node = {"nodeID": f"node-{number}", "diagramID": DIAGRAM, "diagramName": "Orders"}
    kinds: list[JSONObject] = [
        {"type": "node", "nodeType": "message", **node},
        {"type": "agent", "agentID": "a1", "agentName": "Shop", **node},
        {"type": "api-tool", "apiToolID": "t1", **node},
    ]
    return kinds[number % len(kinds)]


def _leaf(words: str, **marks: JSON) -> JSONObject:
    return {"text": words, **marks}


def _message(number: int, *nodes: JSONObject, **more: JSON) -> JSONObject:
    content = list(nodes)
    slate = {"id": f"slate-{number}", "content": content, "messageDelayMilliseconds": 1000}
    payload = {"message": plain_text(content), "slate": slate, "delay": 1000}
    return {"type": "text", "payload": {**payload, "messageID": f"message-{number}", **more}}


def _with_link(number: int) -> list[JSONObject]:
    link = {"type": "link", "url": f"https://shop.example/{number}", "children": [_leaf("here")]}
    line = {"children": [_leaf("Your order "), _leaf(f"#{number}", fontWeight="700"), link]}
    return [_message(number, line, {"children": [_leaf("{{[size].id}} and {# no comment")]})]


def _with_list(number: int) -> list[JSONObject]:
    items = [
        {"type": "list-item", "children": [{"children": [_leaf(f"item {n}")]}]} for n in range(3)
    ]
    sources = [{"url": "https://shop.example/faq", "name": "FAQ"}, {"url": "https://x.example"}]
    nodes = (_leaf("We have:"), {"type": "unordered-list", "children": items})
    return [_message(number, *nodes, ai=True, sourceUrls=sources, ref=_ref(number))]


def _button(number: int) -> JSONObject:
    open_url = {"type": "open_url", "payload": {"url": "https://shop.example"}}
    payload = {"label": f"Show {number}", "actions": [open_url]}
    return {"name": f"Show {number}", "request": {"type": f"path-{number}", "payload": payload}}


def _card(number: int) -> JSONObject:
    description = {"text": "Oak {{[wood].id}}", "slate": [{"children": [_leaf("Oak")]}]}
    card = {"title": f"Desk {number}", "imageUrl": None, "description": description}
    return {**card, "buttons": [_button(number)], "messageID": f"card-{number}"}


def _with_cards(number: int) -> list[JSONObject]:
    cards = [{**_card(number + n), "id": str(n)} for n in range(3)]
    carousel = {"layout": "Carousel", "cards": cards, "ref": _ref(number)}
    return [
        {"type": "cardV2", "payload": _card(number)},
        {"type": "carousel", "payload": carousel},
        {"type": "choice", "payload": {"buttons": [_button(number)], "messageID": "c"}},
    ]


def _custom(number: int) -> list[JSONObject]:
    paths = [{"label": "done", "event": {"type": "done", "payload": {"n": number}}}, {}]
    own = {"type": "upload_photo", "payload": {"accept": ["image/*"], "note": "{%"}}
    return [
        {**own, "paths": paths, "defaultPath": 1},
        {"type": "confetti", "payload": "gold {{"},
        {"type": "channel-action", "payload": {"name": "hold", "payload": {}}},
    ]


def _inside(number: int) -> list[JSONObject]:
    debug = {"type": "api", "message": "GET /orders: 200", "level": "info", "ref": _ref(number)}
    chunk = {"score": 0.83, "documentID": "d1", "documentData": {"name": "stores.md"}}
    query = {"messages": [{"role": "user", "content": "hours?"}], "output": None}
    return [
        {"type": "block", "payload": {"blockID": f"block-{number}"}},
        {"type": "flow", "payload": {"name": "Hours", "diagramID": DIAGRAM}},
        {"type": "debug", "payload": {**debug, "context": "api", "metadata": {"ms": number}}},
        {"type": "knowledgeBase", "payload": {"chunks": [chunk], "query": query}},
        {"type": "tool-call", "payload": {"state": "start", "callID": f"call-{number}"}},
        {"type": "tool-call", "payload": {"state": "end", "callID": f"call-{number}"}},
        {"type": "reasoning", "payload": {"state": "final", "message": "{{ thoughts }}"}},
        {"type": "path", "payload": {"path": "success"}},
        {"type": "log", "payload": {"{{ key }}": number}},
    ]


_KINDS: list[Callable[[int], list[JSONObject]]] = [
    _with_link,
    _with_list,
    _with_cards,
    _custom,
    _inside,
]


def _action(number: int) -> JSONObject:
    words = f"question {number}"
    kinds: list[JSONObject] = [
        {"type": "text", "payload": words},
        {"type": "message", "payload": {"message": words}},
        {"type": "file", "payload": {"text": words, "files": [{"mimeType": "image/png"}]}},
    ]
    return kinds[number % len(kinds)]


def long_conversation() -> list[Turn]:
    """The turns. Every trace has a time and the ids of its own turn."""
    turns: list[Turn] = []
    for number in range(TURNS):
        ids = {"time": 1_760_000_000_000 + number, "turnID": f"turn-{number}", "handleID": "h"}
        made = _KINDS[number % len(_KINDS)](number)
        turns.append((_action(number), [{**trace, **ids} for trace in made]))
    return turns
