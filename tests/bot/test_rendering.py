"""Replies without an entry, in each language. (With one: `test_answers`.)"""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from bot.markup import plain
from bot.rendering import Renderer, UnknownSentence
from bot.replies import Reply
from bot.screens import Screen
from bot.texts import Texts
from knowledge_base.entries import LANGUAGES
from tests.bot import samples

REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)


def render(reply: samples.Reply, language: str = "en") -> tuple[str, list[list[str]]]:
    """What is seen of a reply: its text and the labels of its rows of buttons."""
    screen: Screen = Renderer(Texts.load()).render(REPLY.validate_python(reply), language)
    return "\n\n".join(map(plain, screen.blocks)), [[button.label for button in row] for row in screen.rows]


def test_a_reply_is_worded_in_the_language_it_names() -> None:
    text, rows = render({"type": "nothing_found", "language": "zh", "near": []}, language="en")
    assert text.startswith("这个问题我还没有答案。")
    assert rows == [["全部主题", "咨询工作人员"]]


def test_a_sentence_without_a_language_is_worded_in_the_persons() -> None:
    assert render(samples.say("goodbye"), "vi") == ("Tạm biệt, chúc bạn thượng lộ bình an!", [])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "key",
    ["greet", "goodbye", "you_are_welcome", "help", "who_are_you", "affirm", "deny", "person", "action_failed"],
)
def test_every_sentence_of_the_interface_is_there(key: str, language: str) -> None:
    assert render(samples.say(key), language)[0]


def test_a_sentence_that_is_missing_is_named() -> None:
    with pytest.raises(UnknownSentence, match="'dance'"):
        render(samples.say("dance"))


def test_near_entries_are_offered_when_nothing_fits() -> None:
    near = [samples.choice("border/a", "Opening hours")]
    text, rows = render({"type": "nothing_found", "language": "en", "near": near})
    assert text == "I have no answer to exactly that. One of these may help:"
    assert rows == [["Opening hours"], ["All topics", "Ask a person"]]


@pytest.mark.parametrize(
    ("page", "turning"),
    [(1, ["Next ▶"]), (2, ["◀ Previous", "Next ▶"]), (3, ["◀ Previous"])],
)
def test_pages_of_a_topic_are_turned(page: int, turning: list[str]) -> None:
    assert render(samples.topic_page(page))[1][-2] == turning


def test_a_topic_of_one_page_needs_no_turning() -> None:
    text, rows = render(samples.topic_page(1, pages=1))
    assert text == "Border and border gates"
    assert rows == [["Entry A of page 1"], ["Entry B"], ["All topics"]]


def test_an_empty_topic_says_so() -> None:
    text, rows = render(samples.topic_page(1, pages=1) | {"entries": []})
    assert text == "Border and border gates\n\nNothing has been written on this topic yet."
    assert rows == [["All topics"]]


def test_where_no_contact_is_known_it_says_so() -> None:
    text, rows = render({"type": "person", "language": "en", "entry": None})
    assert text.startswith("No contact is known for this yet.")
    assert rows == [["✉️ Write to the province"], ["All topics"]]


def test_languages_are_offered_under_their_own_names() -> None:
    assert render({"type": "choose_language"}, "lo") == (
        "ກະລຸນາເລືອກພາສາ:",
        [["Tiếng Việt", "English"], ["中文", "ລາວ"]],
    )


def test_a_changed_language_is_confirmed_in_it() -> None:
    assert render({"type": "set_language", "language": "zh"}, "en") == (
        "好的\uff0c以后我用中文回答。",
        [["全部主题"]],
    )
