"""Words in common: scores as bm25s gives them, whether or not some texts were counted before."""

from __future__ import annotations

from pathlib import Path

import bm25s
import numpy as np
import pytest

from knowledge_base.glossary import term_tokens
from knowledge_base.lexical import LexicalIndex, TermCounts
from knowledge_base.text import tokenize

TEXTS = ["a permit for the border", "tea, tea and more tea", "the border gate opens at seven", "", "chè Lai Châu"]


def index_of(texts: list[str]) -> LexicalIndex:
    return LexicalIndex.from_counts(TermCounts.of(texts), np.arange(len(texts)), len(texts))


@pytest.mark.parametrize("question", ["border permit", "tea", "the che lai chau gate", "chè"])
def test_scores_are_those_of_bm25s_as_a_share_of_what_the_question_could_reach(question: str) -> None:
    theirs = bm25s.BM25(method="lucene")
    theirs.index([[*tokenize(text), *term_tokens(text)] for text in TEXTS], create_empty_token=False)
    expected = theirs.get_scores(sorted({*tokenize(question), *term_tokens(question)}))
    scores, _ = index_of(TEXTS).search(question)
    assert np.argmax(scores) == np.argmax(expected)
    assert scores / scores.max() == pytest.approx(expected / expected.max(), abs=1e-6)
    assert scores.max() <= 1


def test_coverage_is_the_share_of_the_question_that_an_entry_holds_anywhere() -> None:
    index = LexicalIndex.from_counts(TermCounts.of(TEXTS), np.array([0, 1, 0, 2, 3]), 4)
    _, coverage = index.search("permit gate")
    assert coverage[0] > coverage[1] == coverage[2] == coverage[3] == 0
    _, whole = index.search("permit")
    assert whole[0] == pytest.approx(1)


@pytest.mark.parametrize("question", ["", "?!", "zyxwv"])
def test_a_question_without_known_words_scores_nothing(question: str) -> None:
    scores, coverage = index_of(TEXTS).search(question)
    assert not scores.any()
    assert not coverage.any()


def test_an_index_is_the_same_after_saving(tmp_path: Path) -> None:
    counts = TermCounts.of(TEXTS)
    counts.save(tmp_path)
    index_of(TEXTS).save(tmp_path)
    assert np.array_equal(LexicalIndex.load(tmp_path).search("border tea")[0], index_of(TEXTS).search("border tea")[0])
    assert (TermCounts.load(tmp_path).matrix != counts.matrix).nnz == 0


def test_counts_taken_over_are_those_counted_anew() -> None:
    earlier = TermCounts.of([*TEXTS, "gone tomorrow"])
    texts = ["a new tea house", *TEXTS[::-1]]
    updated = earlier.updated(texts, np.array([-1, 4, 3, 2, 1, 0]))
    anew = TermCounts.of([]).updated(texts, np.full(len(texts), -1))
    assert updated.terms == anew.terms
    assert "tomorrow" not in updated.terms
    assert (updated.matrix != anew.matrix).nnz == 0


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("IRC", "the investment registration certificate"),
        ("investment registration certificate", "cần GCNĐKĐT trước"),
        ("giay chung nhan dang ky dau tu", "投资登记证由省里发"),
    ],
)
def test_all_names_of_a_term_are_one_in_all_languages(asked: str, written: str) -> None:
    assert set(term_tokens(asked)) & set(term_tokens(written))


def test_part_of_a_word_is_no_term() -> None:
    assert term_tokens("circus") == []
