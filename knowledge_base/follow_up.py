"""Questions that go on from the last answer, searched with what that was about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Protocol

import numpy as np

from knowledge_base.beyond import beyond
from knowledge_base.ellipsis import half_question
from knowledge_base.elsewhere import elsewhere
from knowledge_base.encoder import Encoder
from knowledge_base.entries import SHORT_ANSWER, Entry, Passage
from knowledge_base.ranking import Hit
from knowledge_base.search import SearchResult
from knowledge_base.soft import SoftIndex, SoftQuery, table_of

_HITS = 10
_SPEAKS = 0.5
"""An entry speaks of what is asked, too, if it reaches this share of the best entry's score."""
_KNOWN = 0.3
"""What no entry reaches this score for has nothing to do with us: it is no case of anything."""
_SURE = 0.9
"""What another entry answers as surely as this is a whole question, however little it seems to name."""
_OWN = 0.7
"""A text as near as this (cosine) is about the very thing that is named as a case."""


class Searchable(Protocol):
    """What is needed of a KnowledgeBase."""

    @property
    def entries(self) -> Mapping[str, Entry]: ...

    @property
    def encoder(self) -> Encoder: ...

    def search(self, question: str, language: str | None = None, count: int = ...) -> SearchResult: ...


def search_in_context(kb: Searchable, question: str, language: str, last: str) -> SearchResult | None:
    """What ``question`` finds if it goes on from the entry ``last``; None if it is better searched alone.

    A half question that names nothing ("how long does it take?") is about the last entry. One that names a case
    ("and for trucks?") is too, but what has an entry of its own is answered by that, or asked back. A whole question
    is not. Nothing is about the last entry that names a place which this does not.
    """
    entry = kb.entries.get(last)
    if entry is None or any(elsewhere(question, entry)):
        return None
    half = half_question(question, language)
    if half is None:
        return None
    alone = kb.search(question, language, _HITS)
    if half.kind == "facet":
        is_whole = alone.outcome == "answer" and alone.confidence >= _SURE and alone.hits[0].passage.entry != last
        return None if is_whole else _answered_by(kb, entry, question, language)
    if half.kind == "case" or alone.outcome == "none":
        return _of_case(kb, entry, question, language, alone, kb.search(half.names, language, _HITS))
    goes_on = alone.outcome != "answer" and _speaks(alone, last)
    return _answered_by(kb, entry, question, language) if goes_on else None


def _of_case(
    kb: Searchable, entry: Entry, question: str, language: str, alone: SearchResult, case: SearchResult
) -> SearchResult | None:
    """What to do about a case of ``entry``, by what is found for the question ``alone`` and for the ``case`` in it."""
    if not _is_known(case):
        return None
    if _speaks(alone, entry.id) or _speaks(case, entry.id):
        return _answered_by(kb, entry, question, language)
    if own := next((found for found in (alone, case) if found.outcome == "answer"), None):
        return own
    answer = _answered_by(kb, entry, question, language)
    if max(found.evidence.cosine for found in (alone, case) if found.evidence) >= _OWN:
        return replace(answer, outcome="clarify", reason="close", hits=(*case.hits[:2], answer.hits[0]))
    return answer


def _answered_by(kb: Searchable, entry: Entry, question: str, language: str) -> SearchResult:
    """``entry`` as the answer, with the section that fits; a choice of others if it has not what is asked for."""
    joined = kb.search(f"{entry.text(language).title} {question}", language, _HITS)
    shown = Hit(best_passage(kb.encoder, entry, question, language), _score(joined, entry.id))
    others = tuple(hit for hit in joined.hits if hit.passage.entry != entry.id)
    answer = replace(joined, outcome="answer", hits=(shown, *others), reason="sure")
    if not (demands := tuple(beyond(question, entry))):
        return answer
    able = (hit for hit in (*_related(kb, entry, language, joined), *others) if _holds(kb, hit, question))
    choices = {hit.passage.entry: hit for hit in (*able, shown)}
    return replace(answer, outcome="clarify", reason="beyond", demands=demands, hits=tuple(choices.values()))


def _related(kb: Searchable, entry: Entry, language: str, found: SearchResult) -> Iterator[Hit]:
    """What the staff named as related, with the score that it was found with, if it was."""
    for name in entry.related:
        if related := kb.entries.get(name):
            passage = related.passages(related.text(language).language)[SHORT_ANSWER]
            yield Hit(passage, _score(found, name))


def _holds(kb: Searchable, hit: Hit, question: str) -> bool:
    return not any(beyond(question, kb.entries[hit.passage.entry]))


def best_passage(encoder: Encoder, entry: Entry, question: str, language: str) -> Passage:
    """The short answer or section of ``entry`` that fits ``question`` best.

    Only the passages themselves count: the entry's questions, and its title, tell of it as a whole.
    """
    passages = entry.passages(entry.text(language).language)
    texts = ["\n".join(filter(None, (passage.heading, passage.text))) for passage in passages]
    table = table_of(encoder)
    if table:
        query = SoftQuery.of(table, question)
        scores = SoftIndex.from_texts(table, texts).matches(query, np.arange(len(texts))) @ query.weights
    else:
        scores = encoder.encode_passages(texts) @ encoder.encode_questions([question])[0]
    return passages[int(np.argmax(scores)) if len(scores) else SHORT_ANSWER]


def _is_known(result: SearchResult) -> bool:
    return bool(result.hits) and result.hits[0].score >= _KNOWN


def _speaks(result: SearchResult, entry: str) -> bool:
    return _is_known(result) and _score(result, entry) >= _SPEAKS * result.hits[0].score


def _score(result: SearchResult, entry: str) -> float:
    return next((hit.score for hit in result.hits if hit.passage.entry == entry), 0.0)
