"""Every unit and every entry of the index scored for one question."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from knowledge_base.decision import Evidence
from knowledge_base.encoder import Vectors
from knowledge_base.entries import SHORT_ANSWER, Passage
from knowledge_base.index import Index
from knowledge_base.soft import SoftQuery
from knowledge_base.text import tokenize

_DENSE_CANDIDATES = 400
_OF_UNITS = ("cosine", "bm25", "soft")
"""The kinds of scores that single texts have."""

_SOFT_CANDIDATES, _SOFT_CANDIDATES_ABROAD = 50, 20
"""Texts that are matched feature by feature: the best by cosine and BM25, some of them in other languages."""
_BLOCK = 32
"""Scores of which only the best is looked at while the highest of all are sought."""
_NEAREST = 3
"""Texts of an entry whose mean cosine is evidence for it: one near text may be chance."""
_USUAL_LEAD = 0.15
"""The lead of a single hit, however weak: the median on the tuning questions, so that it says nothing."""
_SECTION_LEAD = 1.15
"""A section is shown beside the short answer only where it fits the question clearly better."""

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Weights:
    """How much each kind of evidence counts for an entry; in sum 1.

    Of its title or listed question that fits best: ``question_cosine``, ``question_bm25``, ``question_soft``.
    Of its passage that fits best: ``passage_cosine`` and so on. Of all its texts together, as the share of the
    question that they hold: ``coverage`` by words, ``soft_coverage`` by meaning.
    """

    question_cosine: float
    passage_cosine: float
    question_bm25: float
    passage_bm25: float
    coverage: float
    question_soft: float = 0.0
    passage_soft: float = 0.0
    soft_coverage: float = 0.0


_WEIGHTS = Weights(0.15, 0.15, 0.1, 0.1, coverage=0.5)
"""Without soft matching: the best of a grid on the tuning questions, there for the best text of either kind."""
_SOFT_WEIGHTS = Weights(
    question_cosine=0.16,
    passage_cosine=0.16,
    question_bm25=0.09,
    passage_bm25=0.09,
    coverage=0.15,
    question_soft=0.08,
    passage_soft=0.12,
    soft_coverage=0.15,
)
"""With soft matching: fitted (conditional logit) to 747 answerable tuning questions, rounded; more BM25 for the
sake of documents without listed questions. Recall at 1, cross-validated, and on tests/foreign (which has
none): 0.928 and 0.896; with one weight for the best text, of whichever kind, 0.921 and 0.872."""

_ABROAD = {"cosine": 1.1, "bm25": 0.3, "coverage": 0.8, "soft": 1.7, "soft_coverage": 1.7}
"""Texts in another language than the question's match it less well, be they ever so right, and have no
words in common with it but names and the glossary's terms. So that they can compete, their cosine and soft
scores count for more by these factors, and stand in for BM25 and coverage where those are less. With a fifth
of the entries in one other language only, those were found first in 0.07 of cases without, 0.5 to 0.7 with this
(`make evaluate-encoder`)."""


@dataclass(frozen=True)
class Hit:
    """A passage found, with its score between 0 and 1."""

    passage: Passage
    score: float


@dataclass(frozen=True)
class Ranking:
    """The scores of one question over all units (``cosine``, ``bm25``, ``soft``) and all entries of the index.

    ``length`` is the natural logarithm of how many terms the question has.
    """

    index: Index
    language: str
    cosine: Scores
    bm25: Scores
    soft: Scores
    coverage: Scores
    soft_coverage: Scores
    length: float

    @classmethod
    def of(cls, index: Index, vector: Vectors, query: SoftQuery | None, question: str, language: str) -> Ranking:
        """Score the units in ``language``, and those of entries that lack it."""
        cosine, bm25, soft = np.zeros((3, len(index.units)), np.float32)
        coverage, soft_coverage = np.zeros((2, len(index.entry_ids)), np.float32)
        foreign = index.lacking[language]
        for part in index.parts[language]:
            near, values = index.dense[part.language].search(vector, _DENSE_CANDIDATES, part.among)
            cosine[part.rows[near]] = np.clip(values, 0, 1)
            scores, covered = index.lexical[part.language].search(question)
            bm25[part.rows] = scores if part.among is None else scores * part.among
            coverage[part.entries] = np.maximum(coverage[part.entries], covered[part.entries])
        if index.soft and query:
            abroad = index.abroad[language]
            candidates = _candidates(_scaled(cosine) + _scaled(bm25), abroad)
            matches = index.soft.matches(query, candidates)
            soft[candidates] = matches @ query.weights
            together = np.zeros((len(coverage), matches.shape[1]), np.float32)
            np.maximum.at(together, index.entry_numbers[candidates], matches)
            soft_coverage = together @ query.weights
            cosine[abroad] = np.minimum(_ABROAD["cosine"] * cosine[abroad], 1)
            soft[abroad] = np.minimum(_ABROAD["soft"] * soft[abroad], 1)
            soft_coverage[foreign] = np.minimum(_ABROAD["soft_coverage"] * soft_coverage[foreign], 1)
            bm25[abroad] = np.maximum(bm25[abroad], _ABROAD["bm25"] * soft[abroad])
            coverage[foreign] = _ABROAD["coverage"] * soft_coverage[foreign]
        length = math.log(max(1, len(set(tokenize(question)))))
        return cls(index, language, cosine, bm25, soft, coverage, soft_coverage, length)

    def _factors(self, values: Mapping[str, Scores], weights: Mapping[str, float]) -> Mapping[str, float]:
        """By what each kind of score is multiplied before they are added up.

        Without soft matching each is divided by its maximum, and what a model does not give (the cosine
        in a language it does not know) does not count. Reciprocal rank fusion suffers where one side is
        weak; on XQuAD it lost 0.3 to 0.5 of recall in Vietnamese and Chinese.
        """
        if self.index.soft:
            return {name: weights[name] for name in values}
        highest = {name: float(scores.max(initial=0)) for name, scores in values.items()}
        most = sum(weights[name] for name, high in highest.items() if high > 0)
        return {name: weights[name] / most / high if high > 0 else 0.0 for name, high in highest.items()}

    @cached_property
    def _best(self) -> Mapping[str, Scores]:
        """For each entry what counts for it, by the names of ``Weights``."""
        units, best = self.index.units, {}
        for kind in _OF_UNITS:
            scores = getattr(self, kind)
            found = np.flatnonzero(scores > 0)
            passages = units.are_passages[found]
            best[f"question_{kind}"] = units.best(scores, found[~passages])
            best[f"passage_{kind}"] = units.best(scores, found[passages])
        return {**best, "coverage": self.coverage, "soft_coverage": self.soft_coverage}

    @cached_property
    def _unit_factors(self) -> Mapping[str, float]:
        """By what each kind of score of a unit is multiplied, whether question or passage."""
        kinds = {kind: getattr(self, kind) for kind in _OF_UNITS}
        weights = {kind: self._weights[f"question_{kind}"] + self._weights[f"passage_{kind}"] for kind in kinds}
        return self._factors(kinds, weights)

    def _units(self, rows: npt.NDArray[np.int64]) -> Scores:
        """The scores of these units, each beside the others of its entry."""
        return _sum({kind: getattr(self, kind)[rows] for kind in _OF_UNITS}, self._unit_factors)

    @cached_property
    def _entries(self) -> Scores:
        """The score of each entry."""
        return _sum(self._best, self._factors(self._best, self._weights))

    @property
    def _weights(self) -> Mapping[str, float]:
        return asdict(_SOFT_WEIGHTS if self.index.soft else _WEIGHTS)

    def order(self, count: int) -> npt.NDArray[np.int64]:
        """The numbers of the best entries, best first; none that has nothing of the question."""
        order = _highest(self._entries, count)
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
        cosine, bm25, soft = (float(self.entry_scores(kind)[first]) for kind in _OF_UNITS)
        covered = float(self.coverage[first]), soft, float(self.soft_coverage[first])
        return Evidence(cosine, self._nearest(first), bm25, *covered, lead, self.length)

    def _nearest(self, number: int) -> float:
        """The mean cosine of the entry's nearest texts."""
        cosines = self.cosine[self.index.units.of_entry(number)]
        return float(np.sort(cosines)[-_NEAREST:].mean())

    def entry_scores(self, kind: str) -> Scores:
        """For each entry the best that its units have of one kind: ``cosine``, ``bm25`` or ``soft``."""
        return np.maximum(self._best[f"question_{kind}"], self._best[f"passage_{kind}"])

    def parts(self, number: int) -> Mapping[str, tuple[float, float]]:
        """What the score of an entry is made of: each kind's value and factor, whose products add up to it."""
        factors = self._factors(self._best, self._weights)
        return {name: (float(scores[number]), factors[name]) for name, scores in self._best.items() if factors[name]}

    def best_unit(self, number: int) -> int:
        """The number of that unit of an entry which fits the question best."""
        rows = self.index.units.of_entry(number)
        return int(rows[np.argmax(self._units(rows))])

    def _passage(self, number: int) -> Passage:
        """The passage of an entry to show: a section only where it fits clearly better."""
        entry = self.index.entries[self.index.entry_ids[number]]
        rows = self.index.units.of_entry(number)
        scores, sections = self._units(rows), self.index.units.sections[rows]
        best, answer = np.argmax(scores), scores[sections == SHORT_ANSWER].max()
        section = sections[best] if scores[best] > _SECTION_LEAD * answer else SHORT_ANSWER
        language = self.language if self.language in entry.texts else self.index.units[rows[best]].language
        return entry.passages(language)[section]


