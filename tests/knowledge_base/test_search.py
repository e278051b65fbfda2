"""From a question to its passage."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge_base.index import load_index
from knowledge_base.search import KnowledgeBase
from tests.knowledge_base.conftest import ConceptEncoder, Write, text


@pytest.mark.parametrize(
    ("question", "language", "answer"),
    [
        ("do I need a permit?", "en", "Foreigners need a permit for a border commune."),
        ("toi co can giay phep khong", "vi", "Người nước ngoài cần giấy phép vào xã biên giới."),
        ("外國人要許可證嗎", "zh", "外国人进入边境乡需要许可证。"),
        ("ຂ້ອຍຕ້ອງມີໃບອະນຸຍາດບໍ", "lo", "ຄົນຕ່າງປະເທດຕ້ອງມີໃບອະນຸຍາດ."),
    ],
)
def test_a_question_finds_its_answer_in_its_own_language(
    base: KnowledgeBase, question: str, language: str, answer: str
) -> None:
    result = base.search(question, language)
    assert result.outcome == "answer"
    assert (result.hits[0].passage.entry, result.hits[0].passage.text) == ("border/permit", answer)


def test_a_question_about_nothing_here_gets_no_answer(base: KnowledgeBase) -> None:
    result = base.search("how do I repair a violin", "en")
    assert result.outcome == "none"
    assert result.confidence < 0.25


@pytest.mark.parametrize("question", ["", "   ", "?!", "😀", "\u200b"])
def test_a_question_without_words_gets_no_answer(base: KnowledgeBase, question: str) -> None:
    assert base.search(question, "en").outcome == "none"


def test_a_question_that_only_a_section_answers_finds_the_section(base: KnowledgeBase) -> None:
    passage = base.search("ask the cooperative", "en").hits[0].passage
    assert (passage.entry, passage.heading, passage.text) == ("agriculture/tea", "Buying tea", "Ask the cooperative.")


def test_an_entry_without_text_in_the_asked_language_is_found_in_another(base: KnowledgeBase) -> None:
    passage = base.search("bus", "en").hits[0].passage
    assert (passage.entry, passage.language) == ("visiting/bus", "vi")


def test_an_entry_is_hit_once_and_the_best_comes_first(base: KnowledgeBase) -> None:
    result = base.search("permit tea", "en")
    entries = [hit.passage.entry for hit in result.hits]
    assert len(entries) == len(set(entries))
    assert [hit.score for hit in result.hits] == sorted((hit.score for hit in result.hits), reverse=True)


def test_the_length_of_vectors_does_not_change_the_ranking(write: Write, publish: Callable[[], Path]) -> None:
    class Loud(ConceptEncoder):
        def encode_questions(self, texts):  # type: ignore[no-untyped-def]
            return 5 * super().encode_questions(texts)

    write("border/permit", en=text("Permit", "You need a permit.", "permission?"))
    write("agriculture/tea", en=text("Tea", "Tea is grown.", "green leaves?"))
    index = load_index(publish(), "concepts@1")
    rankings = [
        [hit.passage.entry for hit in KnowledgeBase(index, encoder).search("permission", "en").hits]
        for encoder in (ConceptEncoder(), Loud())
    ]
    assert rankings[0] == rankings[1]


def test_a_new_index_is_taken_over_without_a_restart(
    base: KnowledgeBase, write: Write, publish: Callable[[], Path]
) -> None:
    assert base.refreshed() is base
    write("visiting/bus", vi=text("Xe khách", "Xe khách đã ngừng chạy.", "xe mấy giờ chạy?"))
    publish()
    assert base.refreshed().search("xe mấy giờ chạy?", "vi").hits[0].passage.text == "Xe khách đã ngừng chạy."


def test_a_very_long_question_is_searched_by_its_beginning(base: KnowledgeBase) -> None:
    assert base.search("do I need a permit? " + "x" * 10_000, "en").hits[0].passage.entry == "border/permit"


def test_what_was_published_while_the_index_was_loaded_is_taken_over(
    base: KnowledgeBase, write: Write, publish: Callable[[], Path], encoder: ConceptEncoder
) -> None:
    folder = publish()
    loaded = load_index(folder, encoder.identity)
    write("visiting/bus", vi=text("Xe khách", "Xe khách đã ngừng chạy.", "xe mấy giờ chạy?"))
    publish()
    old = KnowledgeBase(loaded, encoder, folder=folder)
    assert old.refreshed() is not old


def test_an_entry_that_is_taken_away_stays_with_those_who_still_search_the_old_index(
    base: KnowledgeBase, documents: Path, publish: Callable[[], Path]
) -> None:
    shutil.rmtree(documents / "border/permit")
    publish()
    assert "border/permit" not in base.refreshed().entries
    entry = base.search("do I need a permit?", "en").hits[0].passage.entry
    assert (entry, entry in base.entries) == ("border/permit", True)
