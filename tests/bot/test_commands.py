"""The commands, as people give them."""

from __future__ import annotations

import pytest

from bot.context import App
from tests.bot.samples import say, topics
from tests.bot.scripted_rasa import ScriptedRasa
from tests.telegram_double import TelegramDouble, User


@pytest.mark.parametrize(
    ("client_language", "greeting"),
    [
        ("vi", "Xin chào!"),
        ("en", "Hello!"),
        ("zh-hant", "您好"),
        ("lo", "ສະບາຍດີ!"),
        ("de", "Hello!"),
        (None, "Hello!"),
    ],
)
async def test_start_greets_in_the_language_of_the_client(
    bot: App, double: TelegramDouble, rasa: ScriptedRasa, client_language: str | None, greeting: str
) -> None:
    rasa.on_press("greet", say("greet"))
    newcomer = double.user(7, client_language)
    newcomer.sends("/start")
    heard = await newcomer.hears()
    assert heard.text.startswith(greeting)


async def test_the_greeting_offers_topics_a_person_and_languages(anna: User, rasa: ScriptedRasa) -> None:
    rasa.on_press("greet", say("greet"))
    anna.sends("/start")
    heard = await anna.hears()
    assert heard.labels == [
        "Investment",
        "Agriculture and local products",
        "Border and border gates",
        "Visiting Lai Châu",
        "Working with the province",
        "Border-area guide",
        "✉️ Write to the province",
        "🌐 Language",
        "Ask a person",
    ]


async def test_help_names_every_command(anna: User, rasa: ScriptedRasa) -> None:
    rasa.on_press("help", say("help"))
    anna.sends("/help")
    heard = await anna.hears()
    assert "/topics" in heard.text
    assert "/language" in heard.text


async def test_topics_are_listed_with_their_number_of_entries(anna: User, rasa: ScriptedRasa) -> None:
    rasa.on_press("show_topics", topics())
    anna.sends("/topics")
    heard = await anna.hears()
    assert heard.text == "Choose a topic:"
    assert heard.labels == ["Investment (14)", "Border and border gates (12)"]


async def test_a_language_chosen_stays_chosen(anna: User, rasa: ScriptedRasa) -> None:
    anna.sends("/language")
    menu = await anna.hears()
    assert menu.labels == ["Tiếng Việt", "English", "中文", "ລາວ"]

    anna.presses(menu, "ລາວ")
    changed = await anna.hears()
    assert changed.edited
    assert changed.text == "ຕັ້ງແຕ່ນີ້ໄປ ຈະຕອບເປັນພາສາລາວ."

    anna.sends("Where is the market?")
    assert (await anna.hears()).text.startswith("ຍັງບໍ່ມີຄຳຕອບ")
    assert rasa.turns[-1]["metadata"] == {"language": "lo", "language_chosen": True}


async def test_the_menu_of_commands_is_set_in_every_language(anna: User, double: TelegramDouble) -> None:
    anna.sends("/language")
    await anna.hears()
    menus = {call.get("language_code"): call["commands"] for call in double.called("setMyCommands")}
    assert set(menus) == {None, "vi", "en", "zh", "lo"}
    assert {"command": "topics", "description": "全部主题"} in menus["zh"]


@pytest.fixture
def no_menu(double: TelegramDouble) -> None:
    """Telegram takes no menu of commands today."""
    double.fails("setMyCommands", 500, times=5)


async def test_a_bot_without_a_menu_of_commands_answers_all_the_same(no_menu: None, anna: User) -> None:
    anna.sends("/language")
    assert (await anna.hears()).text == "Choose your language:"


async def test_an_unknown_command_is_said_to_be_unknown(anna: User, rasa: ScriptedRasa) -> None:
    anna.sends("/weather")
    assert (await anna.hears()).text == "I do not know that command. Write your question, or use /help."
    assert rasa.requests == []


async def test_in_a_group_commands_are_answered_and_talk_is_not(anna: User, double: TelegramDouble) -> None:
    group = {"id": -5, "type": "supergroup", "title": "Friends of Lai Châu"}
    anna.sends_message(chat=group, text="Hello everybody")
    anna.sends_message(chat=group, text="/weather", entities=[{"type": "bot_command", "offset": 0, "length": 8}])
    await anna.hears_nothing()
    assert double.called("sendMessage") == []
