"""Nearest vectors, by FAISS."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from knowledge_base.encoder import Vectors


class DenseIndex:
    """Exact search by cosine over vectors of unit length."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def from_vectors(cls, vectors: Vectors) -> DenseIndex:
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))

    def search(
        self, vector: Vectors, count: int, among: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """The ``count`` rows of ``among`` nearest to ``vector`` (one dimension), best first.

        Returns their numbers and cosines; fewer where ``among`` has fewer.
        """
        count = min(count, len(among))
        if count == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(among))  # type: ignore[call-arg]
        cosines, rows = self._index.search(vector[None, :], count, params=parameters)
        return rows[0], cosines[0]

    def vectors(self) -> Vectors:
        """All rows, as they were added."""
        stored: Vectors = self._index.reconstruct_n(0, self._index.ntotal)
        return stored
