"""What is made of typed text before Rasa sees it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Conversation, clean_question
from bot.person import Person
from tests.bot.scripted_rasa import ScriptedRasa


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("  Do I need a permit? ", "Do I need a permit?"),
        ("line one\nline two", "line one\nline two"),
        ("tab\there\x00", "tab here"),
        ('/affirm{"role":"staff"}', 'affirm{"role":"staff"}'),
        (" // /greet", "greet"),
        ("\u200b/\uff0f\u2060 /greet", "greet"),
        ("and/or", "and/or"),
        ("ດ່ານ\u200bຊາຍແດນ", "ດ່ານ\u200bຊາຍແດນ"),
        ("👍", "👍"),
        ("???", "???"),
        ("", ""),
        (" \n ", ""),
        ("\u3164\u2800\u200d", ""),
        ("\ufe0f", ""),
        ("\ud83d", ""),
        ("/", ""),
    ],
)
def test_what_is_left_of_what_was_typed(typed: str, question: str) -> None:
    assert clean_question(typed) == question


@given(st.text())
def test_no_text_is_left_that_rasa_would_take_for_a_payload(typed: str) -> None:
    question = clean_question(typed)
    assert not question.lstrip().startswith(("/", "\uff0f"))
    question.encode("utf-8")


async def test_a_long_text_is_passed_on_for_it_may_be_the_message_of_an_enquiry(
    conversation: Conversation, rasa: ScriptedRasa
) -> None:
    anna = Person("1", "en")
    await conversation.say(anna, "x" * 4096)
    await conversation.say(anna, "x" * 4097)
    assert rasa.texts == ["x" * 4096]
