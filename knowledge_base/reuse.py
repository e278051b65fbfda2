"""What the previous index knows of a text is taken over where the text is still the same."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import numpy as np
import numpy.typing as npt
from scipy import sparse

Ints = npt.NDArray[np.int64]


def places_before(now: Iterable[Hashable], earlier: Iterable[Hashable]) -> Ints:
    """For each item the position that it had ``earlier``; -1 if it is new."""
    places = {item: place for place, item in enumerate(earlier)}
    return np.array([places.get(item, -1) for item in now], np.int64)


def merged(earlier: sparse.csr_matrix, fresh: sparse.csr_matrix, before: Ints) -> sparse.csr_matrix:
    """A row per item of ``before``: that of ``earlier`` which it names, or, where it is -1, the next of ``fresh``."""
    new = before < 0
    rows = np.where(new, earlier.shape[0] + np.cumsum(new) - 1, before)
    return sparse.vstack([earlier, fresh], format="csr")[rows]
