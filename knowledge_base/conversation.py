"""What to answer to a message: to one question or to several, whole ones or ones that go on from the last answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge_base.asking import is_question
from knowledge_base.ellipsis import half_question
from knowledge_base.follow_up import Searchable, search_in_context
from knowledge_base.parts import clauses, sentences
from knowledge_base.search import SearchResult

_MOST = 3
"""Questions of one message that are answered."""


@dataclass(frozen=True)
class Found:
    """What was found for a question, and whether as one that goes on from the last answer."""

    question: str
    result: SearchResult
    in_context: bool = False

    @property
    def entry(self) -> str | None:
        """The id of the entry found first."""
        return self.result.hits[0].passage.entry if self.result.hits else None


def find(kb: Searchable, message: str, language: str, last: str | None) -> tuple[Found, ...]:
    """What to answer to ``message``: one result, or one for each of its questions, in their order.

    ``last`` is the entry of the last answer, which the message may go on from. A message is divided only where each
    part alone is answered, and better than the whole.
    """
    asked = sentences(message, language)
    if len(asked) == 1:
        message = asked[0]  # what else was said is nothing to search for
    if last and (found := search_in_context(kb, message, language, last)):
        return (Found(message, found, in_context=True),)
    whole = Found(message, kb.search(message, language))
    parts = asked if len(asked) > 1 else clauses(message, language)
    if not 1 < len(parts) <= _MOST or not all(_stands_alone(part, language) for part in parts):
        return (whole,)
    divided = tuple(Found(part, kb.search(part, language)) for part in parts)
    return divided if _are_better(divided, whole) else (whole,)


def _stands_alone(part: str, language: str) -> bool:
    """Whether ``part`` asks, and names something of its own to ask about."""
    half = half_question(part, language)
    return is_question(part) and (half is None or half.kind != "facet")


def _are_better(parts: Sequence[Found], whole: Found) -> bool:
    """Whether each of the parts finds an entry of its own, which fits the whole no better."""
    found = [part.result for part in parts]
    return (
        len({part.entry for part in parts}) == len(parts)
        and all(result.outcome != "none" for result in found)
        and any(result.outcome == "answer" for result in found)
        and all(part.result.hits[0].score >= _score(whole.result, part.entry) for part in parts)
    )


def _score(result: SearchResult, entry: str | None) -> float:
    return next((hit.score for hit in result.hits if hit.passage.entry == entry), 0.0)
