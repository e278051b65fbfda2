"""From a question to the passages that answer it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge_base.decision import Calibration, Evidence, Outcome, Thresholds, shipped_calibration
from knowledge_base.encoder import Encoder, SentenceTransformerEncoder, Vectors
from knowledge_base.entries import SHORT_ANSWER, Entry, Passage
from knowledge_base.index import Index, load_index, published
from knowledge_base.language import detect

QUESTION_LIMIT = 1000
"""Characters that are searched; what a person asks stands in the first few hundred."""
_DENSE_CANDIDATES = 100
_HITS = 5

_DENSE_WEIGHT = 0.6
"""How much the cosine counts beside BM25, where the model knows the language."""
_COVERAGE_WEIGHT = 0.5
"""How much the share of the question's terms that an entry holds counts beside its best text.

Both weights are the best of a grid on the tuning questions: recall at 1 there rose from 0.70 (equal
sum, no coverage) to 0.79.
"""
_SECTION_LEAD = 1.15
"""A section is shown beside the short answer only where it fits the question clearly better."""

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Hit:
    """A passage found, with its score between 0 and 1."""

    passage: Passage
    score: float


@dataclass(frozen=True)
class SearchResult:
    """What was found for a question. ``hits`` are best first, one per entry, whatever the outcome.

    ``language`` is the language of the question; ``confidence`` the probability that the first
    hit is right; ``ms`` the time the search took, in milliseconds.
    """

    outcome: Outcome
    language: str
    confidence: float
    hits: tuple[Hit, ...]
    ms: float
    evidence: Evidence | None = None


class KnowledgeBase:
    """The published index with its encoder. Safe to search from several threads."""

    def __init__(
        self,
        index: Index,
        encoder: Encoder,
        calibration: Mapping[str, Calibration] | None = None,
        thresholds: Thresholds | None = None,
        folder: Path | None = None,
    ) -> None:
        self._index = index
        self._encoder = encoder
        self._calibration = calibration or shipped_calibration()
        self._thresholds = thresholds or Thresholds()
        self._folder = folder
        self._build = published(folder) if folder else None

    @classmethod
    def load(cls, folder: Path, model: str) -> KnowledgeBase:
        """Load the model, and the index that ``folder`` publishes.

        Raises:
            IndexProblem: there is no index that fits. ModelProblem: the model cannot be used.
        """
        encoder = SentenceTransformerEncoder.load(model)
        return cls(load_index(folder, encoder.identity), encoder, folder=folder)

    @property
    def entries(self) -> Mapping[str, Entry]:
        return self._index.entries

    def refresh(self) -> bool:
        """Take over a newly published index, if there is one; True if so.

        Raises IndexProblem, and keeps the old index, if the new one cannot be used.
        """
        build = published(self._folder) if self._folder else None
        if build is None or build == self._build:
            return False
        self._index = load_index(self._folder, self._encoder.identity)  # type: ignore[arg-type]
        self._build = build
        return True

    def search(self, question: str, language: str | None = None) -> SearchResult:
        """Find what answers ``question``, asked in ``language`` (detected where not given).

        Entries that have no text in that language are found by their other texts.
        """
        start = time.perf_counter()
        question = question[:QUESTION_LIMIT]
        language = language or detect(question)
        found = _Ranking.of(self._index, self._encoder.encode_questions([question])[0], question, language)
        hits, evidence = found.hits(), found.evidence()
        confidence = self._calibration[language].probability(evidence) if evidence else 0.0
        outcome = self._thresholds.outcome(confidence, evidence.lead) if evidence else "none"
        if outcome == "clarify" and len(hits) < 2:
            outcome = "answer" if confidence >= self._thresholds.answer else "none"
        return SearchResult(outcome, language, confidence, hits, (time.perf_counter() - start) * 1000, evidence)


@dataclass(frozen=True)
class _Ranking:
    """The scores of one question over all units and entries of the index."""

    index: Index
    language: str
    cosine: Scores
    bm25: Scores
    coverage: Scores

    @classmethod
    def of(cls, index: Index, vector: Vectors, question: str, language: str) -> _Ranking:
        """Score the units in ``language``, and those of entries that lack it."""
        cosine, bm25 = np.zeros((2, len(index.units)), np.float32)
        coverage = np.zeros(len(index.entry_ids), np.float32)
        lacking = np.array([language not in entry.texts for entry in index.entries.values()])
        for code, lexical in index.lexical.items():
            rows = index.rows[code]
            wanted = np.ones(len(rows), bool) if code == language else lacking[index.entry_numbers[rows]]
            if not wanted.any():
                continue
            near, values = index.dense.search(vector, _DENSE_CANDIDATES, rows[wanted])
            cosine[near] = np.clip(values, 0, 1)
            scores, covered = lexical.search(question)
            bm25[rows[wanted]] = scores[wanted]
            known = np.flatnonzero(np.isin(np.arange(len(covered)), index.entry_numbers[rows[wanted]]))
            coverage[known] = np.maximum(coverage[known], covered[known])
        return cls(index, language, cosine, bm25, coverage)

    @staticmethod
    def _fused(cosine: Scores, bm25: Scores) -> Scores:
        """The weighted sum of cosine and BM25, each divided by its maximum.

        Reciprocal rank fusion suffers where one side is weak; on XQuAD it lost 0.3 to 0.5 of recall
        in Vietnamese and Chinese.
        """
        dense = _DENSE_WEIGHT if cosine.any() else 0.0
        return dense * _scaled(cosine) + (1 - dense) * _scaled(bm25)

    def _per_entry(self, values: Scores) -> Scores:
        best = np.zeros(len(self.index.entry_ids), np.float32)
        np.maximum.at(best, self.index.entry_numbers, values)
        return best

    def _order(self) -> tuple[Scores, npt.NDArray[np.int64]]:
        best = self._fused(self._per_entry(self.cosine), self._per_entry(self.bm25))
        scores = (1 - _COVERAGE_WEIGHT) * best + _COVERAGE_WEIGHT * _scaled(self.coverage)
        order = np.argsort(-scores, kind="stable")[:_HITS]
        return scores, order[scores[order] > 0]

    def hits(self) -> tuple[Hit, ...]:
        scores, order = self._order()
        return tuple(Hit(self._passage(number), round(float(scores[number]), 4)) for number in order)

    def evidence(self) -> Evidence | None:
        """What speaks for the first hit; None if there is no hit."""
        scores, order = self._order()
        if len(order) == 0:
            return None
        first = order[0]
        lead = 1.0 if len(order) == 1 else float(1 - scores[order[1]] / scores[first])
        cosine, bm25 = (float(self._per_entry(values)[first]) for values in (self.cosine, self.bm25))
        return Evidence(cosine, bm25, float(self.coverage[first]), lead)

    def _passage(self, number: int) -> Passage:
        """The passage of an entry to show: a section only where it fits clearly better."""
        entry = self.index.entries[self.index.entry_ids[number]]
        scores = self._fused(self.cosine, self.bm25)
        rows = np.flatnonzero(self.index.entry_numbers == number)
        best = max(rows, key=lambda row: scores[row])
        unit = self.index.units[best]
        answer = max(scores[row] for row in rows if self.index.units[row].section == SHORT_ANSWER)
        section = unit.section if scores[best] > _SECTION_LEAD * answer else SHORT_ANSWER
        language = self.language if self.language in entry.texts else unit.language
        return entry.passages(language)[section]


def _scaled(values: Scores) -> Scores:
    """The values divided by their maximum."""
    most = float(values.max(initial=0))
    return values / most if most > 0 else values
