"""Soft matching: how well the features of a text cover those of a question, whatever their languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from knowledge_base.feature_table import FeatureTable
from knowledge_base.reuse import Ints, merged

Floats = npt.NDArray[np.float32]

_FLOOR = 0.3
"""Cosines below are chance: the best of a hundred random vectors comes as near as that."""
_ONE = 127.0
"""What a component of 1 is stored as."""
_PART = 10_000
"""Features whose vectors are worked out at a time: their floats take four times the room of what is kept."""
_ARRAYS = ("ids", "rows", "places", "starts")


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
    """The features of all texts that are searched, each distinct one stored once.

    ``rows`` has the vectors of the features ``ids``; text number n has those that ``places`` names
    from ``starts[n]`` to ``starts[n + 1]``.
    """

    def __init__(self, ids: Ints, rows: npt.NDArray[np.int8], places: npt.NDArray[np.int32], starts: Ints) -> None:
        self._ids = ids
        self._rows = rows
        self._places = places
        self._starts = starts

    @classmethod
    def from_texts(cls, table: FeatureTable, texts: Sequence[str]) -> SoftIndex:
        nothing = np.empty((0, table.dimensions), np.int8)
        empty = cls(np.empty(0, np.int64), nothing, np.empty(0, np.int32), np.zeros(1, np.int64))
        return empty.updated(table, texts, np.full(len(texts), -1))

    @classmethod
    def load(cls, folder: Path) -> SoftIndex:
        return cls(*(np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in _ARRAYS))

    def save(self, folder: Path) -> None:
        folder.mkdir()
        arrays: tuple[npt.NDArray[Any], ...] = self._ids, self._rows, self._places, self._starts
        for name, array in zip(_ARRAYS, arrays, strict=True):
            np.save(folder / f"{name}.npy", array)

    def updated(self, table: FeatureTable, texts: Sequence[str], before: Ints) -> SoftIndex:
        """The index of ``texts``, of which only those are cut into features that are new.

        ``before`` says for each text which number it had in this index; -1 if none.
        """
        shape = len(self._starts) - 1, len(table.vocabulary)
        known = sparse.csr_matrix((np.ones(len(self._places), bool), self._ids[self._places], self._starts), shape)
        fresh = _bags(table, [texts[number] for number in np.flatnonzero(before < 0).tolist()])
        bags = merged(known, fresh, before)
        held = np.zeros(len(table.vocabulary), bool)
        held[bags.indices] = True
        ids = np.flatnonzero(held)
        places = (np.cumsum(held) - 1)[bags.indices].astype(np.int32)
        return SoftIndex(ids, self._rows_of(table, ids), places, bags.indptr.astype(np.int64))

    def _rows_of(self, table: FeatureTable, ids: Ints) -> npt.NDArray[np.int8]:
        """The vectors of the features ``ids`` (sorted): those that are here, and the others from ``table``."""
        rows = np.empty((len(ids), table.dimensions), np.int8)
        _, here, there = np.intersect1d(ids, self._ids, assume_unique=True, return_indices=True)
        rows[here] = self._rows[there]
        new = np.setdiff1d(np.arange(len(ids)), here, assume_unique=True)
        for start in range(0, len(new), _PART):
            part = new[start : start + _PART]
            rows[part] = np.rint(_unit(table.rows(ids[part])) * _ONE).astype(np.int8)
        return rows

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


def _bags(table: FeatureTable, texts: Sequence[str]) -> sparse.csr_matrix:
    """The features of each text: a row per text, a column per feature of ``table``."""
    bags = [table.lookup(text)[0] for text in texts]
    ids = np.concatenate([np.empty(0, np.int64), *bags])
    starts = np.cumsum([0, *map(len, bags)])
    return sparse.csr_matrix((np.ones(len(ids), bool), ids, starts), (len(bags), len(table.vocabulary)))


def table_of(encoder: object) -> FeatureTable | None:
    """The encoder's vectors of single features; None if it has none, as other models."""
    table: FeatureTable | None = getattr(encoder, "table", None)
    return table
