"""Texts that say only half of a question: "how long does it take?", "and for trucks?"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from knowledge_base.phrases import SPACED, phrases, plain

_LONGEST_CASE = {"vi": 8, "en": 7, "zh": 10, "lo": 24}
"""Words (characters, in Chinese and Lao) that name a case at most; more are a question."""
_LONGEST_SCRAP = {"vi": 1, "en": 1, "zh": 2, "lo": 6}


@dataclass(frozen=True)
class Half:
    """A half question. A ``facet`` names nothing of its own. A ``case`` does, and ``names`` is what.

    A ``scrap`` names one word, and may be a whole question if that is one of our subjects.
    """

    kind: Literal["facet", "case", "scrap"]
    names: str = ""


def half_question(text: str, language: str) -> Half | None:
    """What ``text``, written in ``language``, says of a question; None if it is a whole one, or none."""
    said = plain(text)
    known = phrases(language, said)
    if known.is_courtesy(said):
        return None
    said = known.without_greeting(said)
    if not known.rest(said):
        return Half("facet")
    for case in known.cases:
        match = case.fullmatch(said)
        if match and _length(match[1], language) <= _LONGEST_CASE[language]:
            return Half("case", known.names(match[1]))
    rest = known.rest(said)
    is_scrap = rest != said and _length(rest, language) <= _LONGEST_SCRAP[language]
    return Half("scrap", known.names(said)) if is_scrap else None


def _length(text: str, language: str) -> int:
    return len(text.split() if language in SPACED else text)
