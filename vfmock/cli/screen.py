"""Shows a conversation in a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable

from rich.console import Console
from rich.markup import escape

from vfmock.core.conversation import describe_trace
from vfmock.errors import suggest
from vfmock.printable import printable
from vfmock.types import JSON, JSONObject

UNSEEN = frozenset(
    ["block", "debug", "entity-filling", "flow", "goto", "log", "path", "reasoning", "tool-call"]
)
"""Traces for developers of an agent, not for its users. ``--events`` shows them."""

LONGEST = 160
"""The characters of JSON that are shown."""

INDENT = 7
LONG_WORD = 14
"""A streamed line is broken at a space this near to its end: the next word is not known yet."""

Show = Callable[["Screen", JSONObject], None]


class Screen:
    """Prints traces, and remembers the buttons that can be pressed, by number.

    ``events``: every event is shown as it passes, too. ``echo``: what is typed is printed, because
    no terminal shows it.
    """

    def __init__(
        self, console: Console | None = None, *, events: bool = False, echo: bool = False
    ) -> None:
        self.console = console or Console(highlight=False)
        self.buttons: list[JSONObject] = []
        self.no_reply: float | None = None
        self._events = events
        self._echo = echo
        self._prompted = False
        self._streaming = False
        self._column = INDENT

    def event(self, arrow: str, name: str, payload: JSON) -> None:
        """An event passes."""
        if self._events:
            self.break_off()
            text = json.dumps(payload, ensure_ascii=False) if payload is not None else ""
            shown = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
            self.console.print(f"    [dim]{arrow} {name} {_safe(shown)}[/dim]", soft_wrap=True)

    def prompt(self) -> None:
        """The user may type now, unless an answer is coming in chunks."""
        if not self._streaming:
            self.console.print("[bold cyan]you  ›[/] ", end="")
            self._prompted = True

    def entered(self, line: str | None) -> None:
        """The user typed a line after the prompt, or ended the input (``None``)."""
        if self._prompted and (self._echo or line is None):
            self.console.print(_safe(line or ""), soft_wrap=True)
        self._prompted = False

    def over(self) -> None:
        """The answer is complete, although its last chunk may be missing."""
        self._streaming = False

    def break_off(self) -> None:
        """Something else comes after the prompt: it begins a new line."""
        if self._prompted:
            self.console.print()
        self._prompted = False

    def user(self, text: str) -> None:
        """The user did something."""
        self.console.print(f"[bold cyan]you  ›[/] {_safe(text)}")

    def note(self, text: str) -> None:
        """Something about the conversation."""
        self.break_off()
        self.console.print(f"[dim italic]{_safe(text)}[/]")

    def problem(self, text: str) -> None:
        """Something went wrong. It begins a new line, also if it cuts off an answer in chunks."""
        self.break_off()
        if self._streaming:
            self.console.print()
        self.over()
        self.console.print(f"[bold red]error[/] {_safe(text)}")

    def new_turn(self) -> None:
        """The old buttons are gone, and so is the timeout for silence."""
        self.buttons.clear()
        self.no_reply = None

    def trace(self, trace: JSON) -> None:
        """The agent answered. A trace that no client could show is shown as it came."""
        self.break_off()
        try:
            self._show(trace)
        except (AttributeError, KeyError, TypeError, ValueError):
            text = json.dumps(trace, ensure_ascii=False)
            self.note(f"odd trace: {text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'}")

    def _show(self, trace: JSONObject) -> None:
        show = _SHOW.get(trace["type"])
        payload = trace.get("payload")
        if show is not None and isinstance(payload, dict):
            show(self, payload)
        elif trace["type"] == "end":
            self.note("the agent ends the conversation")
        elif trace["type"] not in UNSEEN:
            self.note(f"[{describe_trace(trace)}]")

    def _say(self, text: str) -> None:
        self.console.print(f"[bold green]agent›[/] {_safe(text)}")

    def _text(self, payload: JSONObject) -> None:
        self._say(str(payload.get("message") or payload.get("src") or ""))

    def _completion(self, payload: JSONObject) -> None:
        state = payload.get("state")
        self._streaming = state in ("start", "content")
        if state == "start":
            self._column = INDENT
            self.console.print("[bold green]agent›[/] ", end="")
        elif state == "content":
            self.console.print(_safe(self._wrapped(payload["content"])), end="", soft_wrap=True)
        else:
            self.console.print()

    def _wrapped(self, chunk: str) -> str:
        """A chunk with its lines broken: at a space, where the end of the line is near."""
        made = ""
        for character in chunk:
            near = self._column > self.console.width - LONG_WORD
            broken = character == "\n" or (character == " " and near)
            made += "\n" + " " * INDENT if broken else character
            self._column = INDENT if broken else self._column + 1
        return made

    def _choice(self, payload: JSONObject) -> None:
        for button in payload.get("buttons") or ():
            number = f"[yellow]\\[{len(self.buttons) + 1}][/]"
            self.console.print(f"       {number} {_safe(button['name'])}")
            self.buttons.append(button)

    def _card(self, payload: JSONObject) -> None:
        title = payload.get("title") or "card"
        description = (payload.get("description") or {}).get("text", "")
        image = payload.get("imageUrl") or ""
        self.console.print(f"       ┌ [bold]{_safe(title)}[/]")
        for line in filter(None, [*description.split("\n"), image]):
            self.console.print(f"       │ {_safe(line)}")
        self._choice({"buttons": payload.get("buttons") or []})

    def _carousel(self, payload: JSONObject) -> None:
        for card in payload.get("cards") or ():
            self._card(card)

    def _visual(self, payload: JSONObject) -> None:
        self.console.print(f"       [dim]picture: {_safe(str(payload.get('image')))}[/]")

    def _silence(self, payload: JSONObject) -> None:
        self.no_reply = float(payload["timeout"])
        self.note(f"       (waits {payload['timeout']} s for you)")

    def _audio(self, payload: JSONObject) -> None:
        if payload.get("state") == "start":
            self.note("♪ audio")


def _safe(text: str) -> str:
    """A text for the console: neither markup nor control characters have an effect in it."""
    return escape(printable(text))


_SHOW: dict[str, Show] = {
    "text": Screen._text,
    "speak": Screen._text,
    "completion": Screen._completion,
    "choice": Screen._choice,
    "cardV2": Screen._card,
    "carousel": Screen._carousel,
    "visual": Screen._visual,
    "no-reply": Screen._silence,
    "audio": Screen._audio,
}


def typed(line: str, buttons: list[JSONObject]) -> JSONObject:
    """Make an action from what the user typed: a button's number, a command, or a text.

    While there are buttons, a number is always one of them. Commands are in ``COMMANDS``.

    Raises:
        ValueError: there is no such button or command, or a command lacks something.
    """
    if line.startswith("/"):
        return _command(line)
    if buttons and line.isascii() and line.isdecimal():
        return _press(line, buttons)
    return _say(line)


def _press(number: str, buttons: list[JSONObject]) -> JSONObject:
    if len(number) > MOST_DIGITS or not 1 <= int(number) <= len(buttons):
        raise ValueError(
            f"no button has the number {number:.20} (they have 1 to {len(buttons)};"
            f" /say {number:.20} says it)"
        )
    button = buttons[int(number) - 1]
    request: JSONObject = button.get("request") or {"type": "text", "payload": button["name"]}
    return request


def _command(line: str) -> JSONObject:
    word, _, rest = line.partition(" ")
    if word not in COMMANDS:
        hint = suggest(word, [*COMMANDS, QUIT])
        raise ValueError(f"unknown command {word!r}{hint}; /say {line:.40} says it")
    wanted, make = COMMANDS[word]
    if bool(wanted) != bool(rest.strip()):
        usage = f"{word} {wanted}" if wanted else f"{word} alone"
        raise ValueError(f"wanted {usage}, got {line!r:.60}")
    return make(rest.strip())


def _say(text: str) -> JSONObject:
    return {"type": "text", "payload": text}


QUIT = "/quit"
"""The command that ends the chat itself."""

MOST_DIGITS = 6
"""The digits of the longest number that can be that of a button."""

COMMANDS: dict[str, tuple[str, Callable[[str], JSONObject]]] = {
    "/launch": ("", lambda _: {"type": "launch", "payload": {}}),
    "/say": ("TEXT", _say),
    "/event": ("NAME", lambda name: {"type": "event", "payload": {"event": {"name": name}}}),
    "/intent": ("NAME", lambda name: {"type": "intent", "payload": {"intent": {"name": name}}}),
    "/silence": ("", lambda _: {"type": "no-reply"}),
    "/dtmf": ("DIGITS", lambda digits: {"type": "dtmf", "payload": digits}),
    "/end": ("", lambda _: {"type": "end"}),
    "/json": ('{"type": …}', lambda text: _action(text)),
}
"""The commands: what follows each, and the action that it makes."""


def _action(text: str) -> JSONObject:
    try:
        action = json.loads(text)
    except ValueError:
        action = None
    if not isinstance(action, dict):
        raise ValueError('wanted an action as JSON, such as /json {"type": "launch"}')
    return action
