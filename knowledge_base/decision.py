"""Answer, ask back, or say that nothing is known: from the probability that the best hit is right."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

Outcome = Literal["answer", "clarify", "none"]

_CALIBRATIONS = {
    True: Path(__file__).with_name("calibration.json"),
    False: Path(__file__).with_name("calibration-plain.json"),
}
"""With soft matching, and for models that have none: their evidence is of another kind."""


@dataclass(frozen=True)
class Evidence:
    """What speaks for the best entry. All but ``lead`` are the best entry's own, between 0 and 1.

    ``cosine``: of its nearest text. ``bm25``: of its best text, as a share of what the question
    could reach. ``coverage``: the share of the question's terms found anywhere in it, by IDF.
    ``lead``: how far it is ahead of the second entry, as a share of its own score. ``soft`` and
    ``soft_coverage``: as ``bm25`` and ``coverage``, by the meaning of the words; 0 without soft matching.
    """

    cosine: float
    bm25: float
    coverage: float
    lead: float
    soft: float = 0.0
    soft_coverage: float = 0.0


@dataclass(frozen=True)
class Calibration:
    """A logistic model of one language (Platt 1999), fitted by ``knowledge_base calibrate``."""

    bias: float
    cosine: float
    bm25: float
    coverage: float
    lead: float
    soft: float = 0.0
    soft_coverage: float = 0.0

    def probability(self, evidence: Evidence) -> float:
        """The probability that the best entry answers the question."""
        weights = asdict(self)
        total = self.bias + sum(weights[name] * value for name, value in asdict(evidence).items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True)
class Thresholds:
    """``answer`` from this probability on; between it and ``none`` the person is asked back.

    ``close``: with a lead below this and a probability below ``sure``, the first two entries are
    within reach of each other and the person chooses.

    Chosen on the tuning questions, cross-validated: a higher ``answer`` or ``none`` costs more
    answers than it saves wrong ones.
    """

    answer: float = 0.6
    none: float = 0.3
    close: float = 0.04
    sure: float = 0.9

    def outcome(self, probability: float, lead: float) -> Outcome:
        if probability < self.none:
            return "none"
        if probability < self.answer or (lead < self.close and probability < self.sure):
            return "clarify"
        return "answer"


@lru_cache(maxsize=2)
def shipped_calibration(soft: bool) -> Mapping[str, Calibration]:
    """The calibration of each language that comes with the program, with or without soft matching."""
    fitted = json.loads(_CALIBRATIONS[soft].read_text())
    return {language: Calibration(**weights) for language, weights in fitted.items()}


def save_calibration(calibration: Mapping[str, Calibration], soft: bool) -> None:
    rounded = {lang: {name: round(value, 3) for name, value in asdict(c).items()} for lang, c in calibration.items()}
    _CALIBRATIONS[soft].write_text(json.dumps(rounded, indent=2) + "\n")
