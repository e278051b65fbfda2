"""Nearest vectors, by FAISS."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from knowledge_base.encoder import Vectors

Ints = npt.NDArray[np.int64]

EXACT = 50_000
"""Vectors that are searched as they are; more are searched as eight bits a number.

One core takes 5 ms for so many (0.1 ms per 1,000), and half of that in eight bits, with a quarter of the
memory. On 106,000 texts that finds all of the 100 nearest and 0.994 of the 400 nearest, cosines 0.0006 off;
inverted lists (IVF512, 64 of them searched) are faster, 2 ms, but find 0.97 and 0.93, and less where few of
the texts are wanted; HNSW finds 0.99 and 0.96 in 1.4 ms, and takes 40 s to build.
"""
_RANGE = 6.0
"""What the eight bits span, in standard deviations of a number in a random vector of unit length. Always the
same, so that vectors taken over from an earlier index stay what they are."""


class DenseIndex:
    """Search by cosine over vectors of unit length: exact up to ``EXACT`` vectors."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def from_vectors(cls, vectors: Vectors) -> DenseIndex:
        dimensions = vectors.shape[1]
        index = faiss.IndexFlatIP(dimensions) if len(vectors) <= EXACT else _eight_bits(dimensions)
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
        """These rows, as they were added or, in eight bits, as near as can be."""
        stored: Vectors = self._index.reconstruct_batch(rows)
        return stored


def _eight_bits(dimensions: int) -> faiss.Index:
    """An index that keeps eight bits of each number."""
    index = faiss.IndexScalarQuantizer(dimensions, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
    bound = np.full(dimensions, _RANGE / dimensions**0.5, np.float32)
    index.train(np.stack([-bound, bound]))
    return index
