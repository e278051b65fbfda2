"""How good the answers are: recall and refusals per language, on questions kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge_base.batch import Question
from knowledge_base.entries import LANGUAGES
from knowledge_base.search import SearchResult


@dataclass(frozen=True)
class Judged:
    """One question with what was found for it."""

    question: Question
    result: SearchResult

    @property
    def rank(self) -> int | None:
        """The rank of the first right entry, from 1; None if it is not among the hits."""
        found = (n for n, hit in enumerate(self.result.hits, 1) if hit.passage.entry in self.question.entries)
        return next(found, None)

    @property
    def answerable(self) -> bool:
        return bool(self.question.entries)


@dataclass(frozen=True)
class Scores:
    """Shares between 0 and 1 over the questions of one language; None where there are none.

    ``recall_1``, ``recall_3``, ``mrr``: the ranking alone, over answerable questions.
    ``answered``: a right entry was shown as the answer. ``asked_back``: it was among the choices.
    ``wrong``: another entry was shown as the answer. ``needless``: answerable, but refused.
    ``refused``: of the unanswerable questions, those that were not answered (``none``), with
    ``refused_or_asked`` counting those that were asked back, too.
    """

    answerable: int
    unanswerable: int
    recall_1: float | None
    recall_3: float | None
    mrr: float | None
    answered: float | None
    asked_back: float | None
    wrong: float | None
    needless: float | None
    refused: float | None
    refused_or_asked: float | None

    @classmethod
    def of(cls, judged: Sequence[Judged]) -> Scores:
        known = [item for item in judged if item.answerable]
        unknown = [item for item in judged if not item.answerable]
        shown = [item for item in known if item.result.outcome == "answer"]
        return cls(
            len(known),
            len(unknown),
            _share((item.rank == 1 for item in known), known),
            _share((item.rank is not None and item.rank <= 3 for item in known), known),
            _share((1 / item.rank if item.rank else 0 for item in known), known),
            _share((item.rank == 1 for item in shown), known),
            _share((item.result.outcome == "clarify" and item.rank is not None for item in known), known),
            _share((item.rank != 1 for item in shown), known),
            _share((item.result.outcome == "none" for item in known), known),
            _share((item.result.outcome == "none" for item in unknown), unknown),
            _share((item.result.outcome != "answer" for item in unknown), unknown),
        )


def scores_by_language(judged: Iterable[Judged]) -> Mapping[str, Scores]:
    """The scores of each language that has questions, and of all together."""
    everything = list(judged)
    groups = {code: [item for item in everything if item.result.language == code] for code in LANGUAGES}
    return {code: Scores.of(group) for code, group in groups.items() if group} | {"all": Scores.of(everything)}


def _share(values: Iterable[float], among: Sequence[Judged]) -> float | None:
    return sum(values) / len(among) if among else None
