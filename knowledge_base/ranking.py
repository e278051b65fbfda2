"""Every unit and every entry of the index scored for one question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from knowledge_base.decision import Evidence
from knowledge_base.encoder import Vectors
from knowledge_base.entries import SHORT_ANSWER, Passage
from knowledge_base.index import Index
from knowledge_base.soft import SoftQuery

_DENSE_CANDIDATES = 100

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
class Ranking:
    """The scores of one question over all units (``cosine``, ``bm25``, ``soft``) and all entries of the index."""

    index: Index
    language: str
    cosine: Scores
    bm25: Scores
    soft: Scores
    coverage: Scores
    soft_coverage: Scores

    @classmethod
    def of(cls, index: Index, vector: Vectors, query: SoftQuery | None, question: str, language: str) -> Ranking:
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

    def order(self, count: int) -> npt.NDArray[np.int64]:
        """The numbers of the best entries, best first; none that has nothing of the question."""
        order = np.argsort(-self._entries, kind="stable")[:count]
        return order[self._entries[order] > 0]

    def hits(self, count: int) -> tuple[Hit, ...]:
        """The ``count`` best entries, each with the passage to show."""
        return tuple(Hit(self._passage(n), round(float(self._entries[n]), 4)) for n in self.order(count))

    def evidence(self) -> Evidence | None:
        """What speaks for the first hit; None if there is no hit."""
        scores, order = self._entries, self.order(2)
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
