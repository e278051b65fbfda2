"""Why a search came out as it did, with soft matching (the shipped model) and without."""

from __future__ import annotations

import io
import math
from dataclasses import fields
from pathlib import Path

import pytest
from rich.console import Console

from knowledge_base.decision import Calibration, Evidence, Logistic, Thresholds
from knowledge_base.documents import read_documents
from knowledge_base.encoder import SentenceTransformerEncoder
from knowledge_base.entries import LANGUAGES
from knowledge_base.explain import Explanation, explain
from knowledge_base.explain_report import lines
from knowledge_base.index import build_index, load_index
from knowledge_base.matched import matches, same_words
from knowledge_base.search import KnowledgeBase
from knowledge_base.settings import OWN_MODEL
from tests.knowledge_base.conftest import ConceptEncoder, Write, text


@pytest.fixture(scope="module")
def shipped() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder.load(OWN_MODEL)


@pytest.fixture
def soft(shipped: SentenceTransformerEncoder, base: KnowledgeBase, documents: Path, tmp_path: Path) -> KnowledgeBase:
    """The documents of ``base``, searched with soft matching."""
    build_index(read_documents(documents), "", tmp_path / "soft", shipped)
    return KnowledgeBase(load_index(tmp_path / "soft", shipped.identity), shipped)


@pytest.fixture(params=["soft", "base"])
def either(request: pytest.FixtureRequest) -> KnowledgeBase:
    """With soft matching, and without."""
    searched: KnowledgeBase = request.getfixturevalue(request.param)
    return searched


def sure(confidence: float, base: KnowledgeBase, known: float = 0.9, **thresholds: float) -> KnowledgeBase:
    """``base``, always of this confidence; ``known`` is how sure it always is that it knows of the subject."""
    calibration = dict.fromkeys(LANGUAGES, Calibration(_always(confidence), _always(known)))
    return KnowledgeBase(base.index, base.encoder, calibration, Thresholds(**thresholds))


def _always(probability: float) -> Logistic:
    bias = math.log(probability / (1 - probability))
    return Logistic(bias, dict.fromkeys((field.name for field in fields(Evidence)), 0.0))


def shown(explanation: Explanation) -> str:
    """As staff see it."""
    console = Console(width=100, file=io.StringIO(), record=True, markup=False)
    for line in lines(explanation):
        console.print(line)
    return console.export_text()


QUESTIONS = [("permit for the commune and the tea", "en"), ("giấy phép và chè", "vi"), ("茶和班车", "zh")]


@pytest.mark.parametrize(("question", "language"), QUESTIONS)
def test_the_parts_add_up_to_the_score(either: KnowledgeBase, question: str, language: str) -> None:
    explanation = explain(either, question, language)
    assert [hit.hit for hit in explanation.hits] == list(either.search(question, language).hits)
    for hit in explanation.hits:
        assert sum(part.contribution for part in hit.parts) == pytest.approx(hit.hit.score, abs=1e-4)


@pytest.mark.parametrize(("question", "language"), QUESTIONS)
def test_the_parts_of_the_confidence_add_up_to_its_odds(either: KnowledgeBase, question: str, language: str) -> None:
    explanation = explain(either, question, language)
    total = sum(part.contribution for part in explanation.confidence)
    assert 1 / (1 + math.exp(-total)) == pytest.approx(explanation.result.confidence)


def test_the_matches_add_up_to_what_soft_matching_found(soft: KnowledgeBase) -> None:
    first, *_ = explain(soft, "permit for the border commune", "en").hits
    found = max(part.value for part in first.parts if part.kind in ("question_soft", "passage_soft"))
    assert sum(match.likeness * match.share for match in first.matches) == pytest.approx(found, abs=1e-3)
    assert sum(match.share for match in first.matches) == pytest.approx(1, abs=1e-3)


def test_a_word_is_shown_with_what_it_was_matched_with_in_another_language(soft: KnowledgeBase) -> None:
    (row,) = (row for row, unit in enumerate(soft.index.units) if unit.text == "Chè Lai Châu")
    table = getattr(soft.encoder, "table")  # noqa: B009 -- only a model of our kind has one
    found = {match.asked: match for match in matches(soft.index, table, "tea violins", row)}
    assert (found["tea"].nearest, found["violins"].nearest) == ("chè", None)
    assert found["tea"].likeness > 0.3
    assert found["violins"].likeness == 0


