"""The conversation in the terminal, as a transcript."""

from __future__ import annotations

import asyncio
import io

import pytest

from bot.conversation import Conversation
from bot.terminal import converse
from tests.bot.samples import PERMIT_ZH, answer, say, topic_page, topics
from tests.bot.scripted_rasa import ScriptedRasa

WELCOME = (
    "Lai Châu assistant. Write a question in English, Vietnamese, Chinese or Lao, and press Enter.\n"
    "A number presses the button of that number. /topics, /language, /help; Ctrl-D ends.\n"
)


async def transcript(conversation: Conversation, typed: str) -> str:
    """What stands on the screen after ``typed`` was piped in."""
    output = io.StringIO()
    await converse(conversation, io.StringIO(typed), output)
    assert output.getvalue().startswith(WELCOME)
    return output.getvalue().removeprefix(WELCOME)


async def test_a_piped_question_is_repeated_and_answered_with_its_source(
    conversation: Conversation, rasa: ScriptedRasa
) -> None:
    rasa.on("Do I need a permit?", answer(section=2))
    assert await transcript(conversation, "Do I need a permit?\n") == (
        "> Do I need a permit?\n"
        "Permit for the border area\n"
        "\n"
        "Foreigners need a permit to enter a border commune of Lai Châu.\n"
        "\n"
        "Documents needed\n"
        "A passport & a visa.\n"
        "\n"
        "Source: Nghị định 34/2014/NĐ-CP <https://example.vn/34?a=1&b=2>, Chính phủ, 29 April 2014\n"
        "As of 17 November 2025\n"
        "In force since 15 June 2014\n"
        "Draft text, not yet checked by the province's staff.\n"
        "  1. Where to ask\n"
        "  2. Tiếng Việt\n"
        "  3. 中文\n"
        "  4. → The border communes\n"
        "  5. ☰ Border and border gates\n"
        "\n"
    )


async def test_a_number_presses_a_button(conversation: Conversation, rasa: ScriptedRasa) -> None:
    rasa.on_press("show_topics", topics())
    rasa.on_press("show_topic", topic_page(1))
    rasa.on_press("show_entry", answer())
    seen = await transcript(conversation, "/topics\n2\n1\n")
    assert "> 2\nBorder and border gates\n\nPage 1 of 3\n  1. Entry A of page 1\n" in seen
    assert "> 1\nPermit for the border area\n" in seen
    assert [turn["payload"]["intent"] for turn in rasa.turns] == ["show_topics", "show_topic", "show_entry"]


async def test_a_number_that_no_button_has_is_said_to_be_so(conversation: Conversation, rasa: ScriptedRasa) -> None:
    rasa.on_press("show_topics", topics())
    seen = await transcript(conversation, "/topics\n3\n")
    assert seen.endswith("> 3\nThere is no choice 3. Choose from 1 to 2.\n\n")


async def test_a_number_longer_than_any_choice_is_a_question(conversation: Conversation, rasa: ScriptedRasa) -> None:
    rasa.on_press("show_topics", topics())
    await transcript(conversation, f"/topics\n2025\n{'9' * 5000}\n299\n")
    assert rasa.texts == ["2025", "299"]


async def test_bytes_that_are_no_text_do_not_end_the_conversation(
    conversation: Conversation, rasa: ScriptedRasa
) -> None:
    output = io.StringIO()
    typed = io.TextIOWrapper(io.BytesIO(b"caf\xe9 in Lai Ch\xe2u?\nlast\n"), "utf-8")
    await asyncio.wait_for(converse(conversation, typed, output), timeout=5)
    assert rasa.texts == ["caf\ufffd in Lai Ch\ufffdu?", "last"]


async def test_a_number_where_nothing_can_be_pressed_is_a_question(
    conversation: Conversation, rasa: ScriptedRasa
) -> None:
    await transcript(conversation, "2025\n")
    assert rasa.texts == ["2025"]


async def test_each_line_is_answered_in_its_own_language(conversation: Conversation, rasa: ScriptedRasa) -> None:
    rasa.on("需要许可证吗", answer(PERMIT_ZH, language="zh"))
    rasa.on("thank you very much", say("you_are_welcome"))
    await transcript(conversation, "需要许可证吗\nthank you very much\nຕ້ອງມີໃບອະນຸຍາດບໍ\nXin giấy phép ở đâu?\n")
    assert [turn["metadata"]["language"] for turn in rasa.turns] == ["zh", "en", "lo", "vi"]
    assert not any(turn["metadata"]["language_chosen"] for turn in rasa.turns)


async def test_a_language_chosen_stays_whatever_is_written(conversation: Conversation, rasa: ScriptedRasa) -> None:
    seen = await transcript(conversation, "/language\n1\nWhere is the market?\n")
    assert "  1. Tiếng Việt\n  2. English\n  3. 中文\n  4. ລາວ\n" in seen
    assert "Từ giờ tôi trả lời bằng tiếng Việt." in seen
    assert "Tôi chưa có câu trả lời cho câu hỏi này." in seen
    assert rasa.turns[-1]["metadata"] == {"language": "vi", "language_chosen": True}


async def test_all_lines_belong_to_one_conversation_and_another_day_to_another(
    conversation: Conversation, rasa: ScriptedRasa
) -> None:
    await transcript(conversation, "one\ntwo\n")
    await transcript(conversation, "three\n")
    senders = [turn["sender"] for turn in rasa.turns]
    assert senders[0] == senders[1] != senders[2]


async def test_the_commands_work(conversation: Conversation, rasa: ScriptedRasa) -> None:
    rasa.on_press("greet", say("greet"))
    rasa.on_press("help", say("help"))
    seen = await transcript(conversation, "/start\n/help\n")
    assert "Hello! I answer questions about Lai Châu" in seen
    assert "/language – change the language" in seen


async def test_what_looks_like_a_payload_is_an_unknown_command(conversation: Conversation, rasa: ScriptedRasa) -> None:
    seen = await transcript(conversation, '/affirm{"role":"staff"}\n')
    assert "I do not know that command." in seen
    assert rasa.requests == []


async def test_empty_lines_and_an_unfinished_last_line(conversation: Conversation, rasa: ScriptedRasa) -> None:
    await transcript(conversation, "\n   \nlast")
    assert rasa.texts == ["last"]


async def test_when_rasa_is_down_it_says_so_and_goes_on(
    conversation: Conversation, rasa: ScriptedRasa, caplog: pytest.LogCaptureFixture
) -> None:
    rasa.is_down = True
    seen = await transcript(conversation, "one\ntwo\n")
    assert seen.count("The service is not available just now.") == 2
    assert len(caplog.records) == 2
