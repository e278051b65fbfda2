"""Screens that are longer than a message."""

from __future__ import annotations

from tests.bot.samples import answer
from tests.bot.scripted_rasa import ScriptedRasa
from tests.telegram_double import TelegramDouble, User

LONG = "\n\n".join(f"Paragraph {number}. " + "Lai Châu & <more>. " * 60 for number in range(1, 6))


async def test_a_long_answer_comes_in_parts_with_the_buttons_below_the_last(anna: User, rasa: ScriptedRasa) -> None:
    rasa.on("all", answer(short_answer=LONG))
    anna.sends("all")
    first, second = await anna.hears(), await anna.hears()
    assert first.text.startswith("Permit for the border area\n\nParagraph 1.")
    assert first.text.endswith("Lai Châu & <more>.")
    assert second.text.startswith("Paragraph 4.")
    assert "Source:" in second.text
    assert first.rows == ()
    assert "Where to ask" in second.labels


async def test_a_long_answer_to_a_button_is_sent_and_leaves_the_message(anna: User, rasa: ScriptedRasa) -> None:
    rasa.on("short", answer())
    rasa.on_press("show_entry", answer(short_answer=LONG))
    anna.sends("short")
    anna.presses(await anna.hears(), "Where to ask")
    assert not (await anna.hears()).edited
    assert not (await anna.hears()).edited


async def test_links_are_shown_without_a_preview(anna: User, double: TelegramDouble, rasa: ScriptedRasa) -> None:
    rasa.on("permit", answer())
    rasa.on_press("show_entry", answer(section=1))
    anna.sends("permit")
    anna.presses(await anna.hears(), "Where to ask")
    await anna.hears()
    calls = double.called("sendMessage") + double.called("editMessageText")
    assert [call["link_preview_options"] for call in calls] == [{"is_disabled": True}] * 2
