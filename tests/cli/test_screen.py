"""How traces are shown, and how typed lines become actions."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from rich.console import Console

from vfmock.cli.screen import UNSEEN, Screen, typed


@pytest.fixture
def screen() -> Screen:
    """A screen that is a string."""
    return Screen(Console(file=io.StringIO(), width=200, highlight=False), events=True)


def shown(screen: Screen) -> str:
    """All that is on the screen."""
    file = screen.console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "payload", "text"),
    [
        ("text", {"message": "Hi [bold]you[/]"}, "agent› Hi [bold]you[/]\n"),
        ("speak", {"message": "", "src": "https://a/b.mp3"}, "agent› https://a/b.mp3\n"),
        ("text", {"message": ""}, "agent› \n"),
        ("choice", {"buttons": [{"name": "Go"}]}, "       [1] Go\n"),
        ("choice", {}, ""),
        ("carousel", {"layout": "List"}, ""),
        (
            "carousel",
            {"cards": [{"title": "One", "buttons": [{"name": "Go"}]}, {"title": "Two"}]},
            "       ┌ One\n       [1] Go\n       ┌ Two\n",
        ),
        (
            "cardV2",
            {"description": {"text": "a\nb"}, "imageUrl": "https://a/b.png"},
            "       ┌ card\n       │ a\n       │ b\n       │ https://a/b.png\n",
        ),
        ("visual", {"image": "https://a/b.png"}, "       picture: https://a/b.png\n"),
        ("no-reply", {"timeout": 7}, "       (waits 7 s for you)\n"),
        ("audio", {"state": "start"}, "♪ audio\n"),
        ("audio", {"state": "content"}, ""),
        ("end", None, "the agent ends the conversation\n"),
        ("end", {"reason": "x"}, "the agent ends the conversation\n"),
        ("custom", {"name": "x"}, "[custom 'x']\n"),
        ("custom", None, "[custom]\n"),
        *((kind, {"message": "inside"}, "") for kind in sorted(UNSEEN)),
    ],
)
def test_a_trace_is_shown(screen: Screen, kind: str, payload: Any, text: str) -> None:
    screen.trace({"type": kind, "payload": payload})
    assert shown(screen) == text


def test_a_completion_comes_in_one_line(screen: Screen) -> None:
    for payload in (
        {"state": "start"},
        {"state": "content", "content": "Hel"},
        {"state": "content", "content": "lo [x]"},
        {"state": "end"},
    ):
        screen.trace({"type": "completion", "payload": payload})
    assert shown(screen) == "agent› Hello [x]\n"


def test_a_long_completion_is_wrapped_at_spaces() -> None:
    screen = Screen(Console(file=io.StringIO(), width=40, highlight=False))
    screen.trace({"type": "completion", "payload": {"state": "start"}})
    for _ in range(8):
        payload = {"state": "content", "content": "some words "}
        screen.trace({"type": "completion", "payload": payload})
    screen.trace({"type": "completion", "payload": {"state": "content", "content": "\nend"}})
    first, *rest = shown(screen).splitlines()
    assert first.startswith("agent› some words")
    assert len(rest) > 1
    assert all(line.startswith("       ") and len(line) <= 40 for line in rest)
    assert rest[-1] == "       end"


def test_a_new_turn_forgets_buttons_and_silence(screen: Screen) -> None:
    screen.trace({"type": "choice", "payload": {"buttons": [{"name": "Go"}]}})
    screen.trace({"type": "no-reply", "payload": {"timeout": 1.5}})
    assert (len(screen.buttons), screen.no_reply) == (1, 1.5)
    screen.new_turn()
    assert (screen.buttons, screen.no_reply) == ([], None)


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        (None, "    → name \n"),
        ({"a": "ü"}, '    → name {"a": "ü"}\n'),
        ("x" * 500, f'    → name "{"x" * 158}…\n'),
    ],
)
def test_an_event_is_shown(screen: Screen, payload: Any, text: str) -> None:
    screen.event("→", "name", payload)
    assert shown(screen) == text


def test_events_are_not_shown_by_default() -> None:
    screen = Screen(Console(file=io.StringIO()))
    screen.event("→", "name", {})
    assert shown(screen) == ""


BUTTONS: list[dict[str, Any]] = [{"name": "Go", "request": {"type": "path-go"}}, {"name": "Stop"}]


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("1", {"type": "path-go"}),
        ("2", {"type": "text", "payload": "Stop"}),
        ("02", {"type": "text", "payload": "Stop"}),
        ("²", {"type": "text", "payload": "²"}),
        ("٣", {"type": "text", "payload": "٣"}),
        ("2 of them", {"type": "text", "payload": "2 of them"}),
        ("/say 3", {"type": "text", "payload": "3"}),
        ("/say /unknown x", {"type": "text", "payload": "/unknown x"}),
        ("/intent pay", {"type": "intent", "payload": {"intent": {"name": "pay"}}}),
        ("/dtmf 12#", {"type": "dtmf", "payload": "12#"}),
        ("/launch", {"type": "launch", "payload": {}}),
        ("/end ", {"type": "end"}),
        ("/event  ring ", {"type": "event", "payload": {"event": {"name": "ring"}}}),
        ('/json {"type": "x"}', {"type": "x"}),
        ("/silence", {"type": "no-reply"}),
    ],
)
def test_a_typed_line_becomes_an_action(line: str, action: Any) -> None:
    assert typed(line, BUTTONS) == action


def test_a_number_is_a_text_while_there_are_no_buttons() -> None:
    assert typed("3", []) == {"type": "text", "payload": "3"}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("3", "no button has the number 3 (they have 1 to 2; /say 3 says it)"),
        ("0", "no button has the number 0 (they have 1 to 2; /say 0 says it)"),
        ("9" * 5000, f"no button has the number {'9' * 20} (they"),
        ("/", "unknown command '/' (known: "),
        ("/evnt x", "unknown command '/evnt', did you mean '/event' (known: "),
        ("/quit now", "unknown command '/quit', did you mean '/quit'"),
        ("/event", "wanted /event NAME, got '/event'"),
        ("/event  ", "wanted /event NAME, got '/event  '"),
        ("/intent", "wanted /intent NAME, got '/intent'"),
        ("/dtmf", "wanted /dtmf DIGITS, got '/dtmf'"),
        ("/say", "wanted /say TEXT, got '/say'"),
        ("/json", "wanted /json {"),
        ("/launch now", "wanted /launch alone, got '/launch now'"),
        ("/end it", "wanted /end alone, got '/end it'"),
        ("/silence 5", "wanted /silence alone, got '/silence 5'"),
    ],
)
def test_what_can_not_be_meant_is_refused(line: str, problem: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - the text is looked at below
        typed(line, BUTTONS)
    assert str(raised.value).startswith(problem)


def test_a_typed_line_is_printed_where_no_terminal_shows_it() -> None:
    screen = Screen(Console(file=io.StringIO(), width=20, highlight=False), echo=True)
    screen.prompt()
    screen.entered("hello [bold]you[/] " + "x" * 30)
    screen.trace({"type": "text", "payload": {"message": "Hi."}})
    screen.prompt()
    screen.entered(None)
    assert shown(screen) == f"you  › hello [bold]you[/] {'x' * 30}\nagent› Hi.\nyou  › \n"


def test_what_comes_after_the_prompt_begins_a_new_line(screen: Screen) -> None:
    screen.prompt()
    screen.entered("shown by the terminal")
    screen.note("one")
    shows: tuple[Callable[[], None], ...] = (
        lambda: screen.note("note"),
        lambda: screen.problem("wrong"),
        lambda: screen.event("←", "name", None),
        lambda: screen.trace({"type": "text", "payload": {"message": "Hi."}}),
    )
    for show in shows:
        screen.prompt()
        show()
    screen.prompt()
    screen.entered(None)
    assert shown(screen) == (
        "you  › one\nyou  › \nnote\nyou  › \nerror wrong\nyou  › \n    ← name \n"
        "you  › \nagent› Hi.\nyou  › \n"
    )


def test_no_prompt_comes_into_an_answer_in_chunks(screen: Screen) -> None:
    for payload in ({"state": "start"}, {"state": "content", "content": "a"}):
        screen.trace({"type": "completion", "payload": payload})
        screen.prompt()
    screen.trace({"type": "completion", "payload": {"state": "end"}})
    screen.prompt()
    assert shown(screen) == "agent› a\nyou  › "
    screen.entered("x")
    screen.trace({"type": "completion", "payload": {"state": "start"}})
    screen.over()
    screen.prompt()
    assert shown(screen) == "agent› a\nyou  › agent› you  › "


@pytest.mark.parametrize("line", ["/json 7", "/json [", "/json null"])
def test_a_line_that_is_no_action_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="wanted an action as JSON"):
        typed(line, [])


ESC = "\x1b[2J\u202e"


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("text", {"message": ESC}),
        ("choice", {"buttons": [{"name": ESC}]}),
        ("cardV2", {"title": ESC, "description": {"text": ESC}, "imageUrl": ESC}),
        ("visual", {"image": ESC}),
        (ESC, {}),
        ("completion", {"state": "content", "content": ESC}),
    ],
)
def test_control_characters_have_no_effect(screen: Screen, kind: str, payload: Any) -> None:
    screen.trace({"type": kind, "payload": payload})
    screen.note(ESC)
    screen.problem(ESC)
    screen.event("←", "name", ESC)
    assert "\x1b" not in shown(screen)
    assert "\u202e" not in shown(screen)
    assert "\\u001b[2J\\u202e" in shown(screen)


@pytest.mark.parametrize(
    "trace",
    [
        None,
        "text",
        {},
        {"type": ["text"]},
        {"type": "choice", "payload": {"buttons": "abc"}},
        {"type": "choice", "payload": {"buttons": [{"name": 5}]}},
        {"type": "choice", "payload": {"buttons": [{}]}},
        {"type": "cardV2", "payload": {"title": 5}},
        {"type": "cardV2", "payload": {"description": "text"}},
        {"type": "carousel", "payload": {"cards": [None]}},
        {"type": "no-reply", "payload": {"timeout": "soon"}},
        {"type": "completion", "payload": {"state": "content"}},
    ],
)
def test_an_odd_trace_is_shown_as_it_came(screen: Screen, trace: Any) -> None:
    screen.trace(trace)
    assert f"odd trace: {json.dumps(trace)}" in shown(screen)
    assert screen.buttons == []
    assert screen.no_reply is None
    screen.trace({"type": "text", "payload": {"message": "still here"}})
    assert shown(screen).endswith("agent› still here\n")


@pytest.mark.parametrize(
    ("trace", "text"),
    [
        ({"type": "text"}, "[text]"),
        ({"type": "text", "payload": "hi"}, "[text 'hi']"),
        ({"type": "unknown", "payload": {"a": 1}}, "[unknown {'a': 1}]"),
        ({"type": "text", "payload": {"message": None}}, "agent› \n"),
    ],
)
def test_a_trace_of_another_form_is_shown_in_short(screen: Screen, trace: Any, text: str) -> None:
    screen.trace(trace)
    assert text in shown(screen)
