"""Fitting the confidence: how likely the first hit is right, and how likely the base knows of it at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from knowledge_base.batch import BadQuestions, Question
from knowledge_base.decision import Calibration, Evidence, Logistic, Thresholds
from knowledge_base.entries import LANGUAGES
from knowledge_base.search import KnowledgeBase

_OTHERS = 0.3
"""What a question in another language counts in the model of one: on the tuning questions, cross-validated,
better than 0 or 1. A language with few questions leans on the others."""
_FOLDS = 10
_KNOWN = {"near": None, "vague": True}
"""Whether a question of this kind is about something here; one of another kind is if it has an answer. A near miss is
neither. A *vague* one ("tea") is about so much that the person is to be asked back."""

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Example:
    """A question that was searched: the evidence for its best entry, and what is true of it.

    None where it does not say: a near miss is neither known nor unrelated, a vague question has no right answer.
    ``barred``: another place is named or something else asked for, so that it is not answered, whatever the evidence.
    """

    language: str
    evidence: Evidence
    right: bool | None
    known: bool | None
    answerable: bool
    barred: bool


@dataclass(frozen=True)
class Rates:
    """What a decision does with questions; shares between 0 and 1 of the answerable ones, of the near misses
    (``near_answered``) and of the unrelated ones (``unrelated_refused``)."""

    answered: float
    wrong: float
    refused: float
    near_answered: float
    unrelated_refused: float


def examples(questions: Iterable[Question], base: KnowledgeBase) -> list[Example]:
    """Search all ``questions``; those that find nothing at all teach nothing.

    Raises:
        BadQuestions: all are found right, or none is, or none is unrelated: there is nothing to tell apart.
    """
    found = list(_searched(questions, base))
    if len({one.right for one in found} - {None}) < 2 or len({one.known for one in found} - {None}) < 2:
        raise BadQuestions("give questions with an answer in the documents, and others without: these are of one kind")
    return found


def _searched(questions: Iterable[Question], base: KnowledgeBase) -> Iterator[Example]:
    for question in questions:
        result = base.search(question.question, question.lang)
        if result.evidence:
            right = result.hits[0].passage.entry in question.entries if question.kind != "vague" else None
            known = _KNOWN.get(question.kind, bool(question.entries))
            yield Example(
                result.language,
                result.evidence,
                right,
                known,
                bool(question.entries),
                bool(result.places or result.demands),
            )


def fit(found: Sequence[Example]) -> dict[str, Calibration]:
    """Fit the two models of each language. ``found`` must not be what quality is measured on."""
    return {
        language: Calibration(*(_fit(found, name, language) for name in ("right", "known"))) for language in LANGUAGES
    }


def _fit(found: Sequence[Example], name: str, language: str) -> Logistic:
    """One logistic model; over standardised evidence, so that the penalty is fair to all kinds of it."""
    taught = [one for one in found if getattr(one, name) is not None]
    evidence = np.array([list(asdict(one.evidence).values()) for one in taught])
    labels = np.array([getattr(one, name) for one in taught])
    weights = np.where(np.array([one.language for one in taught]) == language, 1.0, _OTHERS)
    mean, spread = evidence.mean(axis=0), np.maximum(evidence.std(axis=0), 1e-6)
    model = LogisticRegression(max_iter=1000).fit((evidence - mean) / spread, labels, sample_weight=weights)
    slopes = model.coef_[0] / spread
    names = [field.name for field in fields(Evidence)]
    return Logistic(float(model.intercept_[0] - slopes @ mean), dict(zip(names, map(float, slopes), strict=True)))


def cross_validated(found: Sequence[Example], thresholds: Sequence[Thresholds], seed: int = 1) -> list[Rates]:
    """What each of ``thresholds`` would do, each question judged by models fitted without it."""
    outcomes: list[list[str]] = [[""] * len(found) for _ in thresholds]
    for taught, asked in KFold(_FOLDS, shuffle=True, random_state=seed).split(found):
        calibration = fit([found[number] for number in taught])
        for number in asked:
            evidence, models = found[number].evidence, calibration[found[number].language]
            right, known = models.right.probability(evidence), models.known.probability(evidence)
            for outcome, limits in zip(outcomes, thresholds, strict=True):
                decided = limits.outcome(right, known, evidence.lead)
                outcome[number] = "clarify" if decided == "answer" and found[number].barred else decided
    return [_rates(found, np.array(outcome)) for outcome in outcomes]


def _rates(found: Sequence[Example], outcomes: npt.NDArray[np.str_]) -> Rates:
    right, answerable = (np.array([bool(getattr(one, name)) for one in found]) for name in ("right", "answerable"))
    unrelated = np.array([one.known is False for one in found])
    near = np.array([one.known is None for one in found])
    answered, refused = outcomes == "answer", outcomes == "none"
    return Rates(
        _share(answered & right, answerable),
        _share(answered & ~right, answerable),
        _share(refused, answerable),
        _share(answered, near),
        _share(refused, unrelated),
    )


def _share(of: Bools, among: Bools) -> float:
    return float((of & among).sum() / max(among.sum(), 1))
