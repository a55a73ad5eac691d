"""What users do in the bundled examples, scene by scene, until every rule has been played."""

from __future__ import annotations

from typing import get_args

import pytest

from tests.loading.player import Player, Recorder, buttons, said, types
from vfmock.core.effects import Order
from vfmock.core.events import ClientConfig
from vfmock.core.scenario import Scenario

AUDIO = ClientConfig(audio_events=True, completion_events=True)


class Stage:
    """Everyone who played an example, and what they got."""

    def __init__(self, scenario: Scenario) -> None:
        self.recorder = Recorder(scenario)
        self.players: list[Player] = []

    def player(self, user: str = "u1", config: ClientConfig | None = None) -> Player:
        player = Player(self.recorder.scenario, self.recorder, user=user, config=config)
        self.players.append(player)
        return player


# The support agent.


def a_developer_wants_a_bad_day(stage: Stage) -> None:
    user = stage.player()
    assert said(user.send("text", "Simulate a lost connection")).startswith("You won't hear")
    assert user.say("Simulate a restart") == "This instance goes away."
    assert user.say("Simulate a doubled answer").startswith("You hear this twice")
    orders = [type(one).__name__ for one in user.effects if isinstance(one, get_args(Order))]
    assert orders == ["InjectFault", "RestartOrder", "InjectFault"]


def somebody_asks_what_the_agent_looks_up(stage: Stage) -> None:
    user = stage.player()
    found = user.send("text", "How do I care for oak?")
    assert types(found) == ["knowledgeBase", "text"]
    assert said(found[1:]).startswith("Oiled oak wants")
    assert said(user.send("text", "Where is the showroom?")[1:]).startswith("Our showroom")


def a_newcomer_looks_for_an_order(stage: Stage) -> None:
    user = stage.player()
    hello = user.send("launch")
    assert types(hello) == ["text", "choice", "no-reply"]
    asked = user.press("Track an order", hello)
    assert types(asked) == ["text", "entity-filling", "no-reply"]
    assert user.session.state == "order"
    assert user.say("it was brown") == (
        "An order number looks like HP-10042. Its five digits will do."
    )
    assert types(user.send("text", "where is it?")) == ["text", "visual", "choice"]
    found = user.send("text", "ah: 20517")
    assert types(found) == [
        *("flow", "block", "tool-call", "tool-call", "debug", "log", "path", "text", "cardV2")
    ]
    assert said(found).startswith("HP-20517 is on its way, with ")
    assert found[5]["payload"] == {"order": "HP-20517", "turn": 5}
    assert [button["name"] for button in buttons(found)] == ["Open tracking page", "Return an item"]
    assert user.session.state == "start"
    user.restart()
    assert user.send("launch")[0]["payload"]["message"] == (
        "Welcome back! Is it about HP-20517 again?"
    )


def an_order_is_late(stage: Stage) -> None:
    user = stage.player()
    assert "Next week" not in user.say("when do you deliver?")
    assert user.say("Where's hp-10042?").startswith("HP-10042 is on its way")
    assert user.say("when will it be here?").startswith("Next week.")
    assert said(user.intend("track_order", order="HP-10042")).startswith("HP-10042 waits")
    assert said(user.intend("track_order", 0.3, order="HP-10042")).startswith("Sure.")


def something_goes_back(stage: Stage) -> None:
    endings = {
        "It arrived damaged": "I'm sorry about that. A photo of the damage helps us",
        "It's not what I ordered": "We take the oak desk back at no cost. Show this code",
        "I changed my mind": "We take the oak desk back at no cost. Show this code",
        "Something else": "Tell me in your own words",
        "Read the return policy": "Thirty days, and we pay for the way back.",
    }
    for reason, answer in endings.items():
        user = stage.player()
        things = user.press("Return an item", user.send("launch"))
        assert types(things) == ["text", "carousel"]
        reasons = user.press("Oak desk", things)
        assert said(reasons) == "What is the matter with the oak desk?"
        assert [button["name"] for button in buttons(reasons)] == list(endings)
        assert said(user.press(reason, reasons)).startswith(answer)


