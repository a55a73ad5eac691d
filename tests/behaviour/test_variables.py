"""Variables and templates, whatever the client speaks."""

from __future__ import annotations

from tests.behaviour.conftest import ChatFactory
from vfmock import MockServer, Scenario, end, text, trace_template


async def test_variables_and_templates_know_the_user_and_what_was_said(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text(regex="(?P<size>small|large)").set(size="{{ match.size }}").reply(text("ok"))
    server.on.text("what").reply(text("{{ user.id }} has {{ size }}"))
    assert await (await talk("bob")).hear("large", "what") == [["ok"], ["bob has large"]]


async def test_a_variable_is_set_before_the_reply(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("more").set(count="{{ count|default(0) + 1 }}").reply(text("{{ count }}"))
    assert await (await talk()).hear("more", "more", "more") == [["1"], ["2"], ["3"]]


async def test_a_variable_outlives_the_session(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("I am Ada").set(name="Ada").reply(text("Hello."))
    server.on.text("bye").reply(text("Bye!"), end())
    server.on.text("who am I").reply(text("{{ name }}, session {{ sessions }}, turn {{ turn }}"))
    chat = await talk()
    await chat.hear("I am Ada", "bye")
    await chat.renew()
    assert await chat.hear("who am I") == [["Ada, session 2, turn 1"]]


async def test_the_variables_of_the_scenario_are_those_of_a_new_user(
    server: MockServer, talk: ChatFactory
) -> None:
    server.load(Scenario(variables={"plan": "free", "cart": []}))
    server.on.text("buy").set(plan="gold", cart="{{ cart + [7] }}").reply(text("ok"))
    server.on.text("what").reply(text("{{ plan }} {{ cart }}"))
    ada, bob = await talk("ada"), await talk("bob")
    assert await ada.hear("what", "buy", "what") == [["free []"], ["ok"], ["gold [7]"]]
    assert await bob.hear("what") == [["free []"]]


async def test_templates_know_what_was_said_last(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("hi").reply(text("Hello."))
    shown = "{{ last_utterance }} after {{ last_response }} in turn {{ turn }}"
    server.on.text("what").reply(text(shown), text("{{ last_event.payload }}, {{ user_id }}"))
    _, heard = await (await talk()).hear("hi", "what")
    assert heard == ["what after Hello. in turn 2", "what, ada"]


async def test_templates_know_the_time_of_the_clock(server: MockServer, talk: ChatFactory) -> None:
    server.on.text("time").reply(text("{{ timestamp }} {{ vf_now }}"))
    chat = await talk()
    server.clock.advance(hours=1)
    assert server.clock.now() == 1700000000 + 3600
    assert await chat.hear("time") == [["1700003600 2023-11-14T23:13:20+00:00"]]


async def test_the_words_of_a_user_are_never_a_template(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("what").reply(text("{{ words }}"))
    server.on.text().set(words="{{ action.text }}").reply(text("{{ action.text }}"))
    said = "{{ 6 * 7 }} {% for x in range(9) %}x{% endfor %} {# hidden #}"
    assert await (await talk()).hear(said, "what") == [[said], [said]]


async def test_a_template_alone_keeps_the_type_of_its_value(
    server: MockServer, talk: ChatFactory
) -> None:
    payload = {"n": "{{ 40 + 2 }}", "all": "{{ [1, none, true] }}", "said": "n={{ 42 }}"}
    server.on.text("what").reply(trace_template(type="shown", payload=payload))
    (shown,) = (await (await talk()).say("what")).payloads
    assert shown == {"n": 42, "all": [1, None, True], "said": "n=42"}


async def test_an_unknown_name_in_a_template_is_an_error_with_the_nearest(
    server: MockServer, talk: ChatFactory
) -> None:
    server.on.text("what").set(size="large").reply(text("{{ sise }}"))
    server.on.text("hi").reply(text("Hello"))
    assert await (await talk()).hear("what", "hi") == [[], ["Hello"]]
    (note,) = server.journal.notes("scenario_error")
    assert "did you mean 'size'" in str(note.payload)


async def test_a_template_that_needs_too_much_is_an_error_and_stops_nobody(
    server: MockServer, talk: ChatFactory
) -> None:
    endless = "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}"
    server.on.text("work").reply(text(endless))
    server.on.text("hi").reply(text("Hello"))
    assert await (await talk()).hear("work", "hi") == [[], ["Hello"]]
    assert len(server.journal.notes("scenario_error")) == 1


async def test_the_same_seed_gives_the_same_made_up_values(
    server: MockServer, talk: ChatFactory
) -> None:
    chat = await talk()

    async def conversation() -> list[list[str]]:
        server.on.text().reply(text("{{ fake.name() }} {{ range(1000)|list|random }}"))
        return await chat.hear("one", "two", "three")

    first = await conversation()
    assert len({one for (one,) in first}) == 3
    server.reset()
    await chat.renew()
    assert await conversation() == first
