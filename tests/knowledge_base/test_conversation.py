"""Half questions that go on from the last answer, and several questions in one message."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge_base.asking import is_question
from knowledge_base.conversation import find
from knowledge_base.decision import Thresholds
from knowledge_base.ellipsis import Half, half_question
from knowledge_base.index import load_index
from knowledge_base.parts import clauses, sentences
from knowledge_base.search import KnowledgeBase
from tests.knowledge_base.conftest import ENTRY, ConceptEncoder, Write, text


@pytest.mark.parametrize(
    ("text", "language", "half"),
    [
        ("how long does it take?", "en", Half("facet")),
        ("Why?", "en", Half("facet")),
        ("要等多久？", "zh", Half("facet")),
        ("mất bao lâu", "vi", Half("facet")),
        ("mat bao lau", "vi", Half("facet")),
        ("ດົນປານໃດ?", "lo", Half("facet")),
        ("what about my Korean partner?", "en", Half("case", "korean partner")),
        ("thế xe tải?", "vi", Half("case", "xe tải")),
        ("那小孩呢？", "zh", Half("case", "小孩")),
        ("ແລ້ວເດັກນ້ອຍເດ?", "lo", Half("case", "ເດັກນ້ອຍ")),
        ("Do foreigners need a permit for the border area?", "en", None),
        ("Người nước ngoài vào khu vực biên giới có cần giấy phép không?", "vi", None),
        ("thank you", "en", None),
        ("xin chào", "vi", None),
    ],
)
def test_what_says_only_half_of_a_question(text: str, language: str, half: Half | None) -> None:
    assert half_question(text, language) == half


@pytest.mark.parametrize(
    ("message", "language", "parts"),
    [
        ("Hello! What is it? Where is it? Thanks!", "en", ("What is it?", "Where is it?")),
        ("Xin chào! Chè bao nhiêu tiền? Cảm ơn!", "vi", ("Chè bao nhiêu tiền?",)),
        ("xin chao. che bao nhieu tien? cam on", "vi", ("che bao nhieu tien?",)),
        ("你好！茶叶多少钱？谢谢", "zh", ("茶叶多少钱？",)),
        ("ສະບາຍດີ! ຊາລາຄາເທົ່າໃດ?", "lo", ("ຊາລາຄາເທົ່າໃດ?",)),
        ("It costs 3.5 USD. Is that right?", "en", ("It costs 3.5 USD", "Is that right?")),
    ],
)
def test_greetings_and_thanks_are_no_part_of_a_question(message: str, language: str, parts: tuple[str, ...]) -> None:
    assert sentences(message, language) == parts


def test_a_sentence_is_cut_only_before_another_question() -> None:
    assert clauses("How do I get there and what does it cost?", "en") == ("How do I get there", "what does it cost?")
    assert clauses("Do I need a visa and a permit?", "en") == ("Do I need a visa and a permit?",)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Where is the market", True),
        ("Chợ ở đâu", True),
        ("Có xe khách đi Hà Nội không", True),
        ("市场在哪里", True),
        ("ມີລົດເມບໍ", True),
        ("May Lee", False),
        ("Do Thi Lan", False),
        ("My dad has a Polish passport", False),
        ("我有中国护照", False),
    ],
)
def test_what_asks_something(text: str, asks: bool) -> None:
    assert is_question(text) is asks


def test_two_questions_in_one_message_get_two_answers(base: KnowledgeBase) -> None:
    lenient = KnowledgeBase(base.index, base.encoder, thresholds=Thresholds(none=0.3))
    found = find(lenient, "Hello! Do foreigners need a permit? Who sells tea?", "en", None)
    assert [one.entry for one in found] == ["border/permit", "agriculture/tea"]


def test_one_question_in_two_clauses_gets_one(base: KnowledgeBase) -> None:
    found = find(base, "My wife is a foreigner, do foreigners need a border permit?", "en", None)
    assert [one.entry for one in found] == ["border/permit"]


def test_half_a_question_is_about_the_last_answer(base: KnowledgeBase) -> None:
    [found] = find(base, "and who decides?", "en", "border/permit")
    assert (found.entry, found.in_context, found.result.outcome) == ("border/permit", True, "answer")


def test_without_a_last_answer_half_a_question_is_searched_as_it_is(base: KnowledgeBase) -> None:
    assert not any(found.in_context for found in find(base, "how long does it take?", "en", None))


def test_a_whole_question_is_not_about_the_last_answer(base: KnowledgeBase) -> None:
    [found] = find(base, "How much tea is grown in Lai Châu?", "en", "border/permit")
    assert (found.entry, found.in_context) == ("agriculture/tea", False)


@pytest.mark.parametrize("last", ["border/permit", "border/withdrawn"])
def test_what_names_another_place_or_follows_an_entry_withdrawn_is_searched_alone(
    base: KnowledgeBase, last: str
) -> None:
    question = "and in Hà Giang?" if last == "border/permit" else "how long?"
    assert not any(found.in_context for found in find(base, question, "en", last))


def test_what_the_last_answer_does_not_hold_is_asked_back_with_what_does(
    write: Write, publish: Callable[[], Path], encoder: ConceptEncoder
) -> None:
    write("border/permit", ENTRY + "related: [border/procedure]\n", en=text("Border permit", "Foreigners need one."))
    write("border/procedure", en=text("Getting a permit", "It takes 5 working days."))
    write("agriculture/tea", en=text("Lai Châu tea", "It grows on hills."))
    folder = publish()
    base = KnowledgeBase(load_index(folder, encoder.identity), encoder, folder=folder)
    [found] = find(base, "how long does it take?", "en", "border/permit")
    assert (found.result.outcome, found.result.reason) == ("clarify", "beyond")
    assert [hit.passage.entry for hit in found.result.hits] == ["border/procedure", "border/permit"]