def something_is_broken(stage: Stage) -> None:
    for event, payload, answer in (
        ("photo_uploaded", {"files": 1}, "Thanks, I've got the photo."),
        ("photo_uploaded", {"files": 9}, "We take the pine lamp back"),
        ("photo_skipped", None, "We take the pine lamp back"),
    ):
        user = stage.player()
        reasons = user.press("Pine lamp", user.send("text", "I want to return my order"))
        asked = user.press("It arrived damaged", reasons)
        assert asked[1]["type"] == "upload_photo"
        assert [path["event"]["type"] for path in asked[1]["paths"]] == [
            "photo_uploaded",
            "photo_skipped",
        ]
        assert asked[1]["defaultPath"] == 1
        assert said(user.send(event, payload)).startswith(answer)


def someone_complains(stage: Stage) -> None:
    user = stage.player()
    user.say("My lamp is broken!")
    assert types(user.send("text", "I want a VOUCHER")) == ["reasoning", "text"]
    answer = user.send("text", "and another voucher")  # one a session: this is now the complaint
    assert types(answer) == ["text", "choice"]
    assert user.user.variables["complaint"] == "and another voucher"
    assert user.user.variables["case"] in said(answer)
    live = stage.player(config=AUDIO)
    live.say("I'm angry")
    states = [one["payload"]["state"] for one in live.send("text", "it fell")[:-1]]
    assert states == ["start", *["content"] * (len(states) - 2), "end"]


def a_person_takes_over(stage: Stage) -> None:
    user = stage.player()
    called = user.send("text", "get me a human")
    assert types(called) == ["text", "channel-action", "live-agent-handoff"]
    colleague = called[2]["payload"]["agent"]["name"]
    assert user.say("hello?").startswith(f"Hi, this is {colleague}.")
    message = {"type": "message", "message": "are you there?"}
    assert said(user.send("live-agent-handoff", message)).startswith(f"{colleague}: ")
    user.send("live-agent-handoff", {"type": "message", "message": "/close"})
    assert user.session.state == "start"


def a_person_calls_back(stage: Stage) -> None:
    user = stage.player()
    user.press("Talk to a person", user.send("launch"))
    offer = user.send("event", {"event": {"name": "agent_unavailable"}})
    calling = user.press("Call me", offer)
    assert types(calling) == ["text", "realtime-agent", "call-forward", "dtmf"]
    assert types(user.send("text", "hello?")) == ["debug"]
    assert user.send("dtmf", "3")[0]["payload"]["message"].startswith("You pressed 3.")
    assert said(user.send("dtmf", "1")) == "Thank you for the good mark!"
    user.say("a real person please")
    offer = user.send("event", {"event": {"name": "agent_unavailable"}})
    assert said(user.press("No thanks", offer)) == "All right. Write whenever you like."


def people_who_are_known(stage: Stage) -> None:
    shopper = stage.player()
    offer = shopper.send("launch", {"page": "checkout"})
    assert "payment" in said(offer)
    assert said(shopper.press("No thanks", offer)) == "All right. I'm here if you need me."
    owner = stage.player("owner@harborandpine.example")
    assert said(owner.send("launch")) == "Good morning, boss. 1 of your visits are on record."


def questions(stage: Stage) -> None:
    user = stage.player(config=AUDIO)
    assert types(user.send("text", "When are you open?"))[:2] == ["knowledgeBase", "completion"]
    assert types(user.send("text", "And the WARRANTY?")) == ["knowledgeBase", "text"]
    assert set(types(user.send("text", "Read that aloud"))) == {"audio", "speak"}
    [_, playing] = user.send("text", "How do I assemble it?")
    [paused] = user.send("text", "PAUSE")
    assert (playing["payload"]["action"], paused["payload"]["action"]) == ("PLAY", "PAUSE")
    assert types(user.send("text", "Start over")) == ["goto"]
    assert types(user.send("event", {"event": {"name": "birthday"}})) == ["debug"]
    assert types(user.send("text", "gibberish")) == ["text", "choice"]


def silence(stage: Stage) -> None:
    user = stage.player()
    user.send("launch")
    assert types(user.send("no-reply")) == ["text", "no-reply"]
    assert types(user.send("no-reply")) == ["text", "end"]
    assert user.end_reason == "user_silent"


