"""From a question to the passages that answer it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from knowledge_base.beyond import Demand, beyond
from knowledge_base.decision import Calibration, Evidence, Outcome, Thresholds, shipped_calibration
from knowledge_base.elsewhere import Place, elsewhere
from knowledge_base.encoder import Encoder, load_encoder
from knowledge_base.entries import Entry
from knowledge_base.guide import Guide
from knowledge_base.index import Index, load_index, published
from knowledge_base.language import detect
from knowledge_base.ranking import Hit, Ranking
from knowledge_base.soft import SoftQuery, table_of

QUESTION_LIMIT = 1000
"""Characters that are searched; what a person asks stands in the first few hundred."""
_HITS = 5

Reason = Literal["sure", "unsure", "close", "unlikely", "elsewhere", "beyond", "nothing", "alone"]
"""Why an outcome was chosen. By the confidence: ``sure`` (answer), ``unsure`` (clarify). ``unlikely``: nothing
in the knowledge base seems to be about it (none). ``close``: two entries are within reach of each other;
``elsewhere``: another place is named; ``beyond``: it asks for what the first hit cannot give; ``nothing`` was
found; ``alone``: one would ask back, but there is no second entry to choose."""


@dataclass(frozen=True)
class SearchResult:
    """What was found for a question. ``hits`` are best first, one per entry, whatever the outcome.

    ``language`` is the language of the question; ``confidence`` the probability that the first
    hit is right, ``known`` that the question is about something in the knowledge base at all; ``ms`` the
    time the search took, in milliseconds; ``reason`` why the outcome was chosen; ``places`` those outside
    Lai Châu that the question names and the first hit does not; ``demands`` what it asks for that no text holds.
    """

    outcome: Outcome
    language: str
    confidence: float
    hits: tuple[Hit, ...]
    ms: float = 0.0
    known: float = 0.0
    evidence: Evidence | None = None
    reason: Reason = "nothing"
    places: tuple[Place, ...] = ()
    demands: tuple[Demand, ...] = ()


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
        encoder = load_encoder(model)
        detect("which language?")  # loads its models now rather than during the first question
        return cls(load_index(folder, encoder.identity), encoder, folder=folder)

    @property
    def index(self) -> Index:
        return self._index

    @property
    def entries(self) -> Mapping[str, Entry]:
        return self._index.entries

    @property
    def guide(self) -> Guide | None:
        """The border-area guide, if the documents have one."""
        return self._index.guide

    @property
    def encoder(self) -> Encoder:
        return self._encoder

    @property
    def calibration(self) -> Mapping[str, Calibration]:
        return self._calibration

    @property
    def thresholds(self) -> Thresholds:
        return self._thresholds

    def without_soft_matching(self) -> KnowledgeBase:
        """The same index searched by whole texts and by words only: a baseline."""
        return KnowledgeBase(replace(self._index, soft=None), self._encoder, thresholds=self._thresholds)

    def refreshed(self) -> KnowledgeBase:
        """The knowledge base over the index published last: this one, if there is no newer.

        Raises IndexProblem if the new index cannot be used.
        """
        build = published(self._folder) if self._folder else None
        if self._folder is None or build is None or build == self._index.build:
            return self
        index = load_index(self._folder, self._encoder.identity)
        return KnowledgeBase(index, self._encoder, self._calibration, self._thresholds, self._folder)

    def search(self, question: str, language: str | None = None, count: int = _HITS) -> SearchResult:
        """Find what answers ``question``, asked in ``language`` (detected where not given): ``count`` hits at most.

        Entries that have no text in that language are found by their other texts.
        """
        start = time.perf_counter()
        result = self.judge(question, self.rank(question, language), count)
        return replace(result, ms=(time.perf_counter() - start) * 1000)

    def rank(self, question: str, language: str | None = None) -> Ranking:
        """Score every entry for ``question``, asked in ``language`` (detected where not given)."""
        question = question[:QUESTION_LIMIT]
        table = table_of(self._encoder)
        query = SoftQuery.of(table, question) if table else None
        vector = self._encoder.encode_questions([question])[0]
        return Ranking.of(self._index, vector, query, question, language or detect(question))

    def judge(self, question: str, ranking: Ranking, count: int = _HITS) -> SearchResult:
        """Decide what to do about ``question``, given its ``ranking``: the result of ``search``, without the time."""
        hits, evidence = ranking.hits(count), ranking.evidence()
        if evidence is None or not hits:
            return SearchResult("none", ranking.language, 0.0, hits)
        calibration = self._calibration[ranking.language]
        confidence, known = calibration.right.probability(evidence), calibration.known.probability(evidence)
        question, first = question[:QUESTION_LIMIT], self.entries[hits[0].passage.entry]
        places, demands = tuple(elsewhere(question, first)), tuple(beyond(question, first))
        outcome, reason = self._decide(confidence, known, evidence.lead, places, choices=len(hits))
        if outcome == "answer" and demands:
            outcome, reason = "clarify" if len(hits) > 1 else "none", "beyond"
        return SearchResult(outcome, ranking.language, confidence, hits, 0.0, known, evidence, reason, places, demands)

    def _decide(
        self, confidence: float, known: float, lead: float, places: tuple[Place, ...], choices: int
    ) -> tuple[Outcome, Reason]:
        """The outcome for a first hit of this ``confidence`` and ``lead``, with ``choices`` hits to ask about."""
        limits = self._thresholds
        outcome = limits.outcome(confidence, known, lead)
        if places and outcome != "none":
            one = len(places) == 1 and not places[0].namesake
            return "clarify" if outcome == "answer" and one and choices > 1 else "none", "elsewhere"
        if outcome == "clarify" and choices < 2:
            return "answer" if confidence >= limits.answer else "none", "alone"
        if outcome == "clarify":
            return outcome, "unsure" if confidence < limits.answer else "close"
        return outcome, "sure" if outcome == "answer" else "unlikely"
