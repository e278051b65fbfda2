"""The enquiry to the province: its fields, its summary, and what is handed over."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from rasa_sdk.executor import CollectingDispatcher

from bot.texts import CATALOGUES
from knowledge_base.entries import LANGUAGES
from rasa_project.actions.__main__ import build_executor
from rasa_project.actions.choices import FILE, is_choice, named_choice
from rasa_project.actions.enquiry import FIELDS, ActionFormOver
from rasa_project.actions.fields import Unreadable
from rasa_project.actions.knowledge import Knowledge
from rasa_project.actions.writing import clean_line, clean_text
from tests.rasa_project.conftest import FakeKnowledgeBase, tracker_of
from tests.rasa_project.talk import Talk, read_forms

ANSWERS = {
    "kind": "investment",
    "subject": "A tea factory",
    "message": "Which land is free?\n\nWe need 2 ha.",
    "name": "Anna Schmidt",
    "organisation": "Tee GmbH",
    "country": "Germany",
    "contact": "anna@example.com",
    "consent": "yes",
}


@pytest.fixture
def talk(kb: FakeKnowledgeBase, knowledge: Knowledge) -> Talk:
    kb.outcome, kb.confidence = "none", 0.0
    return Talk(build_executor(knowledge), "enquiry")


async def up_to(talk: Talk, field: str, **answers: str) -> list[dict[str, Any]]:
    """Answer what comes before ``field``; the last replies."""
    replies = await talk.begins()
    for name, value in (ANSWERS | answers).items():
        if name == field:
            break
        replies = await talk.says(value)
    return replies


async def test_the_whole_way_to_an_enquiry(talk: Talk) -> None:
    [summary] = await up_to(talk, "confirm")
    enquiry = ANSWERS | {"country": "DE", "questions": []}
    del enquiry["consent"]
    assert summary["type"] == "enquiry_summary"
    assert summary["enquiry"] == enquiry
    [confirmed] = await talk.chooses("confirm", "send")
    key = confirmed["enquiry"].pop("key")
    assert re.fullmatch("[0-9a-f]{32}", key)
    assert confirmed == {"type": "enquiry", "language": "en", "enquiry": enquiry}
    assert talk.known() == {}
    assert not talk.is_open


# -- the fields


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("I'd like to invest in tea", "investment"),
        ("chúng tôi muốn mua chè", "purchase"),
        ("我们想来参观", "visit"),
        ("ຢາກຮ່ວມມື", "cooperation"),
        ("phong vien", "press"),
        ("something else", "other"),
    ],
)
async def test_a_kind_is_understood_in_ones_own_words(talk: Talk, typed: str, kind: str) -> None:
    await talk.begins()
    await talk.says(typed)
    assert talk.known() == {"kind": kind}


async def test_two_kinds_at_once_have_to_be_chosen_from(talk: Talk) -> None:
    await talk.begins()
    [reply] = await talk.says("hợp tác và đầu tư")
    assert reply["problem"] == "problem_choice"


@pytest.mark.parametrize(
    ("field", "longest"), [("subject", 120), ("message", 2000), ("name", 100), ("organisation", 100), ("country", 60)]
)
async def test_a_text_has_a_limit(talk: Talk, field: str, longest: int) -> None:
    await up_to(talk, field)
    [reply] = await talk.says("x" * (longest + 1))
    assert (reply["field"], reply["problem"], reply["limit"]) == (field, "problem_too_long", longest)
    await talk.says("x" * longest)
    assert talk.known()[field] == "x" * longest


@pytest.mark.parametrize("field", ["subject", "message", "name", "organisation", "country"])
@pytest.mark.parametrize("typed", ["...", "👍", "123 456"])
async def test_a_text_has_to_say_something(talk: Talk, field: str, typed: str) -> None:
    await up_to(talk, field)
    [reply] = await talk.says(typed)
    assert (reply["field"], reply["problem"]) == (field, "problem_empty")


@pytest.mark.parametrize("skip", ["none", "No", "không có", "没有", "ບໍ່ມີ"])
async def test_who_writes_for_nobody_skips_the_organisation(talk: Talk, skip: str) -> None:
    await up_to(talk, "confirm", organisation=skip)
    [reply] = await talk.chooses("confirm", "send")
    assert reply["enquiry"]["organisation"] is None


async def test_a_name_may_look_like_anything(talk: Talk) -> None:
    for name in ("Anh", "Hoa", "Trung", "Ai Nguyễn", "Will May", "O'Neill-Søren", "王 小明", "ທ. ຄຳ"):
        await up_to(talk, "name")
        await talk.says(name, "ask_question")
        assert talk.known()["name"] == name


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("Việt Nam", "VN"), ("viet nam", "VN"), ("I am from South Korea", "KR"), ("我来自老挝", "LA"),
        ("ປະເທດໄທ", "TH"), ("USA", "US"), ("中國", "CN"), ("Czech Republic", "CZ"), ("Atlantis", "Atlantis"),
    ],
)  # fmt: skip
async def test_a_country_is_known_by_its_names_or_kept_as_it_was_written(talk: Talk, typed: str, country: str) -> None:
    await up_to(talk, "country")
    await talk.says(typed)
    assert talk.known()["country"] == country


@pytest.mark.parametrize(
    ("country", "typed", "contact"),
    [
        ("VN", "Anna.S@Example.COM", "Anna.S@example.com"),
        ("VN", "my mail is <li@example.vn>, thanks", "li@example.vn"),
        ("VN", "0912 345 678", "+84 912 345 678"),
        ("CN", "13800138000", "+86 138 0013 8000"),
        ("LA", "020 5512 3456", "+856 20 55 123 456"),
        ("VN", "call +86 138 0013 8000 please", "+86 138 0013 8000"),
        ("Atlantis", "+84912345678", "+84 912 345 678"),
    ],
)
async def test_contacts_are_written_in_the_usual_form(talk: Talk, country: str, typed: str, contact: str) -> None:
    await up_to(talk, "contact", country=country)
    await talk.says(typed)
    assert talk.known()["contact"] == contact


@pytest.mark.parametrize(
    ("country", "typed", "problem"),
    [
        ("VN", "anna@", "problem_email"),
        ("VN", "anna at example", "problem_contact"),
        ("VN", "anna@localhost", "problem_email"),
        ("VN", "12345678901234567", "problem_phone"),
        ("Atlantis", "0912345678", "problem_phone_country"),
        ("VN", "later", "problem_contact"),
    ],
)
async def test_what_is_no_contact_is_said_to_be_so(talk: Talk, country: str, typed: str, problem: str) -> None:
    await up_to(talk, "contact", country=country)
    [reply] = await talk.says(typed)
    assert (reply["field"], reply["problem"]) == ("contact", problem)


def test_what_cannot_be_seen_is_taken_out() -> None:
    assert clean_line(" Anna\u200b \u202eSch\x00midt\n\t ") == "Anna Sch midt"
    assert clean_text("one\u2066 \r\n\n\n\n two\u3164 \u2028three") == "one\n\ntwo\nthree"


# -- the last questions


async def test_without_questions_nothing_is_offered_to_be_sent_along(talk: Talk) -> None:
    [reply] = await up_to(talk, "consent")
    assert (reply["field"], reply["step"], reply["steps"]) == ("consent", 8, 8)


@pytest.mark.parametrize(("answer", "sent"), [("yes", ["permit?", "fee?"]), ("không", [])])
async def test_the_last_questions_are_sent_along_only_if_allowed(talk: Talk, answer: str, sent: list[str]) -> None:
    talk.slots["recent_questions"] = ["permit?", "fee?"]
    [reply] = await up_to(talk, "consent")
    assert (reply["field"], reply["questions"]) == ("attach", ["permit?", "fee?"])
    await talk.says(answer)
    [summary] = await talk.chooses("consent", "yes")
    assert (summary["enquiry"]["questions"], summary["has_attach"]) == (sent, True)


# -- consent


@pytest.mark.parametrize(
    ("typed", "intent"), [("no", "deny"), ("tôi không đồng ý", "deny"), ("不同意", "nlu_fallback"), ("ບໍ່", "deny")]
)
async def test_without_consent_nothing_is_sent(talk: Talk, typed: str, intent: str) -> None:
    await up_to(talk, "consent")
    replies = await talk.says(typed, intent)
    assert [reply.get("key") for reply in replies] == ["enquiry_no_consent"]
    assert talk.known() == {}
    assert not talk.slots.get("sent_enquiry")


@pytest.mark.parametrize(
    ("typed", "intent", "confidence"),
    [("I don't agree to all of that", "affirm", 0.6), ("perhaps", "nlu_fallback", 0.3), ("yes but why", "affirm", 0.7)],
)
async def test_consent_has_to_be_plain(talk: Talk, typed: str, intent: str, confidence: float) -> None:
    await up_to(talk, "consent")
    replies = await talk.says(typed, intent, confidence)
    assert replies[-1]["field"] == "consent"
    assert "consent" not in talk.known()


# -- summary, changes, confirmation


@pytest.mark.parametrize(
    ("field", "typed", "shown"),
    [
        ("kind", "press", "press"),
        ("subject", "Rice", "Rice"),
        ("country", "Laos", "LA"),
        ("contact", "b@c.vn", "b@c.vn"),
    ],
)
async def test_each_part_can_be_changed(talk: Talk, field: str, typed: str, shown: str) -> None:
    await up_to(talk, "confirm")
    [reply] = await talk.presses("edit", field=f"enquiry_{field}")
    assert (reply["field"], reply["back"]) == (field, True)
    [summary] = await talk.says(typed)
    assert summary["enquiry"][field] == shown


async def test_a_change_can_be_left_alone(talk: Talk) -> None:
    await up_to(talk, "confirm")
    await talk.presses("edit", field="enquiry_kind")
    [summary] = await talk.presses("go_back")
    assert summary["type"] == "enquiry_summary"
    assert summary["enquiry"]["kind"] == "investment"


@pytest.mark.parametrize(
    ("typed", "intent"), [("yes", "affirm"), ("send it", "nlu_fallback"), ("Gửi", "ask_question"), ("发送", "affirm")]
)
async def test_an_enquiry_is_confirmed_in_words_too(talk: Talk, typed: str, intent: str) -> None:
    await up_to(talk, "confirm")
    assert [reply["type"] for reply in await talk.says(typed, intent)] == ["enquiry"]


@pytest.mark.parametrize("typed", ["don't send it", "no", "hm"])
async def test_anything_else_does_not_send_it(talk: Talk, typed: str) -> None:
    await up_to(talk, "confirm")
    [reply] = await talk.says(typed)
    assert (reply["type"], reply["problem"]) == ("enquiry_summary", "problem_confirm")


async def test_send_pressed_again_hands_the_same_enquiry_over_again(talk: Talk) -> None:
    """Storing it may have failed; the bot stores it once."""
    await up_to(talk, "confirm")
    [first] = await talk.chooses("confirm", "send")
    dispatcher = CollectingDispatcher()
    metadata = {"language": "en", "language_chosen": True}
    again = tracker_of(metadata=metadata, slots=talk.slots, field="enquiry_confirm", value="send")
    await ActionFormOver().run(dispatcher, again, {})
    assert [message["custom"] for message in dispatcher.messages] == [first]


async def test_other_buttons_of_a_form_that_is_over_say_so() -> None:
    for slots, field in (({}, "enquiry_confirm"), ({"sent_enquiry": {"key": "1"}}, "enquiry_kind")):
        dispatcher = CollectingDispatcher()
        tracker = tracker_of(metadata={"language": "lo"}, slots=slots, field=field, value="send")
        await ActionFormOver().run(dispatcher, tracker, {})
        [said] = dispatcher.messages
        assert (said["custom"]["key"], said["custom"]["language"]) == ("form_over", "lo")


# -- the words


def test_the_slots_of_the_domain_are_the_fields() -> None:
    assert read_forms()["enquiry_form"]["required_slots"] == [f"enquiry_{field.name}" for field in FIELDS]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_on_a_button_can_be_typed_too(language: str) -> None:
    texts = yaml.safe_load((CATALOGUES / f"{language}.yml").read_text("utf-8"))
    words = yaml.safe_load(FILE.read_text("utf-8"))
    for slot in ("enquiry_kind", *(slot for slot in words if slot.startswith("guide_"))):
        for value in words[slot]:
            assert named_choice(slot, texts[f"{slot}_{value}"]) == value
    assert is_choice("enquiry_organisation", texts["enquiry_organisation_skip"])
    assert is_choice("enquiry_confirm", texts["enquiry_confirm_send"])
    for field in ("attach", "consent"):
        for value in ("yes", "no"):
            assert is_choice("yes_or_no", texts[f"enquiry_{field}_{value}"])


def test_no_word_names_two_choices() -> None:
    for slot, choices in yaml.safe_load(FILE.read_text("utf-8")).items():
        for choice, words in choices.items():
            for word in words:
                try:
                    assert slot in ("yes_or_no", "go_on") or named_choice(slot, word) == choice, word
                except Unreadable:
                    pytest.fail(f"{slot}: {word} is ambiguous")
