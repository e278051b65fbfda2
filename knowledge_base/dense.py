"""Nearest vectors, by FAISS."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from knowledge_base.encoder import Vectors

Ints = npt.NDArray[np.int64]


class DenseIndex:
    """Search by cosine over vectors of unit length."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def from_vectors(cls, vectors: Vectors) -> DenseIndex:
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))

    def save(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))

    def search(
        self, vector: Vectors, count: int, among: npt.NDArray[np.bool_] | None = None
    ) -> tuple[Ints, npt.NDArray[np.float32]]:
        """The ``count`` rows nearest to ``vector`` (one dimension), best first; only those marked in ``among``.

        Returns their numbers and cosines; fewer where there are fewer.
        """
        parameters = None
        if among is not None:
            # Kept in a variable: FAISS has a pointer to it only.
            selector = faiss.IDSelectorBitmap(np.packbits(among, bitorder="little"))  # type: ignore[arg-type,call-arg]
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        cosines, rows = self._index.search(vector[None, :], count, params=parameters)
        found = rows[0] >= 0
        return rows[0][found], cosines[0][found]

    def vectors(self, rows: Ints) -> Vectors:
        """These rows, as they were added."""
        stored: Vectors = self._index.reconstruct_batch(rows)
        return stored