@pytest.mark.parametrize(
    ("question", "found", "missing"),
    [
        ("Permits for border communes?", ("permits", "for", "border", "communes"), ()),
        ("in town: a border permit", ("a border", "permit"), ("in", "town")),
        ("co can giay phep khong", ("can giay phep",), ("co", "khong")),
        ("giấy tờ", ("giấy",), ("tờ",)),
        ("外國人的許可證", ("外国人", "许可证"), ("的",)),
        ("ຕ້ອງມີໃບອະນຸຍາດບໍ", ("ຕ້ອງມີໃບອະນຸຍາດ",), ("ບໍ",)),
        ("?!", (), ()),
    ],
)
def test_the_same_words_are_found_in_every_script(
    question: str, found: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    texts = [
        "A permit for a border commune",
        "Cần giấy phép",
        "外国人需要许可证",
        "ຕ້ອງມີໃບອະນຸຍາດ",
    ]
    words = same_words(question, texts)
    assert (words.found, words.missing) == (found, missing)


def test_an_entry_in_another_language_is_marked(either: KnowledgeBase) -> None:
    explanation = explain(either, "bus", "en")
    first = explanation.hits[0]
    assert (first.hit.passage.entry, first.foreign, first.text.language) == ("visiting/bus", True, "vi")
    assert "Vietnamese, as it has no text in English" in shown(explanation)
    assert not explain(either, "xe khách", "vi").hits[0].foreign


@pytest.mark.parametrize(
    ("question", "kind", "found"),
    [
        ("lai châu tea", "title", "Lai Châu tea"),
        ("who sells it", "listed question", "who sells tea?"),
        ("grows on hectares", "short answer", "Tea grows"),
        ("ask the cooperative", "section “Buying tea”", "Ask the cooperative"),
    ],
)
def test_the_text_that_led_to_an_entry_is_shown(base: KnowledgeBase, question: str, kind: str, found: str) -> None:
    first = explain(base, question, "en").hits[0]
    assert (first.kind, found in first.text.text) == (kind, True)


@pytest.mark.parametrize(
    ("confidence", "thresholds", "outcome", "why"),
    [
        (0.8, {}, "answer", "The confidence, 0.80, reaches 0.70, from which on the first entry is the answer."),
        (0.5, {}, "clarify", "The confidence, 0.50, is below 0.70"),
        (0.8, {"known": 0.2}, "none", "about this, 0.20, is below 0.80: the bot says that it does not know."),
        (0.8, {"close": 0.99}, "clarify", "two entries are within reach of each other"),
        (0.95, {"close": 0.99}, "answer", "The confidence, 0.95, reaches 0.70"),
    ],
)
def test_the_outcome_is_explained_by_the_confidence(
    base: KnowledgeBase, confidence: float, thresholds: dict[str, float], outcome: str, why: str
) -> None:
    explanation = explain(sure(confidence, base, **thresholds), "permit for tea", "en")
    assert explanation.result.outcome == outcome
    assert why in explanation.why


def test_the_outcome_is_explained_by_what_no_text_holds(base: KnowledgeBase) -> None:
    explanation = explain(sure(0.8, base), "a permit and tea today", "en")
    assert explanation.result.outcome == "clarify"
    assert "cannot give (the state of things today)" in explanation.why


@pytest.mark.parametrize(
    ("question", "outcome", "why"),
    [
        ("a permit and tea in Hà Giang", "clarify", "does not speak of (Hà Giang): the person is asked to choose."),
        ("a permit for Laizhou Bay", "none", "does not speak of (Shandong): the bot says that it does not know."),
    ],
)
def test_the_outcome_is_explained_by_another_place(base: KnowledgeBase, question: str, outcome: str, why: str) -> None:
    explanation = explain(sure(0.8, base), question, "en")
    assert explanation.result.outcome == outcome
    assert explanation.why.endswith(why)


def test_a_place_that_makes_no_difference_is_not_blamed(base: KnowledgeBase) -> None:
    assert "is below 0.80" in explain(sure(0.8, base, known=0.1), "a permit for Hà Giang", "en").why


def test_another_place_is_not_answered_even_where_nothing_else_can_be_offered(base: KnowledgeBase) -> None:
    result = sure(0.8, base).search("a permit for Hà Giang", "en", count=1)
    assert (result.outcome, result.reason) == ("none", "elsewhere")


def test_with_one_entry_only_there_is_nothing_to_choose(
    write: Write, documents: Path, tmp_path: Path, encoder: ConceptEncoder
) -> None:
    write("border/permit", en=text("Permit", "You need a permit."))
    build_index(read_documents(documents), "", tmp_path / "one", encoder)
    base = KnowledgeBase(load_index(tmp_path / "one", encoder.identity), encoder)
    assert "only one entry was found: the bot says that it does not know" in explain(sure(0.5, base), "permit").why


def test_a_question_without_words_is_explained(either: KnowledgeBase) -> None:
    explanation = explain(either, "?!", "en")
    assert (explanation.result.outcome, explanation.hits, explanation.confidence) == ("none", (), ())
    assert "Nothing in the knowledge base" in shown(explanation)


def test_staff_can_read_it(soft: KnowledgeBase) -> None:
    page = shown(explain(soft, "Do I need permission for a violin?", "en"))
    for words in (
        "Outcome   ",
        "1. border/permit: Border permit",
        "meaning, word by word, in all its texts",
        "= score",
        "best text   listed question, English: “do I need permission there?”",
        "not in it   violin",
        "by meaning",
        "permission → permission",
        "lead over the second entry",
        "that the first entry is right",
        "How to read this",
    ):
        assert words in page
    assert max(map(len, page.splitlines())) <= 100
