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
TOPIC_BORDER = [{"event": "slot", "timestamp": None, "name": "topic", "value": "border"}]


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
    assert events == TOPIC_BORDER


async def test_the_section_that_meets_the_question_is_named(kb: FakeKnowledgeBase, knowledge: Knowledge) -> None:
    kb.found = (("border/permit", 2), ("border/gate", 0))
    [reply], _ = await replies_of(ActionAnswerQuestion(knowledge), tracker_of("which papers?", ENGLISH))
    assert (reply["entry"]["id"], reply["section"]) == ("border/permit", 2)


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
    assert events == []


@pytest.mark.parametrize(
    ("confidence", "near"),
    [(0.2, [{"entry": "border/permit", "title": "Border permit"}]), (0.01, [])],
)
async def test_nothing_found_offers_only_what_is_near(
    kb: FakeKnowledgeBase, knowledge: Knowledge, confidence: float, near: list[dict[str, str]]
) -> None:
    kb.outcome, kb.confidence = "none", confidence
    [reply], _ = await replies_of(ActionAnswerQuestion(knowledge), tracker_of("football results", ENGLISH))
    assert reply == {"type": "nothing_found", "language": "en", "near": near}


@pytest.mark.parametrize(
    ("text", "metadata", "language"),
    [
        ("边境通行证怎么办", {"language": "en", "language_chosen": False}, "zh"),
        ("边境通行证怎么办", {"language": "en", "language_chosen": True}, "en"),
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


async def test_an_entry_is_shown_in_another_language_than_the_turn(knowledge: Knowledge) -> None:
    tracker = tracker_of(metadata=ENGLISH, entry="border/permit", section=1, language="zh")
    [reply], events = await replies_of(ActionShowEntry(knowledge), tracker)
    assert (reply["language"], reply["entry"]["language"], reply["section"]) == ("en", "zh", 1)
    assert reply["entry"]["title"] == "边境通行证"
    assert events == TOPIC_BORDER


async def test_a_section_that_is_gone_leaves_the_short_answer(knowledge: Knowledge) -> None:
    [reply], _ = await replies_of(ActionShowEntry(knowledge), tracker_of(entry="border/permit", section=9))
    assert (reply["entry"]["id"], reply["section"]) == ("border/permit", 0)


async def test_a_button_to_an_entry_that_is_gone(knowledge: Knowledge) -> None:
    [reply], events = await replies_of(ActionShowEntry(knowledge), tracker_of(metadata=ENGLISH, entry="border/gone"))
    assert reply == {"type": "nothing_found", "language": "en", "near": []}
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
