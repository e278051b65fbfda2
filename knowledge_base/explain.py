"""Why a search came out as it did: what each score is made of, what was matched, why the outcome was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from knowledge_base.decision import Evidence, Logistic, Thresholds
from knowledge_base.entries import SHORT_ANSWER, Entry
from knowledge_base.feature_table import FeatureTable
from knowledge_base.matched import Match, SameWords, matches, same_words
from knowledge_base.ranking import Hit, Ranking
from knowledge_base.search import QUESTION_LIMIT, KnowledgeBase, Reason, SearchResult
from knowledge_base.soft import table_of
from knowledge_base.units import Unit

_WHY: Mapping[Reason, str] = {
    "sure": "The confidence, {confidence:.2f}, reaches {answer:.2f}, from which on the first entry is the answer.",
    "unsure": "The confidence, {confidence:.2f}, is below {answer:.2f}, from which on the first entry is the answer, "
    "but the question is about something in the knowledge base: the person is asked to choose.",
    "unlikely": "The probability that anything in the knowledge base is about this, {known:.2f}, is below {none:.2f}: "
    "the bot says that it does not know.",
    "close": "The confidence, {confidence:.2f}, would do for an answer, but two entries are within reach of each "
    "other: the first is ahead by {lead:.1%} of its score, less than {close:.1%}, and the confidence is below "
    "{sure:.2f}. The person is asked to choose.",
    "elsewhere": "The question names a place that is not ours and that the first entry does not speak of "
    "({places}): {does}.",
    "beyond": "The question asks for what the first entry cannot give ({demands}): {does}.",
    "alone": "The confidence is {confidence:.2f}; the person would be asked to choose, but only one entry was found: "
    "{does}.",
    "nothing": "Nothing in the knowledge base has anything in common with the question: the bot says that it does "
    "not know.",
}
_DOES = {
    "answer": "the first entry is the answer",
    "clarify": "the person is asked to choose",
    "none": "the bot says that it does not know",
}


@dataclass(frozen=True)
class Part:
    """One kind of evidence: how much of it there is, times how much it counts."""

    kind: str
    value: float
    weight: float

    @property
    def contribution(self) -> float:
        return self.value * self.weight


@dataclass(frozen=True)
class HitExplanation:
    """Why an entry was found. ``parts`` add up to its score.

    ``text`` is the one of its texts that fits the question best and ``kind`` what that is; ``same_words`` are
    those in any of its texts, ``matches`` those by meaning in that one. ``foreign``: the entry has no text in
    the question's language.
    """

    hit: Hit
    parts: tuple[Part, ...]
    text: Unit
    kind: str
    same_words: SameWords
    matches: tuple[Match, ...]
    foreign: bool

    def as_data(self) -> dict[str, Any]:
        return {
            "entry": self.hit.passage.entry,
            "foreign": self.foreign,
            "parts": _parts_data(self.parts),
            "text": {"kind": self.kind, "language": self.text.language, "text": self.text.text},
            "same_words": asdict(self.same_words),
            "by_meaning": [asdict(match) for match in self.matches],
        }


@dataclass(frozen=True)
class Explanation:
    """Why a question came out as it did.

    ``confidence`` and ``known`` have the parts of the two logistic models, which add up to the logarithm of
    the odds; empty where nothing was found.
    """

    question: str
    result: SearchResult
    why: str
    confidence: tuple[Part, ...]
    known: tuple[Part, ...]
    hits: tuple[HitExplanation, ...]

    def as_data(self) -> dict[str, Any]:
        """For JSON; what the answer says of its hits is not repeated."""
        return {
            "why": self.why,
            "reason": self.result.reason,
            "places": [place.names[0] for place in self.result.places],
            "demands": [demand.demand for demand in self.result.demands],
            "confidence": _parts_data(self.confidence),
            "known": _parts_data(self.known),
            "hits": [hit.as_data() for hit in self.hits],
        }


def explain(base: KnowledgeBase, question: str, language: str | None = None) -> Explanation:
    """Search for ``question`` and say why it came out so; ``language`` as in ``KnowledgeBase.search``."""
    result = base.search(question, language)
    question = question[:QUESTION_LIMIT]
    ranking = base.rank(question, result.language)
    table = table_of(base.encoder) if base.index.soft else None
    numbers = ranking.order(len(result.hits)).tolist()
    return Explanation(
        question,
        result,
        _why(result, base.thresholds),
        _parts_of(base.calibration[result.language].right, result.evidence),
        _parts_of(base.calibration[result.language].known, result.evidence),
        tuple(_hit(ranking, table, question, number, hit) for number, hit in zip(numbers, result.hits, strict=True)),
    )


def _why(result: SearchResult, thresholds: Thresholds) -> str:
    return _WHY[result.reason].format(
        confidence=result.confidence,
        known=result.known,
        lead=result.evidence.lead if result.evidence else 0,
        places=", ".join(place.names[0] for place in result.places),
        demands=", ".join(demand.demand for demand in result.demands),
        does=_DOES[result.outcome],
        **asdict(thresholds),
    )


def _parts_of(model: Logistic, evidence: Evidence | None) -> tuple[Part, ...]:
    if evidence is None:
        return ()
    parts = (Part(kind, value, model.weights[kind]) for kind, value in asdict(evidence).items())
    return (Part("bias", 1.0, model.bias), *(part for part in parts if part.value or part.weight))


def _hit(ranking: Ranking, table: FeatureTable | None, question: str, number: int, hit: Hit) -> HitExplanation:
    index, entry = ranking.index, ranking.index.entries[hit.passage.entry]
    foreign = ranking.language not in entry.texts
    units = (index.units[row] for row in index.units.of_entry(number).tolist())
    best = ranking.best_unit(number)
    return HitExplanation(
        hit,
        tuple(Part(kind, value, weight) for kind, (value, weight) in ranking.parts(number).items()),
        index.units[best],
        _kind(index.units[best], entry),
        same_words(question, (unit.text for unit in units if foreign or unit.language == ranking.language)),
        matches(index, table, question, best) if table else (),
        foreign,
    )


def _kind(unit: Unit, entry: Entry) -> str:
    """What a searched text is, in words."""
    text = entry.texts[unit.language]
    if not unit.is_passage:
        return "title" if unit.text == text.title else "listed question"
    return "short answer" if unit.section == SHORT_ANSWER else f"section “{text.sections[unit.section - 1].heading}”"


def _parts_data(parts: Iterable[Part]) -> list[dict[str, Any]]:
    return [{**asdict(part), "contribution": part.contribution} for part in parts]
