"""Forms as people see them."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter
from sqlalchemy import text

from bot.markup import LIMIT, join, length, plain
from bot.presses import Act, Choose, Edit
from bot.rendering import Renderer
from bot.replies import Reply
from bot.screens import Screen
from bot.store import Store
from bot.texts import Texts
from knowledge_base.documents import read_documents
from knowledge_base.entries import LANGUAGES
from rasa_project.actions.enquiry import FIELDS
from tests.bot.samples import answer, say
from tests.bot.scripted_rasa import ScriptedRasa
from tests.rasa_project.test_guide import DOCUMENTS
from tests.telegram_double import TelegramDouble, User

REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)
ENQUIRY: dict[str, Any] = {
    "kind": "investment",
    "subject": "Tea & rice",
    "message": "Which <land> is free?\n\nWe need 2 ha.",
    "name": "Anna Schmidt",
    "organisation": None,
    "country": "DE",
    "contact": "anna@example.com",
    "questions": [],
}
KEY = "0" * 31 + "1"


def ask(field: str, form: str = "enquiry", **changes: object) -> dict[str, Any]:
    """A field asked for, as Rasa sends it."""
    asked: dict[str, Any] = {
        "type": "ask",
        "language": "en",
        "form": form,
        "field": field,
        "choices": [],
        "limit": None,
    }
    return asked | {"step": 2, "steps": 9, "problem": None, "why": False, "back": True} | changes


def summary(**changes: object) -> dict[str, Any]:
    return {"type": "enquiry_summary", "language": "en", "enquiry": ENQUIRY} | changes


def confirmed(language: str = "en") -> dict[str, Any]:
    return {"type": "enquiry", "language": language, "enquiry": ENQUIRY | {"key": KEY}}


def screen(reply: dict[str, Any]) -> Screen:
    return Renderer(Texts.load()).render(REPLY.validate_python(reply), "en")


def seen(reply: dict[str, Any]) -> tuple[str, list[list[str]]]:
    """What is seen of a reply: its text and the labels of its rows of buttons."""
    shown = screen(reply)
    return "\n\n".join(map(plain, shown.blocks)), [[button.label for button in row] for row in shown.rows]


# -- questions


def test_a_field_is_asked_with_its_choices_and_the_ways_out() -> None:
    content, rows = seen(ask("kind", choices=["investment", "press"], step=1, back=False))
    assert content.startswith("I take down your enquiry")
    assert content.endswith("What is it about?\n\nStep 1 of 9")
    assert rows == [["Investment", "Press"], ["Why?", "✕ Stop"]]


def test_the_buttons_say_what_they_choose() -> None:
    rows = screen(ask("who", "guide", choices=["diplomat"])).rows
    assert [button.press for row in rows for button in row] == [
        Choose("guide", "who", "diplomat"), Act("go_back"), Act("why_ask"), Act("cancel")
    ]  # fmt: skip


def test_a_problem_stands_before_the_question() -> None:
    content, rows = seen(ask("subject", limit=120, problem="problem_too_long"))
    assert content.startswith("That is too long: at most 120 characters, please.\n\nWhat is the subject?")
    assert rows == [["◀ Back", "Why?", "✕ Stop"]]


def test_the_reason_stands_before_the_question_too() -> None:
    content, rows = seen(ask("contact", why=True))
    assert content.startswith("So that the staff can answer you outside of this chat too.\n\nAt which e-mail")
    assert rows == [["◀ Back", "✕ Stop"]]


def test_long_choices_stand_below_each_other_and_chinese_counts_double() -> None:
    assert seen(ask("how_long", "guide", choices=["day", "live"]))[1][0] == [
        "One day, no night",
    ]
    assert seen(ask("attach", choices=["yes", "no"], language="zh"))[1][0] == ["可以，附上", "不附"]
    assert seen(ask("where", "guide", choices=["tourist_site", "belt"], language="zh"))[1][0] == [
        "边境乡内的旅游区或服务区"
    ]


def test_countries_have_their_names_in_each_language() -> None:
    rows = [seen(ask("country", choices=["KR", "LA"], language=language))[1][0] for language in LANGUAGES]
    assert rows == [["Hàn Quốc", "Lào"], ["South Korea", "Laos"], ["韩国", "老挝"], ["ເກົາຫລີໃຕ້", "ລາວ"]]


def test_the_questions_that_would_be_sent_along_are_shown() -> None:
    assert "• permit?\n• <fee>?" in seen(ask("attach", choices=["yes", "no"], questions=["permit?", "<fee>?"]))[0]


def test_a_value_that_staff_added_to_the_guide_is_shown_as_it_is() -> None:
    assert seen(ask("vehicle", "guide", choices=["horse_cart"]))[1][0] == ["horse cart"]


def test_going_on_or_stopping_is_offered() -> None:
    offer = {"type": "offer_to_stop", "language": "en", "form": "guide"}
    assert seen(offer)[1] == [["Go on", "✕ Stop"]]
    assert [button.press for button in screen(offer).rows[0]] == [Act("affirm"), Act("cancel")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_and_choice_has_its_words(language: str) -> None:
    texts = Texts.load()
    guide = read_documents(DOCUMENTS).guide
    assert guide is not None
    fields = [("enquiry", field.name, field.choices) for field in FIELDS if field.name not in ("country", "confirm")]
    fields += [("guide", facet, values) for facet, values in guide.guide.facets.items()]
    for form, field, choices in fields:
        for key in (f"ask_{form}_{field}", f"why_{form}_{field}", f"{form}_field_{field}"):
            assert texts.get(language, key, limit=1)
        for value in choices:
            assert texts.get(language, f"{form}_{field}_{value}")
    for line in guide.guide.table:
        assert texts.get(language, f"guide_kind_{line.kind}")


# -- the summary


def test_the_summary_shows_all_and_has_each_part_changed() -> None:
    content, rows = seen(summary())
    assert "About\nInvestment\n\nSubject\nTea & rice\n\nMessage\nWhich <land> is free?\n\nWe need 2 ha." in content
    assert "Organisation\nnone\n\nCountry\nGermany\n\nContact\nanna@example.com" in content
    assert content.endswith("Nothing has been sent yet.")
    assert rows[0] == ["✉️ Send"]
    assert [label for row in rows[1:-1] for label in row] == [
        "✎ About", "✎ Subject", "✎ Message", "✎ Name", "✎ Organisation", "✎ Country", "✎ Contact"
    ]  # fmt: skip
    assert rows[-1] == ["✕ Stop"]


def test_the_last_questions_are_part_of_it_and_can_be_left_out_again() -> None:
    enquiry = ENQUIRY | {"questions": ["permit?"]}
    content, rows = seen(summary(enquiry=enquiry, has_attach=True))
    assert "Last questions\n\n• permit?" in content
    assert Edit("enquiry", "attach") in [b.press for row in screen(summary(has_attach=True)).rows for b in row]
    assert rows[0] == ["✉️ Send"]


def test_the_longest_enquiry_can_be_shown() -> None:
    longest = {"subject": "😀" * 120, "message": "😀" * 2000, "name": "n" * 100, "questions": ["q" * 1000] * 5}
    messages = join(screen(summary(enquiry=ENQUIRY | longest)).blocks)
    assert all(length(plain(message)) <= LIMIT for message in messages)


# -- on Telegram


async def test_a_form_by_buttons_is_one_message(anna: User, rasa: ScriptedRasa) -> None:
    rasa.on("an enquiry please", ask("kind", choices=["investment"], step=1, back=False))
    rasa.on_press("inform", ask("subject", limit=120))
    anna.sends("an enquiry please")
    first = await anna.hears()
    anna.presses(first, "Investment")
    second = await anna.hears()
    assert second.message_id == first.message_id
    assert second.text.startswith("What is the subject?")
    assert rasa.turns[-1]["payload"]["entities"] == {"field": "enquiry_kind", "value": "investment"}


async def test_an_enquiry_is_begun_from_an_answer_that_stays(anna: User, rasa: ScriptedRasa) -> None:
    entry = answer(title="Foreign affairs")["entry"]
    rasa.on("a person", {"type": "person", "language": "en", "entry": entry})
    rasa.on_press("start_enquiry", ask("kind", choices=["investment"], step=1, back=False))
    anna.sends("a person")
    contact = await anna.hears()
    assert contact.labels[0] == "✉️ Write to the province"
    anna.presses(contact, "Write to the province")
    heard = await anna.hears()
    assert not heard.edited


async def test_after_nothing_found_twice_an_enquiry_is_offered(anna: User, rasa: ScriptedRasa) -> None:
    rasa.on("football", {"type": "nothing_found", "language": "en", "near": [], "offer_enquiry": True})
    anna.sends("football")
    assert "✉️ Write to the province" in (await anna.hears()).labels


async def test_a_confirmed_enquiry_is_stored_and_gets_its_reference(
    anna: User, rasa: ScriptedRasa, store: Store
) -> None:
    rasa.on("done", summary())
    rasa.on_press("inform", confirmed())
    anna.sends("done")
    shown = await anna.hears()
    anna.presses(shown, "Send")
    heard = await anna.hears()
    [stored] = await store.enquiries.new()
    assert not heard.edited  # What was sent stays in sight.
    assert f"Reference: {stored.reference}" in heard.text
    assert "in this chat or at anna@example.com" in heard.text
    assert (stored.message, stored.language) == (ENQUIRY["message"], "en")
    assert stored.sender is not None
    assert (stored.sender.name, stored.sender.chat) == ("Anna Schmidt", anna.id)


async def test_pressing_send_twice_stores_one_enquiry(anna: User, rasa: ScriptedRasa, store: Store) -> None:
    rasa.on("done", summary())
    rasa.on_press("inform", confirmed())
    anna.sends("done")
    shown = await anna.hears()
    anna.presses(shown, "Send")
    anna.presses(shown, "Send")
    assert (await anna.hears()).text == (await anna.hears()).text
    assert len(await store.enquiries.new()) == 1


async def test_an_enquiry_that_cannot_be_stored_is_said_to_be_so_and_sent_again(
    anna: User, rasa: ScriptedRasa, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    rasa.on("done", summary())
    rasa.on_press("inform", confirmed())
    anna.sends("done")
    shown = await anna.hears()
    async with store.enquiries._session.begin() as session:
        await session.execute(text("ALTER TABLE enquiries RENAME TO elsewhere"))
    anna.presses(shown, "Send")
    assert "has not been sent" in (await anna.hears()).text
    assert "could not be stored" in caplog.text
    assert "Anna Schmidt" not in caplog.text
    async with store.enquiries._session.begin() as session:
        await session.execute(text("ALTER TABLE elsewhere RENAME TO enquiries"))
    anna.presses(shown, "Send")
    assert "Reference: LC-" in (await anna.hears()).text


async def test_a_name_typed_in_a_form_does_not_change_the_language(li: User, rasa: ScriptedRasa) -> None:
    rasa.on("Nguyễn Thị Hồng Hạnh là tên của tôi", ask("organisation", language="zh"))
    rasa.on_press("go_back", ask("name", language="zh"))
    li.sends("Nguyễn Thị Hồng Hạnh là tên của tôi")
    li.presses(await li.hears(), "返回")
    await li.hears()
    assert [turn["metadata"]["language"] for turn in rasa.turns] == ["vi", "zh"]


async def test_a_language_chosen_in_a_form_asks_the_field_again(anna: User, rasa: ScriptedRasa) -> None:
    rasa.on_press("change_language", {"type": "set_language", "language": "lo"}, ask("name", language="lo"))
    anna.sends("/language")
    anna.presses(await anna.hears(), "ລາວ")
    assert (await anna.hears()).text == "ຕັ້ງແຕ່ນີ້ໄປ ຈະຕອບເປັນພາສາລາວ."
    assert (await anna.hears()).text.startswith("ທ່ານຊື່ຫຍັງ?")


@pytest.mark.parametrize("key", ["form_over", "no_form_open", "enquiry_stopped", "enquiry_no_consent", "guide_stopped"])
def test_after_a_form_another_can_be_begun(key: str) -> None:
    assert seen(say(key))[1] == [["Border-area guide"], ["✉️ Write to the province"], ["All topics"]]


# -- the guide's result


def line(kind: str, entry: str, words: str, **changes: object) -> dict[str, Any]:
    sources = [{"title": f"Source of {entry}", "url": "https://example.vn/1", "publisher": "Gov", "date": "2025"}]
    return {"kind": kind, "text": words, "entry": entry, "title": f"On {entry}", "sources": sources} | changes


RESULT = {
    "type": "guide_result",
    "language": "en",
    "facets": {"who": "chinese", "how_long": "day"},
    "lines": [
        line("permit", "border/a", "You need a permit.", as_of="2025-11"),
        line("permit", "border/b", "Ask your host <first>."),
        line("authority", "border/a", "The police decide.", as_of="2025-11"),
    ],
    "caution": "Not a decision.",
}


def test_the_result_groups_the_rules_and_names_their_sources() -> None:
    content, rows = seen(RESULT)
    assert content == (
        "What applies to you\n\n"
        "Who: Chinese with a passport\nHow long: One day, no night\n\n"
        "Permission\n• You need a permit. [1]\n• Ask your host <first>. [2]\n\n"
        "Who decides\n• The police decide. [1]\n\n"
        "Not a decision.\n\n"
        "Sources:\n[1] Source of border/a, Gov, 2025\n[2] Source of border/b, Gov, 2025\nAs of November 2025"
    )
    assert rows == [["[1] On border/a"], ["[2] On border/b"], ["↺ Start again", "Ask a person"]]


async def test_the_result_stays_while_its_rules_are_read(
    anna: User, rasa: ScriptedRasa, double: TelegramDouble
) -> None:
    rasa.on("on foot", RESULT)
    rasa.on_press("show_entry", answer(title="On border/a"))
    anna.sends("on foot")
    result = await anna.hears()
    anna.presses(result, "On border/a")
    assert not (await anna.hears()).edited
    assert double.refusals == []
