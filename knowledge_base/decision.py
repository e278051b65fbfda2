"""Answer, ask back, or say that nothing is known: from the probability that the best hit is right."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

Outcome = Literal["answer", "clarify", "none"]

_CALIBRATIONS = {
    True: Path(__file__).with_name("calibration.json"),
    False: Path(__file__).with_name("calibration-plain.json"),
}
"""With soft matching, and for models that have none: their evidence is of another kind."""


@dataclass(frozen=True)
class Evidence:
    """What speaks for the best entry. All but ``lead`` and ``length`` are the best entry's own, between 0 and 1.

    ``cosine``: of its nearest text. ``nearest``: the mean of its three nearest texts'. ``bm25``: of its best
    text, as a share of what the question could reach. ``coverage``: the share of the question's terms found
    anywhere in it, by IDF. ``soft`` and ``soft_coverage``: as ``bm25`` and ``coverage``, by the meaning of the
    words; 0 without soft matching. ``lead``: how far it is ahead of the second entry, as a share of its own
    score. ``length``: the natural logarithm of how many terms the question has; to find all of one word is
    easier than half of thirty.
    """

    cosine: float
    nearest: float
    bm25: float
    coverage: float
    soft: float
    soft_coverage: float
    lead: float
    length: float


@dataclass(frozen=True)
class Logistic:
    """A logistic model (Platt 1999) over Evidence, whose fields ``weights`` names."""

    bias: float
    weights: Mapping[str, float]

    def probability(self, evidence: Evidence) -> float:
        """Between 0 and 1."""
        total = self.bias + sum(self.weights[name] * value for name, value in asdict(evidence).items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True)
class Calibration:
    """What the evidence means in one language, fitted by ``knowledge_base calibrate``.

    ``right``: the probability that the best entry answers the question. ``known``: that the question is about
    something in the knowledge base at all, rather than unrelated to it.
    """

    right: Logistic
    known: Logistic


@dataclass(frozen=True)
class Thresholds:
    """What is answered, what is asked back and what refused.

    ``none``: the probability below which a question is taken as unrelated. ``answer``: that of the best entry
    from which on it is the answer; below it the person is asked back. ``close``: with a lead below this and a
    probability below ``sure``, the first two entries are within reach of each other and the person chooses.

    Chosen on the tuning questions, cross-validated (see ``knowledge_base calibrate``).
    """

    answer: float = 0.7
    none: float = 0.8
    close: float = 0.04
    sure: float = 0.9

    def outcome(self, right: float, known: float, lead: float) -> Outcome:
        if known < self.none:
            return "none"
        if right < self.answer or (lead < self.close and right < self.sure):
            return "clarify"
        return "answer"


_STORED = TypeAdapter(dict[str, Calibration])


@lru_cache(maxsize=2)
def shipped_calibration(soft: bool) -> Mapping[str, Calibration]:
    """The calibration of each language that comes with the program, with or without soft matching."""
    return _STORED.validate_json(_CALIBRATIONS[soft].read_bytes())


def save_calibration(calibration: Mapping[str, Calibration], soft: bool) -> None:
    """Make ``calibration`` the one that comes with the program."""
    stored = json.loads(_STORED.dump_json(dict(calibration)), parse_float=lambda number: round(float(number), 3))
    _CALIBRATIONS[soft].write_text(json.dumps(stored, indent=1) + "\n")
