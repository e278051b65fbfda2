"""From a question to the passages that answer it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge_base.decision import Calibration, Evidence, Outcome, Thresholds, shipped_calibration
from knowledge_base.elsewhere import elsewhere
from knowledge_base.encoder import Encoder, SentenceTransformerEncoder, Vectors
from knowledge_base.entries import SHORT_ANSWER, Entry, Passage
from knowledge_base.index import Index, load_index, published
from knowledge_base.language import detect
from knowledge_base.soft import SoftQuery, table_of

QUESTION_LIMIT = 1000
"""Characters that are searched; what a person asks stands in the first few hundred."""
_DENSE_CANDIDATES = 100
_HITS = 5

_SOFT_CANDIDATES, _SOFT_CANDIDATES_ABROAD = 50, 20
"""Texts that are matched feature by feature: the best by cosine and BM25, some of them in other languages."""
_USUAL_LEAD = 0.15
"""The lead of a single hit, however weak: the median on the tuning questions, so that it says nothing."""
_SECTION_LEAD = 1.15
"""A section is shown beside the short answer only where it fits the question clearly better."""

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Weights:
    """How much each kind of evidence counts for an entry; in sum 1.

    Of its best text: ``cosine``, ``bm25``, ``soft``. Of all its texts together, as the share of the
    question that they hold: ``coverage`` by words, ``soft_coverage`` by meaning.
    """

    cosine: float
    bm25: float
    coverage: float
    soft: float = 0.0
    soft_coverage: float = 0.0


_WEIGHTS = Weights(cosine=0.3, bm25=0.2, coverage=0.5)
"""Without soft matching. The best of a grid on the tuning questions: recall at 1 there rose from 0.70
(equal sum of cosine and BM25) to 0.79."""
_SOFT_WEIGHTS = Weights(cosine=0.35, bm25=0.1, coverage=0.15, soft=0.1, soft_coverage=0.3)
"""With soft matching. On the flat top of such a grid: recall at 1 on the tuning questions 0.89."""

_ABROAD = Weights(cosine=1.1, bm25=0.3, coverage=0.8, soft=1.7, soft_coverage=1.7)
"""Texts in another language than the question's match it less well, be they ever so right, and have no
words in common with it. So that they can compete, their cosine and soft scores count for more by these
factors, and stand in for BM25 and coverage. On the tuning questions, with a fifth of the entries in one
other language only, those were found first in 0.07 of cases without, 0.7 with this (and the entries in the
question's own language in 0.81, against 0.86 if there are no others)."""


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
    """A published index with its encoder. It never changes, so several threads may search it."""

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
        self._calibration = calibration or shipped_calibration(index.soft is not None)
        self._thresholds = thresholds or Thresholds()
        self._folder = folder

    @classmethod
    def load(cls, folder: Path, model: str) -> KnowledgeBase:
        """Load the model, and the index that ``folder`` publishes.

        Raises:
            IndexProblem: there is no index that fits. ModelProblem: the model cannot be used.
        """
        encoder = SentenceTransformerEncoder.load(model)
        detect("which language?")  # loads its models now rather than during the first question
        return cls(load_index(folder, encoder.identity), encoder, folder=folder)

    @property
    def index(self) -> Index:
        return self._index

    @property
    def entries(self) -> Mapping[str, Entry]:
        return self._index.entries

    def refreshed(self) -> KnowledgeBase:
        """The knowledge base over the index published last: this one, if there is no newer.

        Raises IndexProblem if the new index cannot be used.
        """
        build = published(self._folder) if self._folder else None
        if self._folder is None or build is None or build == self._index.build:
            return self
        index = load_index(self._folder, self._encoder.identity)
        return KnowledgeBase(index, self._encoder, self._calibration, self._thresholds, self._folder)

    def search(self, question: str, language: str | None = None) -> SearchResult:
        """Find what answers ``question``, asked in ``language`` (detected where not given).

        Entries that have no text in that language are found by their other texts.
        """
        start = time.perf_counter()
        question = question[:QUESTION_LIMIT]
        language = language or detect(question)
        table = table_of(self._encoder)
        query = SoftQuery.of(table, question) if table else None
        found = _Ranking.of(self._index, self._encoder.encode_questions([question])[0], query, question, language)
        hits, evidence = found.hits(), found.evidence()
        confidence = self._calibration[language].probability(evidence) if evidence else 0.0
        outcome = self._thresholds.outcome(confidence, evidence.lead) if evidence else "none"
        for place in elsewhere(question, self.entries[hits[0].passage.entry]) if hits else ():
            outcome = "clarify" if outcome == "answer" and not place.namesake else "none"
        if outcome == "clarify" and len(hits) < 2:
            outcome = "answer" if confidence >= self._thresholds.answer else "none"
        return SearchResult(outcome, language, confidence, hits, (time.perf_counter() - start) * 1000, evidence)


@dataclass(frozen=True)
class _Ranking:
    """The scores of one question over all units (``cosine``, ``bm25``, ``soft``) and all entries of the index."""

    index: Index
    language: str
    cosine: Scores
    bm25: Scores
    soft: Scores
    coverage: Scores
    soft_coverage: Scores

    @classmethod
    def of(cls, index: Index, vector: Vectors, query: SoftQuery | None, question: str, language: str) -> _Ranking:
        """Score the units in ``language``, and those of entries that lack it."""
        cosine, bm25, soft = np.zeros((3, len(index.units)), np.float32)
        coverage, soft_coverage = np.zeros((2, len(index.entry_ids)), np.float32)
        foreign = index.lacking[language]
        for code, lexical in index.lexical.items():
            rows = index.rows[code]
            wanted = np.ones(len(rows), bool) if code == language else foreign[index.entry_numbers[rows]]
            if not wanted.any():
                continue
            near, values = index.dense.search(vector, _DENSE_CANDIDATES, rows[wanted])
            cosine[near] = np.clip(values, 0, 1)
            scores, covered = lexical.search(question)
            bm25[rows[wanted]] = scores[wanted]
            known = np.flatnonzero(np.isin(np.arange(len(covered)), index.entry_numbers[rows[wanted]]))
            coverage[known] = np.maximum(coverage[known], covered[known])
        if index.soft and query:
            abroad = foreign[index.entry_numbers]
            candidates = _candidates(_scaled(cosine) + _scaled(bm25), abroad)
            matches = index.soft.matches(query, candidates)
            soft[candidates] = matches @ query.weights
            together = np.zeros((len(coverage), matches.shape[1]), np.float32)
            np.maximum.at(together, index.entry_numbers[candidates], matches)
            soft_coverage = together @ query.weights
            cosine[abroad] = np.minimum(_ABROAD.cosine * cosine[abroad], 1)
            soft[abroad] = np.minimum(_ABROAD.soft * soft[abroad], 1)
            soft_coverage[foreign] = np.minimum(_ABROAD.soft_coverage * soft_coverage[foreign], 1)
            bm25[abroad] = _ABROAD.bm25 * soft[abroad]
            coverage[foreign] = _ABROAD.coverage * soft_coverage[foreign]
        return cls(index, language, cosine, bm25, soft, coverage, soft_coverage)

    def _mean(self, values: Mapping[str, Scores]) -> Scores:
        """The weighted mean of several kinds of scores.

        Without soft matching each is divided by its maximum, and what a model does not give (the cosine
        in a language it does not know) does not count. Reciprocal rank fusion suffers where one side is
        weak; on XQuAD it lost 0.3 to 0.5 of recall in Vietnamese and Chinese.
        """
        total = np.zeros_like(next(iter(values.values())))
        if self.index.soft:
            for name, scores in values.items():
                total += getattr(_SOFT_WEIGHTS, name) * scores
            return total
        known = {name: scores for name, scores in values.items() if scores.any()}
        most = sum(getattr(_WEIGHTS, name) for name in known)
        for name, scores in known.items():
            total += getattr(_WEIGHTS, name) / most * _scaled(scores)
        return total

    def _per_entry(self, values: Scores) -> Scores:
        best = np.zeros(len(self.index.entry_ids), np.float32)
        np.maximum.at(best, self.index.entry_numbers, values)
        return best

    @cached_property
    def _units(self) -> Scores:
        """The score of each unit."""
        values = {"cosine": self.cosine, "bm25": self.bm25, "soft": self.soft}
        return self._mean(values)

    @cached_property
    def _entries(self) -> Scores:
        """The score of each entry."""
        values = {name: self._per_entry(getattr(self, name)) for name in ("cosine", "bm25", "soft")}
        values |= {"coverage": self.coverage, "soft_coverage": self.soft_coverage}
        return self._mean(values)

    def _order(self) -> tuple[Scores, npt.NDArray[np.int64]]:
        order = np.argsort(-self._entries, kind="stable")[:_HITS]
        return self._entries, order[self._entries[order] > 0]

    def hits(self) -> tuple[Hit, ...]:
        scores, order = self._order()
        return tuple(Hit(self._passage(number), round(float(scores[number]), 4)) for number in order)

    def evidence(self) -> Evidence | None:
        """What speaks for the first hit; None if there is no hit."""
        scores, order = self._order()
        if len(order) == 0:
            return None
        first = order[0]
        lead = float(1 - scores[order[1]] / scores[first]) if len(order) > 1 else _USUAL_LEAD
        cosine, bm25, soft = (float(self._per_entry(v)[first]) for v in (self.cosine, self.bm25, self.soft))
        return Evidence(cosine, bm25, float(self.coverage[first]), lead, soft, float(self.soft_coverage[first]))

    def _passage(self, number: int) -> Passage:
        """The passage of an entry to show: a section only where it fits clearly better."""
        entry = self.index.entries[self.index.entry_ids[number]]
        scores = self._units
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


def _candidates(scores: Scores, abroad: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """The numbers of the best units, among them the best of those that ``abroad`` marks."""
    order = np.argsort(-scores, kind="stable")
    there = order[abroad[order]][:_SOFT_CANDIDATES_ABROAD]
    here = order[~abroad[order]][: _SOFT_CANDIDATES - len(there)]
    rest = order[abroad[order]][len(there) :][: _SOFT_CANDIDATES - len(there) - len(here)]
    return np.concatenate([here, there, rest])
