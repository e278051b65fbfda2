"""The figures of an evaluation, worked out by hand."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from knowledge_base.batch import Question
from knowledge_base.decision import Outcome
from knowledge_base.documents import read_documents
from knowledge_base.encoder import SentenceTransformerEncoder
from knowledge_base.entries import LANGUAGES, Passage
from knowledge_base.evaluation import (
    EQUAL_SUM,
    GAIN,
    OURS,
    Evaluation,
    Judged,
    ask,
    failures,
)
from knowledge_base.evaluation_report import WIDTH, failure_blocks, tables
from knowledge_base.figures import Figure, Figures, calibration_error, mean
from knowledge_base.index import build_index, load_index
from knowledge_base.ranking import Hit
from knowledge_base.search import KnowledgeBase, SearchResult
from knowledge_base.settings import OWN_MODEL
from tests.knowledge_base.conftest import Write


def judged(
    outcome: Outcome, found: str, entries: str = "", lang: str | None = "en", kind: str = "", confidence: float = 0.5
) -> Judged:
    """A question that ``entries`` answer and for which ``found`` was found, best first."""
    hits = tuple(Hit(Passage(entry, "en", 0, f"About {entry}", None, "Text."), 0.5) for entry in found.split())
    question = Question(id="q1", question="why?", lang=lang, entries=tuple(entries.split()), kind=kind)
    result = SearchResult(outcome, "en", confidence, hits, 1.0)
    return Judged(question, result, {EQUAL_SUM: tuple(found.split()[::-1]), OURS: tuple(found.split())})


def values(figures: Figures) -> dict[str, float | None]:
    return {name: round(figure.value, 3) if figure else None for name, figure in figures.items()}


def test_the_figures_of_a_handful_of_questions() -> None:
    items = [
        judged("answer", "a/1 b/2", "a/1"),
        judged("answer", "b/2 a/1", "a/1"),
        judged("clarify", "c/3 b/2 d/4 a/1", "a/1"),
        judged("none", "b/2 c/3", "a/1"),
        judged("none", "a/1", kind="far"),
        judged("clarify", "a/1", kind="near"),
        judged("answer", "a/1", kind="near"),
    ]
    assert values(Evaluation.of(items).languages["en"]) == {
        "recall@1": 0.25,
        "recall@3": 0.5,
        "MRR@10": round((1 + 1 / 2 + 1 / 4) / 4, 3),
        "right answer": 0.25,
        "wrong answer": 0.25,
        "asked, right among": 0.25,
        "false refusal": 0.25,
        "correct refusal": round(1 / 3, 3),
        "near, not answered": 0.5,
        "unrelated, refused": 1.0,
        "calibration error": round(0.5 - 1 / 7, 3),
    }


def test_questions_are_grouped_by_language_topic_and_kind() -> None:
    items = [
        judged("answer", "border/permit", "border/permit visiting/bus", lang="lo"),
        judged("answer", "visiting/bus", "visiting/bus", lang=None),  # detected: English
        judged("none", "", kind="near"),
        judged("answer", "visiting/bus"),
    ]
    evaluation = Evaluation.of(items)
    assert list(evaluation.languages) == ["en", "lo", "all"]
    assert list(evaluation.topics) == ["border", "visiting"]
    assert values(evaluation.unanswerable["near"]) == {"refused": 1, "asked back": 0, "answered": 0}
    assert values(evaluation.unanswerable["other"]) == {"refused": 0, "asked back": 0, "answered": 1}


def test_what_there_are_no_questions_for_has_no_figure() -> None:
    figures = Evaluation.of([judged("answer", "a/1", "a/1")]).languages["en"]
    assert figures["correct refusal"] is None
    assert figures["near, not answered"] is None


def test_the_interval_holds_the_value_and_narrows_with_more_questions() -> None:
    def interval(count: int) -> Figure:
        figure = Figure.of(mean, [1.0, 1, 1, 0] * count)
        assert figure is not None
        return figure

    few, many = interval(5), interval(100)
    assert few == interval(5)
    assert few.low < 0.75 < few.high
    assert many.high - many.low < (few.high - few.low) / 3
    # About 1.96 standard errors to either side.
    assert many.high - many.low == pytest.approx(2 * 1.96 * np.sqrt(0.75 * 0.25 / 400), rel=0.1)


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure(0.944, 0.88, 0.981, 50), "0.94 [.88 .98]"),
        (Figure(1, 1, 1, 5), "1.00 [1.0 1.0]"),
        (Figure(0.004, 0, 0.999, 5), "0.00 [.00 1.0]"),
    ],
)
def test_a_figure_is_written_compactly(figure: Figure, text: str) -> None:
    assert str(figure) == text


def test_the_calibration_error_is_the_distance_between_confidence_and_truth() -> None:
    right = np.tile([1.0, 1, 1, 0, 0], 20)
    assert calibration_error(np.full(100, 0.6), right) == pytest.approx(0)
    assert calibration_error(np.full(100, 0.8), right) == pytest.approx(0.2)
    # Sure and right, unsure and wrong; then the other way round.
    assert calibration_error(right, right) == 0
    assert calibration_error(1 - right, right) == 1


def test_errors_in_both_directions_do_not_cancel_out() -> None:
    confidence, right = np.repeat([0.2, 0.8], 50), np.repeat([0.5, 0.5], 50)
    assert calibration_error(confidence, right) == pytest.approx(0.3)


def test_each_failure_is_listed_once_under_its_kind() -> None:
    items = [
        judged("answer", "a/1", "a/1"),
        judged("answer", "b/2 a/1", "a/1"),
        judged("none", "b/2 c/3 d/4 e/5", "a/1"),
        judged("answer", "a/1", kind="near"),
        judged("clarify", "a/1", kind="far"),
        judged("clarify", "a/1", kind="near"),
        judged("answer", "a/1"),
        judged("clarify", "b/2 c/3 d/4 a/1", "a/1"),
    ]
    kinds = {kind: len(found) for kind, found in failures(items).items()}
    assert kinds == {
        "wrong answer shown": 1,
        "answerable refused": 1,
        "near miss answered": 1,
        "unrelated not refused": 1,
        "unanswerable answered": 1,
        "right entry not among the first three": 1,
    }
    text = "\n".join(failure_blocks(items[:2]))
    assert "wrong answer shown: 1" in text
    assert "q1 (en): why?" in text
    assert "expected  a/1" in text
    assert "came      answer" in text
    assert "confidence 0.50, right entry at rank 2" in text
    assert "0.500  b/2  About b/2" in text


def test_of_many_failures_as_many_are_shown_as_were_asked_for() -> None:
    blocks = list(failure_blocks([judged("none", "", "a/1")] * 5, 2))
    assert len(blocks) == 3
    assert "5, the first 2 of them" in blocks[0]


def test_ours_is_compared_question_by_question() -> None:
    items = [judged("answer", "a/1 b/2", "a/1"), judged("answer", "b/2 a/1", "b/2"), judged("none", "b/2 a/1", "a/1")]
    ranking = Evaluation.of(items).ranking["en"]
    assert values(ranking[OURS])["recall@1"] == round(2 / 3, 3)
    assert values(ranking[EQUAL_SUM])["recall@1"] == round(1 / 3, 3)
    assert values(ranking[GAIN])["recall@1"] == round(1 / 3, 3)


def test_the_tables_fit_their_width() -> None:
    items = [judged("answer", "a/1 b/2", f"{topic}/1", lang) for topic in "abcdefg" for lang in LANGUAGES]
    console = Console(width=WIDTH, file=io.StringIO(), record=True)
    for table in tables(Evaluation.of([*items, judged("none", "", kind="near")])):
        console.print(table)
    text = console.export_text()
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "0.00 [.00 .00]" in text
    assert "+14 [+4 +29]" in text


def test_simpler_searches_stand_beside_ours(base: KnowledgeBase) -> None:
    known = Question(id=1, question="do I need permission there?", lang="en", entries=("border/permit",))
    unknown = Question(id=2, question="how do I repair a violin", lang="en")
    first, second = ask([known, unknown], base)
    assert list(first.found) == ["dense", "BM25", EQUAL_SUM, OURS]
    assert [first.rank(method) for method in first.found] == [1, 1, 1, 1]
    assert second.found["dense"] == []


def test_the_baselines_owe_nothing_to_soft_matching(write: Write, documents: Path, tmp_path: Path) -> None:
    encoder = SentenceTransformerEncoder.load(OWN_MODEL)
    write("border/permit", vi="# Giấy phép biên giới\n\nCần giấy phép.\n", zh="# 边境许可证\n\n需要许可证。\n")
    write("visiting/bus", vi="# Xe khách từ Hà Nội\n\nXe khách giường nằm chạy mỗi tối.\n")
    build_index(read_documents(documents), "", tmp_path / "index", encoder)
    base = KnowledgeBase(load_index(tmp_path / "index", encoder.identity), encoder)
    (judged,) = ask([Question(id=1, question="从河内坐大巴", lang="zh", entries=("visiting/bus",))], base)
    assert judged.rank("BM25") is None  # not a word in common
    assert judged.rank("soft matching") == judged.rank() == 1


def test_ten_entries_are_asked_for(
    write: Write, publish: Callable[[], Path], encoder: object, base: KnowledgeBase
) -> None:
    for number in range(12):
        write(f"border/permit-{number}", en=f"# Permit {number}\n\nA permit of the kind {number}.\n")
    publish()
    (judged,) = ask([Question(id=1, question="permit", lang="en")], base.refreshed())
    assert {method: len(found) for method, found in judged.found.items()} == {
        "dense": 10,
        "BM25": 10,
        EQUAL_SUM: 10,
        OURS: 10,
    }
