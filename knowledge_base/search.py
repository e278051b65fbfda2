"""From a question to the passages that answer it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.decision import Calibration, Evidence, Outcome, Thresholds, shipped_calibration
from knowledge_base.elsewhere import elsewhere
from knowledge_base.encoder import Encoder, SentenceTransformerEncoder
from knowledge_base.entries import Entry
from knowledge_base.index import Index, load_index, published
from knowledge_base.language import detect
from knowledge_base.ranking import Hit, Ranking
from knowledge_base.soft import SoftQuery, table_of

QUESTION_LIMIT = 1000
"""Characters that are searched; what a person asks stands in the first few hundred."""
_HITS = 5


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

    def search(self, question: str, language: str | None = None, count: int = _HITS) -> SearchResult:
        """Find what answers ``question``, asked in ``language`` (detected where not given): ``count`` hits at most.

        Entries that have no text in that language are found by their other texts.
        """
        start = time.perf_counter()
        question = question[:QUESTION_LIMIT]
        language = language or detect(question)
        table = table_of(self._encoder)
        query = SoftQuery.of(table, question) if table else None
        found = Ranking.of(self._index, self._encoder.encode_questions([question])[0], query, question, language)
        hits, evidence = found.hits(count), found.evidence()
        confidence = self._calibration[language].probability(evidence) if evidence else 0.0
        outcome = self._thresholds.outcome(confidence, evidence.lead) if evidence else "none"
        for place in elsewhere(question, self.entries[hits[0].passage.entry]) if hits else ():
            outcome = "clarify" if outcome == "answer" and not place.namesake else "none"
        if outcome == "clarify" and len(hits) < 2:
            outcome = "answer" if confidence >= self._thresholds.answer else "none"
        return SearchResult(outcome, language, confidence, hits, (time.perf_counter() - start) * 1000, evidence)
