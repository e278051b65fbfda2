"""Buttons, as people press them."""

from __future__ import annotations

import pytest

from tests.bot.samples import PERMIT_ZH, answer, choice, say, topic_page, topics
from tests.bot.scripted_rasa import ScriptedRasa
from tests.telegram_double import Heard, TelegramDouble, User


@pytest.fixture
async def permit(anna: User, rasa: ScriptedRasa) -> Heard:
    """Anna has asked, and reads the answer."""
    rasa.on("permit", answer())
    anna.sends("permit")
    return await anna.hears()


async def test_an_answer_offers_sections_languages_related_entries_and_its_topic(permit: Heard) -> None:
    assert permit.labels == [
        "Where to ask",
        "Documents needed",
        "Tiếng Việt",
        "中文",
        "→ The border communes",
        "☰ Border and border gates",
    ]


async def test_a_section_is_shown_below_the_short_answer(anna: User, rasa: ScriptedRasa, permit: Heard) -> None:
    rasa.on_press("show_entry", answer(section=1))
    anna.presses(permit, "Where to ask")
    heard = await anna.hears()
    assert heard.edited
    assert heard.message_id == permit.message_id
    assert "Foreigners need a permit" in heard.text
    assert "Where to ask\nAt the Provincial Police:\n\n• in person\n• by post" in heard.text
    assert "Where to ask" not in heard.labels
    assert "Documents needed" in heard.labels
    assert rasa.turns[-1]["payload"] == {
        "intent": "show_entry",
        "entities": {"entry": "border/foreigners-border-area-permit", "section": 1, "language": "en"},
    }


async def test_the_same_answer_in_another_language(anna: User, rasa: ScriptedRasa, permit: Heard) -> None:
    rasa.on_press("show_entry", answer(PERMIT_ZH, language="zh"))
    anna.presses(permit, "中文")
    heard = await anna.hears()
    assert heard.edited
    assert heard.text.startswith("边境地区通行许可证")
    assert rasa.turns[-1]["metadata"]["language"] == "zh"

    anna.sends("/language")
    assert (await anna.hears()).text == "Choose your language:"  # One text is not a choice for all.


async def test_a_related_entry_leaves_the_answer_in_place(anna: User, rasa: ScriptedRasa, permit: Heard) -> None:
    rasa.on_press("show_entry", answer(title="The border communes"))
    anna.presses(permit, "The border communes")
    heard = await anna.hears()
    assert not heard.edited
    assert heard.text.startswith("The border communes")


async def test_topics_are_browsed_in_one_message(anna: User, rasa: ScriptedRasa) -> None:
    rasa.on_press("show_topics", topics())
    anna.sends("/topics")
    message = await anna.hears()

    rasa.on_press("show_topic", topic_page(1))
    anna.presses(message, "Border")
    page = await anna.hears()
    assert page.edited
    assert page.text == "Border and border gates\n\nPage 1 of 3"
    assert page.labels == ["Entry A of page 1", "Entry B", "Next ▶", "All topics"]

    rasa.on_press("show_topic", topic_page(2))
    anna.presses(page, "Next")
    page = await anna.hears()
    assert page.labels == ["Entry A of page 2", "Entry B", "◀ Previous", "Next ▶", "All topics"]
    assert rasa.turns[-1]["payload"] == {"intent": "show_topic", "entities": {"topic": "border", "page": 2}}

    rasa.on_press("show_entry", answer())
    anna.presses(page, "Entry A")
    heard = await anna.hears()
    assert heard.message_id == message.message_id
    assert heard.text.startswith("Permit for the border area")


async def test_asking_for_a_person_shows_the_contact(anna: User, rasa: ScriptedRasa) -> None:
    contact = {"name": "Department of Foreign Affairs", "phone": "0213 3 000 000"}
    entry = answer(title="Foreign affairs", contact=contact)["entry"]
    rasa.on_press("ask_person", {"type": "person", "language": "en", "entry": entry})
    anna.sends("Something nobody knows")
    anna.presses(await anna.hears(), "Ask a person")
    heard = await anna.hears()
    assert not heard.edited
    assert heard.text.startswith("These people can help you:\n\nForeign affairs")
    assert "Contact:\nDepartment of Foreign Affairs\n0213 3 000 000" in heard.text


async def test_every_press_is_answered(anna: User, double: TelegramDouble, rasa: ScriptedRasa, permit: Heard) -> None:
    rasa.on_press("show_entry", answer(section=1))
    anna.presses(permit, "Where to ask")
    await anna.hears()
    anna.presses_data(permit, "nonsense")
    anna.presses(permit, "Documents needed")  # shows the same: nothing to edit
    await anna.hears_nothing()
    assert double.unanswered == set()


@pytest.mark.parametrize("data", ["nonsense", "e|border/x|1", "e|../etc|0|en", "l|fr", 't|border|1{"a":1}', "/greet"])
async def test_an_unknown_button_is_answered_politely(
    anna: User, double: TelegramDouble, rasa: ScriptedRasa, permit: Heard, data: str
) -> None:
    anna.presses_data(permit, data)
    await anna.hears_nothing(0.2)
    assert double.alerts == ["This button is no longer in use. Please write your question."]
    assert len(rasa.requests) == 1


async def test_an_answer_comes_though_the_press_cannot_be_answered(
    anna: User, double: TelegramDouble, rasa: ScriptedRasa, permit: Heard
) -> None:
    rasa.on_press("show_entry", answer(section=1))
    double.fails("answerCallbackQuery", 500)
    anna.presses(permit, "Where to ask")
    assert "Provincial Police" in (await anna.hears()).text


async def test_a_message_that_was_deleted_is_answered_anew(
    anna: User, double: TelegramDouble, rasa: ScriptedRasa, permit: Heard
) -> None:
    rasa.on_press("show_entry", answer(section=1))
    anna.presses(permit, "Where to ask")
    del double.messages[anna.id, permit.message_id]
    heard = await anna.hears()
    assert not heard.edited
    assert "Provincial Police" in heard.text


async def test_pressing_back_and_forth_between_greeting_and_languages(anna: User, rasa: ScriptedRasa) -> None:
    rasa.on_press("greet", say("greet"))
    anna.sends("/start")
    anna.presses(await anna.hears(), "🌐")
    menu = await anna.hears()
    assert menu.edited
    anna.presses(menu, "Tiếng Việt")
    assert (await anna.hears()).labels == ["Tất cả chủ đề"]


async def test_a_choice_made_after_clarifying_is_shown_in_its_place(anna: User, rasa: ScriptedRasa) -> None:
    clarify = {"type": "clarify", "language": "en", "choices": [choice("border/a", "Opening hours")]}
    rasa.on("gate", clarify)
    rasa.on_press("show_entry", answer(title="Opening hours"))
    anna.sends("gate")
    asked = await anna.hears()
    anna.presses(asked, "Opening hours")
    heard = await anna.hears()
    assert heard.message_id == asked.message_id
