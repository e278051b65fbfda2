"""What all forms do with a message: interruptions, ways back and out, nonsense, languages."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.asking import is_question
from knowledge_base.index import IndexProblem
from rasa_project.actions.__main__ import build_executor
from rasa_project.actions.knowledge import Knowledge
from rasa_project.actions.outside import read_rules
from tests.rasa_project.conftest import FakeKnowledgeBase
from tests.rasa_project.talk import Talk

TEA = "Tea from old trees"


@pytest.fixture
def talk(kb: FakeKnowledgeBase, knowledge: Knowledge) -> Talk:
    """Somebody who opens an enquiry; the knowledge base finds nothing unless a test says so."""
    kb.outcome, kb.confidence = "none", 0.0
    return Talk(build_executor(knowledge), "enquiry")


async def at(talk: Talk, field: str) -> Talk:
    """Answer what comes before ``field``."""
    await talk.begins()
    answers = {"kind": "purchase", "subject": TEA, "message": "How much is it?", "name": "Li", "organisation": "skip"}
    for name, value in answers.items():
        if name == field:
            break
        await (talk.chooses(name, value) if name in ("kind", "organisation") else talk.says(value))
    assert talk.slots["requested_slot"] == f"enquiry_{field}"
    return talk


def asked(replies: list[dict[str, Any]]) -> tuple[str, str | None]:
    """The field that the last reply asks for, and what is said before."""
    assert replies[-1]["type"] == "ask"
    return replies[-1]["field"], replies[-1]["problem"]


async def test_a_form_begins_empty_whatever_is_left_of_another(talk: Talk) -> None:
    talk.slots |= {"enquiry_kind": "press", "enquiry_name": "Somebody", "nonsense": 2}
    replies = await talk.begins()
    assert asked(replies) == ("kind", None)
    assert (replies[0]["step"], replies[0]["steps"], replies[0]["back"]) == (1, 8, False)
    assert talk.known() == {}


async def test_a_choice_leads_to_the_next_field(talk: Talk) -> None:
    await talk.begins()
    [reply] = await talk.chooses("kind", "purchase")
    assert (reply["field"], reply["step"], reply["limit"], reply["back"]) == ("subject", 2, 120, True)
    assert talk.known() == {"kind": "purchase"}


# -- ways out and back


@pytest.mark.parametrize("field", ["kind", "subject", "message", "name", "organisation", "country"])
async def test_cancel_ends_the_form_anywhere_and_empties_it(talk: Talk, field: str) -> None:
    await at(talk, field)
    replies = await talk.says("please stop", "cancel")
    assert [reply["key"] for reply in replies] == ["enquiry_stopped"]
    assert not talk.is_open
    assert talk.known() == {}


async def test_back_empties_the_field_before_and_asks_it_again(talk: Talk) -> None:
    await at(talk, "message")
    assert asked(await talk.presses("go_back")) == ("subject", None)
    assert talk.known() == {"kind": "purchase"}
    assert asked(await talk.says("go back", "go_back")) == ("kind", None)
    assert asked(await talk.says("go back", "go_back")) == ("kind", "problem_first")


async def test_why_is_answered_with_the_same_question(talk: Talk) -> None:
    await at(talk, "name")
    [reply] = await talk.says("what do you need that for", "why_ask")
    assert (reply["field"], reply["why"]) == ("name", True)


async def test_in_a_message_only_a_short_and_certain_act_is_one(talk: Talk) -> None:
    await at(talk, "message")
    await talk.says("Stop the trucks that go through our village at night, please.", "cancel", 0.95)
    assert talk.known()["message"].startswith("Stop the trucks")
    await talk.presses("go_back")
    await talk.says("cancel my order", "cancel", 0.6)
    assert talk.known()["message"] == "cancel my order"


async def test_a_question_in_a_text_is_part_of_it(talk: Talk, kb: FakeKnowledgeBase) -> None:
    kb.outcome = "answer"
    await at(talk, "message")
    await talk.says("How long does a border permit take?", "ask_question")
    assert talk.known()["message"] == "How long does a border permit take?"
    assert kb.asked == []


# -- something else in between


@pytest.mark.parametrize("field", ["kind", "name", "organisation", "country"])
async def test_a_question_is_answered_and_the_field_asked_again(talk: Talk, kb: FakeKnowledgeBase, field: str) -> None:
    kb.outcome, kb.confidence = "answer", 0.9
    await at(talk, field)
    replies = await talk.says("How long does a border permit take?", "ask_question")
    assert [reply["type"] for reply in replies] == ["answer", "ask"]
    assert asked(replies) == (field, None)
    assert talk.slots["topic"] == "border"


async def test_a_question_without_an_answer_is_still_a_question(talk: Talk) -> None:
    await at(talk, "country")
    replies = await talk.says("Who won the football match?")
    assert [reply["type"] for reply in replies] == ["nothing_found", "ask"]


async def test_a_question_that_names_a_choice_is_still_a_question(talk: Talk, kb: FakeKnowledgeBase) -> None:
    kb.outcome, kb.confidence = "answer", 0.9
    await talk.begins()
    assert [reply["type"] for reply in await talk.says("who helps with an investment?")] == ["answer", "ask"]
    assert talk.known() == {}


async def test_keywords_that_have_an_answer_are_a_question_where_one_has_to_choose(
    talk: Talk, kb: FakeKnowledgeBase
) -> None:
    kb.outcome, kb.confidence = "answer", 0.9
    await talk.begins()
    assert [reply["type"] for reply in await talk.says("permit fee", "ask_question")] == ["answer", "ask"]


async def test_half_a_question_does_not_go_on_from_an_answer_given_before(talk: Talk) -> None:
    """ "Two days" is meant for the form."""
    talk.slots["entry"] = "border/permit"
    await talk.begins()
    assert asked(await talk.says("two days", "ask_question")) == ("kind", "problem_choice")
    assert [reply["type"] for reply in await talk.says("and which papers?", "ask_question")] == ["answer", "ask"]


@pytest.mark.parametrize(
    ("text", "intent", "first"),
    [
        ("help", "help", {"utter": "utter_help"}),
        ("thank you", "thank", {"utter": "utter_you_are_welcome"}),
        ("what can I ask", "show_topics", "topics"),
        ("a real person please", "ask_person", "person"),
    ],
)
async def test_what_is_done_outside_is_done_inside_and_the_form_goes_on(
    talk: Talk, text: str, intent: str, first: object
) -> None:
    await talk.begins()
    replies = await talk.says(text, intent)
    assert first in (replies[0], replies[0].get("type"))
    assert asked(replies) == ("kind", None)


async def test_a_button_of_an_answer_does_not_repeat_the_question(talk: Talk) -> None:
    await at(talk, "name")
    replies = await talk.presses("show_entry", entry="border/permit")
    assert [reply["type"] for reply in replies] == ["answer"]
    await talk.says("Nguyễn Văn Hai")
    assert talk.known()["name"] == "Nguyễn Văn Hai"


async def test_a_guide_has_to_wait_for_an_enquiry_to_be_finished(talk: Talk) -> None:
    await at(talk, "message")
    assert asked(await talk.presses("start_guide")) == ("message", "problem_enquiry_open")
    assert asked(await talk.presses("start_enquiry")) == ("message", None)
    assert talk.known() == {"kind": "purchase", "subject": TEA}


def test_the_rules_tell_what_follows_outside_of_forms() -> None:
    rules = read_rules()
    assert rules["ask_question"] == "action_answer_question"
    assert rules["help"] == "utter_help"


@pytest.mark.parametrize(
    "text",
    [
        "How long does it take?", "where do I apply", "and what does the permit cost", "lệ phí bao nhiêu",
        "xin phep o dau", "tại sao lại hỏi", "要多少钱", "可以开车去吗", "ຕ້ອງເສຍເທົ່າໃດ", "ຂັບລົດໄປໄດ້ບໍ",
    ],
)  # fmt: skip
def test_questions_are_told_in_each_language(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "Anna Nao", "May Lee", "Will Smith", "Công ty TNHH Sao Mai", "Đỗ Thị Nào", "Trần Ai", "吗丁啉有限公司",
        "哪吒文化公司", "ທ້າວ ຈັກກະພົງ", "Do Thi Gi", "Is-Bank", "investment",
    ],
)  # fmt: skip
def test_names_are_no_questions(text: str) -> None:
    assert not is_question(text)


# -- nonsense


async def test_after_nonsense_three_times_it_is_offered_to_stop(talk: Talk) -> None:
    await talk.begins()
    assert asked(await talk.says("asdf")) == ("kind", "problem_choice")
    assert asked(await talk.says("qwer")) == ("kind", "problem_choice")
    assert [reply["type"] for reply in await talk.says("zxcv")] == ["offer_to_stop"]


async def offered(talk: Talk) -> Talk:
    await talk.begins()
    for text in ("asdf", "qwer", "zxcv"):
        await talk.says(text)
    return talk


@pytest.mark.parametrize("go_on", ["go on", "tiếp tục", "继续", "ສືບຕໍ່"])
async def test_whoever_goes_on_is_asked_again(talk: Talk, go_on: str) -> None:
    await offered(talk)
    assert asked(await talk.says(go_on)) == ("kind", None)
    assert asked(await talk.says("asdf")) == ("kind", "problem_choice")


@pytest.mark.parametrize("stop", [("no", "deny"), ("thôi", "nlu_fallback"), ("算了", "cancel"), ("ຢຸດ", "cancel")])
async def test_whoever_stops_has_stopped(talk: Talk, stop: tuple[str, str]) -> None:
    await offered(talk)
    assert [reply["key"] for reply in await talk.says(*stop)] == ["enquiry_stopped"]


@pytest.mark.parametrize(("press", "is_open"), [("affirm", True), ("deny", False), ("cancel", False)])
async def test_going_on_or_stopping_by_button(talk: Talk, press: str, is_open: bool) -> None:
    await offered(talk)
    await talk.presses(press)
    assert talk.is_open == is_open


async def test_the_answer_itself_goes_on_too(talk: Talk) -> None:
    await offered(talk)
    assert asked(await talk.says("we want to invest")) == ("subject", None)


async def test_nonsense_counts_only_in_a_row(talk: Talk) -> None:
    await talk.begins()
    for text, intent in [
        ("asdf", "nlu_fallback"),
        ("qwer", "nlu_fallback"),
        ("help", "help"),
        ("zxcv", "nlu_fallback"),
    ]:
        replies = await talk.says(text, intent)
    assert asked(replies) == ("kind", "problem_choice")


# -- buttons of earlier questions


async def test_an_earlier_question_can_be_answered_anew_by_its_button(talk: Talk) -> None:
    await at(talk, "name")
    assert asked(await talk.chooses("kind", "press")) == ("name", None)
    assert talk.known()["kind"] == "press"


@pytest.mark.parametrize(
    ("field", "value"), [("consent", "yes"), ("confirm", "send"), ("kind", "weather"), ("weather", "good")]
)
async def test_a_button_of_another_form_or_time_changes_nothing(talk: Talk, field: str, value: str) -> None:
    await at(talk, "name")
    before = talk.known()
    assert asked(await talk.chooses(field, value)) == ("name", None)
    assert talk.known() == before


# -- languages


async def test_a_name_does_not_change_the_language(talk: Talk) -> None:
    talk.language = "zh"
    await at(talk, "name")
    talk.language = "vi"  # What the bot makes of the name.
    [reply] = await talk.says("Nguyễn Thị Hồng Hạnh")
    assert reply["language"] == "zh"


async def test_another_language_that_is_asked_for_is_used_at_once(talk: Talk) -> None:
    await talk.begins()
    replies = await talk.says("tiếng Việt nhé", "change_language", language="vi")
    assert [(reply["type"], reply["language"]) for reply in replies] == [("set_language", "vi"), ("ask", "vi")]


async def test_the_language_chosen_by_button_rules(talk: Talk) -> None:
    await talk.begins()
    talk.language, talk.is_chosen = "lo", True
    [reply] = await talk.chooses("kind", "visit")
    assert reply["language"] == "lo"


# -- trouble


async def test_without_an_index_no_form_is_left_open() -> None:
    def cannot_load() -> FakeKnowledgeBase:
        raise IndexProblem("there is no index")

    talk = Talk(build_executor(Knowledge(cannot_load)), "guide")
    assert [reply["key"] for reply in await talk.begins()] == ["action_failed", "guide_stopped"]
    assert (talk.is_open, talk.follow_up) == (False, None)