def goodbye(stage: Stage) -> None:
    ends = set()
    for seed, mark in ((2, ""), (7, "5"), (7, "1")):
        user = stage.player()
        user.session.rng.seed(seed)
        if user.say("bye").startswith("One last question."):
            user.say(mark)
        ends.add((mark, user.end_reason))
    assert ends == {("", "end_of_diagram"), ("5", "rated"), ("1", "rated")}
    leaver = stage.player()
    leaver.send("launch")
    assert leaver.send("end")[0]["payload"] == {"left_after": 2}
    assert leaver.end_reason == "user_ended"


SUPPORT_SCENES = [
    a_developer_wants_a_bad_day,
    somebody_asks_what_the_agent_looks_up,
    a_newcomer_looks_for_an_order,
    an_order_is_late,
    something_goes_back,
    something_is_broken,
    someone_complains,
    a_person_takes_over,
    a_person_calls_back,
    people_who_are_known,
    questions,
    silence,
    goodbye,
]


# The telephone agent.


def an_appointment(stage: Stage) -> None:
    caller = stage.player(config=AUDIO)
    hello = caller.send("launch")
    assert set(types(hello[:-1])) == {"audio"}
    assert hello[-1] == {**hello[-1], "type": "no-reply", "payload": {"timeout": 6}}
    caller.send("dtmf", "2")
    closed = caller.send("text", "on Sunday")
    assert closed[-1]["payload"] == {"timeout": 8}
    before = caller.now
    caller.send("text", "then TUESDAY")
    assert caller.now - before > 3  # the pause and the sound, as long as it lasts
    caller.send("text", "no, that's too early")
    caller.intend("give_day", day="friday")
    assert caller.user.variables["day"] == "Friday"
    done = caller.send("text", "yes please")
    assert types(done[-2:]) == ["speak", "end"]
    chunks = [one["payload"].get("content", "") for one in done if one["type"] == "completion"]
    assert "".join(chunks).startswith("You're booked for Friday, ")
    assert caller.end_reason == "appointment_made"


def without_sound(stage: Stage) -> None:
    caller = stage.player()
    assert types(caller.send("launch")) == ["speak", "no-reply"]
    assert types(caller.send("text", "What are your hours?")) == ["text", "no-reply"]


def hours_are_read_out_as_they_are_written(stage: Stage) -> None:
    caller = stage.player(config=AUDIO)
    before = caller.now
    chunks = caller.send("dtmf", "1")
    assert types(chunks) == ["completion"] * (len(chunks) - 1) + ["no-reply"]
    assert caller.now - before == pytest.approx(0.3 + 0.1 * (len(chunks) - 3))


def the_front_desk(stage: Stage) -> None:
    caller = stage.player()
    assert said(caller.send("dtmf", "9")) == "9 is not on the menu."
    assert types(caller.send("dtmf", "0")) == ["speak", "call-forward", "dtmf", "end"]
    assert caller.end_reason == "call_forwarded"


def nobody_speaks(stage: Stage) -> None:
    caller = stage.player()
    caller.send("launch")
    answers = [types(caller.send("no-reply")) for _ in range(3)]
    assert answers == [["speak", "no-reply"], ["speak", "no-reply"], ["speak", "end"]]
    assert caller.end_reason == "no_input"


def the_line_goes_dead(stage: Stage) -> None:
    caller = stage.player()
    caller.send("launch")
    assert caller.session.deadline() is not None
    *missed, ended = caller.session.wake(caller.now + 120)
    assert [getattr(one, "kind", None) for one in missed] == ["no_reply_missed"]
    assert getattr(ended, "reason", None) == "inactivity_timeout"


def the_caller_hangs_up(stage: Stage) -> None:
    caller = stage.player()
    assert types(caller.send("text", "mumble")) == ["speak", "no-reply"]
    assert types(caller.send("end")) == ["log"]
    assert caller.end_reason == "user_ended"
    polite = stage.player()
    assert types(polite.send("text", "Bye then")) == ["speak", "end"]
    assert polite.end_reason == "end_of_diagram"


VOICE_SCENES = [
    an_appointment,
    without_sound,
    hours_are_read_out_as_they_are_written,
    the_front_desk,
    nobody_speaks,
    the_line_goes_dead,
    the_caller_hangs_up,
]
