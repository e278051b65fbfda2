"""Soft matching: how well the features of a text cover those of a question, whatever their languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge_base.feature_table import FeatureTable

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_FLOOR = 0.3
"""Cosines below are chance: the best of a hundred random vectors comes as near as that."""
_ONE = 127.0
"""What a component of 1 is stored as."""


@dataclass(frozen=True)
class SoftQuery:
    """The features of a question: vectors of unit length, and how much each counts (in sum 1)."""

    rows: Floats
    weights: Floats

    @classmethod
    def of(cls, table: FeatureTable, question: str) -> SoftQuery:
        ids, _ = table.lookup(question)
        weights = table.weights[ids]
        return cls(_unit(table.rows(ids)), weights / max(float(weights.sum()), 1e-9))


class SoftIndex:
    """The features of all texts that are searched, each distinct one stored once."""

    def __init__(self, rows: npt.NDArray[np.int8], places: Ints, starts: Ints) -> None:
        self._rows = rows
        self._places = places
        self._starts = starts

    @classmethod
    def from_texts(cls, table: FeatureTable, texts: Sequence[str]) -> SoftIndex:
        bags = [table.lookup(text)[0] for text in texts]
        lengths = [len(bag) for bag in bags]
        distinct, places = np.unique(np.concatenate([*bags, np.empty(0, np.int64)]), return_inverse=True)
        rows = np.rint(_unit(table.rows(distinct)) * _ONE).astype(np.int8)
        return cls(rows, places.astype(np.int64), np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))

    @classmethod
    def load(cls, path: Path) -> SoftIndex:
        with np.load(path, allow_pickle=False) as stored:
            return cls(stored["rows"], stored["places"], stored["starts"])

    def save(self, path: Path) -> None:
        with path.open("wb") as file:
            np.savez(file, rows=self._rows, places=self._places, starts=self._starts)

    def matches(self, query: SoftQuery, texts: Ints) -> Floats:
        """One row per text of ``texts`` (numbers), one column per feature of the question.

        Each feature takes its best cosine among the text's features, squared: late interaction as in
        ColBERT (Khattab & Zaharia 2020), over vectors that need no context. The columns times
        ``query.weights`` say how well a text covers the question, between 0 and 1.
        """
        matches = np.zeros((len(texts), len(query.weights)), np.float32)
        lengths = self._starts[texts + 1] - self._starts[texts]
        filled = np.flatnonzero(lengths)
        if len(filled) == 0 or len(query.weights) == 0:
            return matches
        lengths = lengths[filled]
        first = np.cumsum(lengths) - lengths
        at = np.arange(int(lengths.sum())) + np.repeat(self._starts[texts[filled]] - first, lengths)
        used, where = np.unique(self._places[at], return_inverse=True)
        cosines = self._rows[used].astype(np.float32) @ (query.rows.T / _ONE)
        best = np.maximum.reduceat(cosines[where], first, axis=0)
        matches[filled] = np.where(best > _FLOOR, np.minimum(best, 1) ** 2, 0)
        return matches


def _unit(rows: Floats) -> Floats:
    unit: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit


def table_of(encoder: object) -> FeatureTable | None:
    """The encoder's vectors of single features; None if it has none, as other models."""
    table: FeatureTable | None = getattr(encoder, "table", None)
    return table
