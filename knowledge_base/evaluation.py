"""How good the answers are: figures with their uncertainty, beside simpler searches, and the failures to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge_base.batch import Question
from knowledge_base.entries import LANGUAGES, TOPICS
from knowledge_base.figures import Figure, Figures, calibration_error, mean
from knowledge_base.ranking import Ranking
from knowledge_base.search import KnowledgeBase, SearchResult

OURS, EQUAL_SUM, GAIN = "ours", "dense + BM25", "gain"
RANKING: Mapping[str, Callable[[int | None], float]] = {
    "recall@1": lambda rank: float(rank == 1),
    "recall@3": lambda rank: float(rank is not None and rank <= 3),
    "MRR@10": lambda rank: 1 / rank if rank else 0.0,
}
"""What is measured of a ranking, from the rank of the first right entry among the first ten."""
_DEPTH = 10
_CHOICES = 4
"""As many entries as the bot offers when it asks back."""


@dataclass(frozen=True)
class Judged:
    """A question with what was found for it; ``found`` has the first ten entries by each way of searching."""

    question: Question
    result: SearchResult
    found: Mapping[str, Sequence[str]]

    @property
    def language(self) -> str:
        return self.question.lang or self.result.language

    @property
    def answerable(self) -> bool:
        return bool(self.question.entries)

    @property
    def topic(self) -> str:
        """The topic of the right entry, the first if there are several."""
        return self.question.entries[0].partition("/")[0]

    def rank(self, method: str = OURS) -> int | None:
        """The rank of the first right entry, from 1; None if it is not among the first ten."""
        found = (n for n, entry in enumerate(self.found[method], 1) if entry in self.question.entries)
        return next(found, None)

    def within(self, count: int) -> bool:
        """Whether a right entry is among our first ``count``."""
        return (self.rank() or count + 1) <= count


def ask(questions: Iterable[Question], base: KnowledgeBase) -> Iterator[Judged]:
    """Put each question to ``base``, and to the simpler searches beside it."""
    plain = base.without_soft_matching()
    for question in questions:
        ranking = base.rank(question.question, question.lang)
        result = base.judge(question.question, ranking, _DEPTH)
        found = _baselines(plain.rank(question.question, question.lang))
        if base.index.soft:
            found["soft matching"] = _best(ranking, ranking.entry_scores("soft"))
        found[OURS] = [hit.passage.entry for hit in result.hits]
        yield Judged(question, result, found)


@dataclass(frozen=True)
class Evaluation:
    """All figures: per language, per topic of the right entry, per kind of unanswerable question.

    ``ranking`` has for each language those of every way of searching, and what ours gains over the equal sum.
    """

    judged: Sequence[Judged]
    languages: Mapping[str, Figures]
    topics: Mapping[str, Figures]
    unanswerable: Mapping[str, Figures]
    ranking: Mapping[str, Mapping[str, Figures]]

    @classmethod
    def of(cls, judged: Sequence[Judged]) -> Evaluation:
        languages = by_language(judged)
        return cls(
            judged,
            {name: figures(group) for name, group in languages.items()},
            {name: figures(group) for name, group in by_topic(judged).items()},
            {name: outcomes(group) for name, group in by_kind(judged).items()},
            {name: _by_method(group) for name, group in languages.items()},
        )


def by_language(judged: Sequence[Judged]) -> Mapping[str, Sequence[Judged]]:
    """The questions of each language that has any, and all."""
    groups = {code: [item for item in judged if item.language == code] for code in LANGUAGES}
    return {code: group for code, group in groups.items() if group} | {"all": judged}


def by_topic(judged: Iterable[Judged]) -> Mapping[str, Sequence[Judged]]:
    """The answerable questions of each topic."""
    groups: dict[str, list[Judged]] = {topic: [] for topic in TOPICS}
    for item in judged:
        if item.answerable:
            groups.setdefault(item.topic, []).append(item)
    return {topic: group for topic, group in groups.items() if group}


def by_kind(judged: Iterable[Judged]) -> Mapping[str, Sequence[Judged]]:
    """The unanswerable questions of each kind: ``near`` misses, ``far`` (unrelated) ones, others."""
    groups: dict[str, list[Judged]] = {"near": [], "far": []}
    for item in judged:
        if not item.answerable:
            groups.setdefault(item.question.kind or "other", []).append(item)
    return {kind: group for kind, group in groups.items() if group}


def figures(judged: Sequence[Judged]) -> Figures:
    """The ranking of answerable questions, what became of them and of the others, and the confidence."""
    known = [item for item in judged if item.answerable]
    kinds = by_kind(judged)
    unknown = [item for group in kinds.values() for item in group]
    return {
        **ranking_figures(known),
        "right answer": _share(known, lambda item: item.result.outcome == "answer" and item.within(1)),
        "wrong answer": _share(known, _wrongly_answered),
        "asked, right among": _share(known, _rightly_asked_back),
        "false refusal": _share(known, _refused),
        "correct refusal": _share(unknown, _refused),
        "near, not answered": _share(kinds.get("near", ()), lambda item: item.result.outcome != "answer"),
        "unrelated, refused": _share(kinds.get("far", ()), _refused),
        "calibration error": _calibration_figure(judged),
    }


def ranking_figures(judged: Sequence[Judged], method: str = OURS) -> Figures:
    """How well one way of searching ranks the right entries of answerable questions."""
    ranks = [item.rank(method) for item in judged]
    return {name: Figure.of(mean, [measure(rank) for rank in ranks]) for name, measure in RANKING.items()}


def gain(judged: Sequence[Judged]) -> Figures:
    """How much more ours reaches than the equal sum, question by question."""
    return {
        name: Figure.of(mean, [measure(item.rank()) - measure(item.rank(EQUAL_SUM)) for item in judged])
        for name, measure in RANKING.items()
    }


def _by_method(judged: Sequence[Judged]) -> Mapping[str, Figures]:
    known = [item for item in judged if item.answerable]
    ranked = {method: ranking_figures(known, method) for method in judged[0].found}
    return ranked | {GAIN: gain(known)}


def outcomes(judged: Sequence[Judged]) -> Figures:
    """What became of questions of one kind."""
    names = {"none": "refused", "clarify": "asked back", "answer": "answered"}
    return {
        name: Figure.of(mean, [item.result.outcome == outcome for item in judged]) for outcome, name in names.items()
    }


def failures(judged: Iterable[Judged]) -> Mapping[str, Sequence[Judged]]:
    """What went wrong, each question under the first kind of failure that it shows."""
    kinds: dict[str, list[Judged]] = {kind: [] for kind in _FAILURES}
    for item in judged:
        kind = next((name for name, failed in _FAILURES.items() if failed(item)), None)
        if kind:
            kinds[kind].append(item)
    return kinds


def _baselines(ranking: Ranking) -> dict[str, Sequence[str]]:
    dense, bm25 = ranking.entry_scores("cosine"), ranking.entry_scores("bm25")
    both = dense / max(dense.max(), 1e-9) + bm25 / max(bm25.max(), 1e-9)
    return {name: _best(ranking, scores) for name, scores in (("dense", dense), ("BM25", bm25), (EQUAL_SUM, both))}


def _best(ranking: Ranking, scores: npt.NDArray[np.float32]) -> Sequence[str]:
    """The entries of the ten highest scores, best first; none without any."""
    order = np.argsort(-scores, kind="stable")[:_DEPTH]
    return [ranking.index.entry_ids[number] for number in order if scores[number] > 0]


def _calibration_figure(judged: Sequence[Judged]) -> Figure | None:
    confidence = [item.result.confidence for item in judged]
    return Figure.of(calibration_error, confidence, [item.within(1) for item in judged])


def _share(judged: Sequence[Judged], holds: Callable[[Judged], bool]) -> Figure | None:
    return Figure.of(mean, [holds(item) for item in judged])


def _refused(item: Judged) -> bool:
    return item.result.outcome == "none"


def _wrongly_answered(item: Judged) -> bool:
    return item.answerable and item.result.outcome == "answer" and not item.within(1)


def _rightly_asked_back(item: Judged) -> bool:
    return item.result.outcome == "clarify" and item.within(_CHOICES)


_FAILURES: Mapping[str, Callable[[Judged], bool]] = {
    "wrong answer shown": _wrongly_answered,
    "answerable refused": lambda item: item.answerable and _refused(item),
    "near miss answered": lambda item: item.question.kind == "near" and item.result.outcome == "answer",
    "unrelated not refused": lambda item: item.question.kind == "far" and not _refused(item),
    "unanswerable answered": lambda item: not item.answerable and item.result.outcome == "answer",
    "right entry not among the first three": lambda item: item.answerable and not item.within(3),
}
