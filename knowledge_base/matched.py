"""Which words of a question a text has: the same ones, and others that mean the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np

from knowledge_base.feature_table import FeatureTable
from knowledge_base.features import features
from knowledge_base.index import Index
from knowledge_base.soft import SoftQuery
from knowledge_base.text import RUNS, fold, normalise, stemmer, tokenize


@dataclass(frozen=True)
class SameWords:
    """What of a question some texts have in the same words, and what not; neighbours found together are one."""

    found: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """A word of the question (or words, characters, syllables) with the nearest in meaning of a text.

    ``likeness`` is between 0 and 1, as soft matching counts it, and ``nearest`` None where it is 0;
    ``share`` says how much the word counts, all in sum 1.
    """

    asked: str
    nearest: str | None
    likeness: float
    share: float


def same_words(question: str, texts: Iterable[str]) -> SameWords:
    """Which words of ``question`` the lexical search finds in ``texts``, in the question's order."""
    held = {token for text in texts for token in tokenize(text)}
    pieces = dict(_pieces(question, held))
    return SameWords(
        tuple(piece for piece, found in pieces.items() if found),
        tuple(piece for piece, found in pieces.items() if not found),
    )


def _pieces(question: str, held: set[str]) -> Iterator[tuple[str, bool]]:
    """``question`` in pieces, each with whether the tokens ``held`` have it as a whole."""
    for latin, runs in groupby(RUNS.finditer(normalise(question)), key=lambda run: run.lastgroup == "latin"):
        texts = [run[0] for run in runs]
        if latin:
            yield from _words(texts, held)
        else:
            for text in texts:
                yield from _characters(text, held)


def _words(words: list[str], held: set[str]) -> Iterator[tuple[str, bool]]:
    """The words, those together that are found as pairs."""
    start = 0
    for end, word in enumerate(words, 1):
        pair = f"{fold(word)}_{fold(words[end])}" if end < len(words) else ""
        if pair not in held:
            yield " ".join(words[start:end]), tokenize(word)[0] in held
            start = end


def _characters(text: str, held: set[str]) -> Iterator[tuple[str, bool]]:
    """Chinese or Lao, cut wherever no token spans two characters; nearly every text has the single ones."""
    joined: set[int] = set()
    for token in held.intersection(tokenize(text)):
        for start in range(len(text)):
            if text.startswith(token, start):
                joined.update(range(start + 1, start + len(token)))
    ends = [end for end in range(1, len(text) + 1) if end not in joined]
    pieces = [text[start:end] for start, end in pairwise([0, *ends])]
    for found, group in groupby(pieces, key=lambda piece: len(piece) > 1 or (piece == text and piece in held)):
        neighbours = list(group)
        for stretch in neighbours if found else ["".join(neighbours)]:
            yield stretch, found


def matches(index: Index, table: FeatureTable, question: str, unit: int) -> tuple[Match, ...]:
    """What soft matching finds of ``question`` in the unit of this number, what counts most first.

    The likeness times the share, in sum, is the unit's score.
    """
    asked, held = _named(table, question), _named(table, index.units[unit].text)
    if index.soft is None or not asked or not held:
        return ()
    query = SoftQuery.of(table, question)
    likeness = index.soft.matches(query, np.array([unit]))[0]
    rows = table.rows(np.array(list(held)))
    cosines = query.rows @ (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).T
    names = list(held.values())
    found = (
        Match(name, names[best] if like > 0 else None, float(like), float(share))
        for name, best, like, share in zip(asked.values(), cosines.argmax(axis=1), likeness, query.weights, strict=True)
    )
    return tuple(sorted(_merged(found), key=lambda match: -match.share))


def _named(table: FeatureTable, text: str) -> Mapping[int, str]:
    """The features of a text by their ids, in the order of ``table.lookup``; a stem is named by its word."""
    words = [run["latin"] for run in RUNS.finditer(normalise(text)) if run["latin"]]
    written = {stemmer().stemWord(word): word for word in words} | {word: word for word in words}
    named: dict[int, str] = {}
    for feature in features(text):
        for number in table.vocabulary.lookup({feature: 1})[0].tolist():
            named.setdefault(number, written.get(feature, feature))
    return named


def _merged(found: Iterable[Match]) -> Iterator[Match]:
    """One match for each word: a word and its stem are two features."""
    groups: dict[str, list[Match]] = {}
    for match in found:
        groups.setdefault(match.asked, []).append(match)
    for asked, group in groups.items():
        share = sum(match.share for match in group)
        best = max(group, key=lambda match: match.likeness)
        like = sum(match.share * match.likeness for match in group) / share if share else best.likeness
        yield Match(asked, best.nearest, like, share)