def _sum(values: Mapping[str, Scores], factors: Mapping[str, float]) -> Scores:
    """The values added up, each multiplied by its factor."""
    total = np.zeros_like(next(iter(values.values())))
    for name, factor in factors.items():
        total += factor * values[name]
    return total


def _scaled(values: Scores) -> Scores:
    """The values divided by their maximum."""
    most = float(values.max(initial=0))
    return values / most if most > 0 else values


def _candidates(scores: Scores, abroad: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The numbers of the best units, among them the best of those ``abroad``."""
    away = abroad[_highest(scores[abroad], _SOFT_CANDIDATES)]
    there = away[:_SOFT_CANDIDATES_ABROAD]
    own = scores.copy()
    own[abroad] = -1
    home = _highest(own, _SOFT_CANDIDATES - len(there))
    here = home[own[home] >= 0]
    rest = away[len(there) :][: _SOFT_CANDIDATES - len(there) - len(here)]
    return np.concatenate([here, there, rest])


def _highest(scores: Scores, count: int) -> npt.NDArray[np.int64]:
    """The numbers of the ``count`` highest scores, the highest first, equal ones in their order."""
    found = np.arange(len(scores))
    if 0 < count < len(scores) // _BLOCK:
        # Sorting all scores would take longer than all the rest. At least ``count`` of them reach what
        # the best of as many blocks reach. (np.partition is slow where many are equal, as zeros are.)
        blocks = np.maximum.reduceat(scores, np.arange(0, len(scores), _BLOCK))
        found = np.flatnonzero(scores >= np.sort(blocks)[-count])
    return found[np.argsort(-scores[found], kind="stable")[:count]]
