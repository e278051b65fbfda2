"""Questions answered, asked back and not answered; entries shown by button."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.encoder import ModelProblem
from knowledge_base.index import IndexProblem
from rasa_project.actions.answer import ActionAnswerQuestion, ActionShowEntry
from rasa_project.actions.knowledge import Knowledge
from tests.rasa_project.conftest import FakeKnowledgeBase, replies_of, tracker_of

ENGLISH = {"language": "en", "language_chosen": True}


def remembered(events: list[dict[str, Any]]) -> dict[str, Any]:
    """What the slots are set to."""
    return {event["name"]: event["value"] for event in events}


async def test_an_answer_carries_the_whole_entry(knowledge: Knowledge) -> None:
    [reply], events = await replies_of(ActionAnswerQuestion(knowledge), tracker_of("permit?", ENGLISH))
    assert reply == {
        "type": "answer",
        "language": "en",
        "section": 0,
        "confidence": 0.9,
        "entry": {
            "id": "border/permit",
            "topic": "border",
            "language": "en",
            "title": "Border permit",
            "status": "reviewed",
            "short_answer": "Border permit: the answer.",
            "sections": [
                {"heading": "Fees", "text": "Fees: details"},
                {"heading": "Papers", "text": "Papers: details"},
            ],
            "as_of": "2026-01-01",
            "review_by": None,
            "valid_from": None,
            "valid_to": "2026-06-30",
            "superseded_by": None,
            "expired": True,
            "sources": [
                {"title": "Decree 34", "publisher": "Government", "url": "https://example.vn/34", "date": "2014"}
            ],
            "location": None,
            "contact": {
                "name": "Border guard", "phone": "0213 000 000", "email": None, "address": None, "url": None
            },
            "languages": ["en", "zh"],
            "related": [{"entry": "border/gate", "title": "Border gate"}],
        },
    }  # fmt: skip
    assert remembered(events) == {
        "topic": "border",
        "entry": "border/permit",
        "section": 0,
        "shown": [],
        "answer_language": "en",
        "question": "permit?",
        "recent_questions": ["permit?"],
        "misses": 0,
    }


async def test_the_section_that_meets_the_question_is_named(kb: FakeKnowledgeBase, knowledge: Knowledge) -> None:
    kb.found = (("border/permit", 2), ("border/gate", 0))
    [reply], _ = await replies_of(ActionAnswerQuestion(knowledge), tracker_of("which papers?", ENGLISH))
    assert (reply["entry"]["id"], reply["section"]) == ("border/permit", 2)


async def test_an_essay_is_no_question(kb: FakeKnowledgeBase, knowledge: Knowledge) -> None:
    [reply], events = await replies_of(ActionAnswerQuestion(knowledge), tracker_of("why " * 251, ENGLISH))
    assert (reply["key"], reply["values"], reply["language"]) == ("too_long", {"limit": "1000"}, "en")
    assert (kb.asked, events) == ([], [])


async def test_several_meanings_become_choices(kb: FakeKnowledgeBase, knowledge: Knowledge) -> None:
    kb.outcome, kb.found = "clarify", (("border/gate", 0), ("border/permit", 1))
    [reply], events = await replies_of(ActionAnswerQuestion(knowledge), tracker_of("border", ENGLISH))
    assert reply == {
        "type": "clarify",
        "language": "en",
        "choices": [
            {"entry": "border/gate", "title": "Border gate", "topic": "border"},
            {"entry": "border/permit", "title": "Border permit", "topic": "border"},
        ],
    }
    assert remembered(events) == {"recent_questions": ["border"], "misses": 0}


@pytest.mark.parametrize(
    ("confidence", "near"),
    [(0.2, [{"entry": "border/permit", "title": "Border permit"}]), (0.01, [])],
)
async def test_nothing_found_offers_only_what_is_near(
    kb: FakeKnowledgeBase, knowledge: Knowledge, confidence: float, near: list[dict[str, str]]
) -> None:
    kb.outcome, kb.confidence = "none", confidence
    [reply], events = await replies_of(ActionAnswerQuestion(knowledge), tracker_of("football results", ENGLISH))
    assert reply == {"type": "nothing_found", "language": "en", "near": near, "offer_enquiry": False}
    assert remembered(events)["misses"] == 1


async def test_after_nothing_found_twice_an_enquiry_is_offered(kb: FakeKnowledgeBase, knowledge: Knowledge) -> None:
    kb.outcome = "none"
    again = tracker_of("football results", ENGLISH, slots={"misses": 1})
    [reply], _ = await replies_of(ActionAnswerQuestion(knowledge), again)
    assert reply["offer_enquiry"] is True


async def test_five_questions_are_remembered(knowledge: Knowledge) -> None:
    before = tracker_of("permit?", ENGLISH, slots={"recent_questions": ["1", "2", "3", "4", "5"]})
    _, events = await replies_of(ActionAnswerQuestion(knowledge), before)
    assert remembered(events)["recent_questions"] == ["2", "3", "4", "5", "permit?"]


@pytest.mark.parametrize(
    ("text", "metadata", "language"),
    [
        ("边境通行证怎么办", {"language": "en", "language_chosen": False}, "zh"),
        ("Ma Lu Thang", {"language": "zh", "language_chosen": True}, "zh"),
        ("ດ່ານເປີດຈັກໂມງ", {"language": "vi"}, "lo"),
        ("Cửa khẩu mở cửa mấy giờ?", {"language": "en", "language_chosen": False}, "vi"),
        ("Ma Lu Thang", {"language": "vi", "language_chosen": False}, "vi"),
        ("When does the gate open in the morning?", None, "en"),
        ("When does the gate open in the morning?", {"language": None}, "en"),
        ("When does the gate open in the morning?", {"language": "fr"}, "en"),
    ],
)
async def test_the_chosen_language_rules_else_that_of_the_text(
    kb: FakeKnowledgeBase, knowledge: Knowledge, text: str, metadata: dict[str, Any] | None, language: str
) -> None:
    [reply], _ = await replies_of(ActionAnswerQuestion(knowledge), tracker_of(text, metadata))
    assert reply["language"] == language
    assert kb.asked == [(text, language)]


async def test_a_question_plainly_in_another_language_is_answered_in_it_and_the_language_offered_once(
    knowledge: Knowledge,
) -> None:
    answer, offer = (await replies_of(ActionAnswerQuestion(knowledge), tracker_of("边境通行证怎么办", ENGLISH)))[0]
    assert (answer["language"], answer["entry"]["language"]) == ("zh", "zh")
    assert offer == {"type": "offer_language", "language": "zh"}

    again = tracker_of("边境通行证怎么办", ENGLISH, slots={"offered_languages": ["zh"]})
    assert [reply["type"] for reply in (await replies_of(ActionAnswerQuestion(knowledge), again))[0]] == ["answer"]


@pytest.mark.parametrize(("confidence", "types"), [(0.95, ["other_language", "answer"]), (0.8, ["other_language"])])
async def test_a_question_in_no_language_of_ours_is_answered_only_beyond_doubt(
    kb: FakeKnowledgeBase, knowledge: Knowledge, confidence: float, types: list[str]
) -> None:
    kb.confidence = confidence
    french = tracker_of("Bonjour, est-ce que je peux visiter la frontière avec la Chine sans permis ?", ENGLISH)
    replies, _ = await replies_of(ActionAnswerQuestion(knowledge), french)
    assert [reply["type"] for reply in replies] == types


async def test_half_a_question_goes_on_from_the_last_answer(kb: FakeKnowledgeBase, knowledge: Knowledge) -> None:
    """Nothing is found for the half alone; the section that fits it is shown."""
    kb.outcome, kb.confidence = "none", 0.0
    half = tracker_of("and which papers?", ENGLISH, slots={"entry": "border/permit"})
    [reply], events = await replies_of(ActionAnswerQuestion(knowledge), half)
    assert (reply["type"], reply["entry"]["id"], reply["section"]) == ("answer", "border/permit", 2)
    assert remembered(events)["shown"] == [2]


async def test_an_entry_is_shown_in_another_language_than_the_turn(knowledge: Knowledge) -> None:
    tracker = tracker_of(metadata=ENGLISH, entry="border/permit", section=1, language="zh")
    [reply], events = await replies_of(ActionShowEntry(knowledge), tracker)
    assert (reply["language"], reply["entry"]["language"], reply["section"]) == ("en", "zh", 1)
    assert reply["entry"]["title"] == "边境通行证"
    assert (remembered(events)["answer_language"], remembered(events)["shown"]) == ("zh", [1])


async def test_a_section_that_is_gone_leaves_the_short_answer(knowledge: Knowledge) -> None:
    [reply], _ = await replies_of(ActionShowEntry(knowledge), tracker_of(entry="border/permit", section=9))
    assert (reply["entry"]["id"], reply["section"]) == ("border/permit", 0)


async def test_a_button_to_an_entry_that_is_gone(knowledge: Knowledge) -> None:
    [reply], events = await replies_of(ActionShowEntry(knowledge), tracker_of(metadata=ENGLISH, entry="border/gone"))
    assert reply == {"type": "nothing_found", "language": "en", "near": [], "offer_enquiry": False}
    assert events == []


@pytest.mark.parametrize("problem", [IndexProblem("there is no index"), ModelProblem("the model is not installed")])
async def test_without_an_index_or_its_model_the_person_is_told(problem: Exception) -> None:
    def cannot_load() -> FakeKnowledgeBase:
        raise problem

    replies, events = await replies_of(ActionAnswerQuestion(Knowledge(cannot_load)), tracker_of("permit?", ENGLISH))
    assert replies == [{"type": "say", "key": "action_failed", "values": {}}]
    assert events == []


async def test_what_nobody_expected_is_not_hidden(kb: FakeKnowledgeBase, knowledge: Knowledge) -> None:
    """rasa-sdk answers 500, Rasa an empty list, and the bot tells the person."""
    kb.found = (("border/never-published", 0),)
    with pytest.raises(KeyError):
        await replies_of(ActionAnswerQuestion(knowledge), tracker_of("permit?", ENGLISH))
