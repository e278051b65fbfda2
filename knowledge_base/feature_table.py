"""The table of our own model: which features it knows, and a vector and a weight for each of them."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

BUCKETS = 8192
"""Rows for what the vocabulary lacks. Names unknown at training still find themselves by them."""

Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


class Vocabulary:
    """The known features, numbered from 0; the buckets follow them."""

    def __init__(self, features: Sequence[str], idf: Floats, unknown_idf: float) -> None:
        self.features = features
        self.idf = np.concatenate([idf, np.full(BUCKETS, unknown_idf, np.float32)])

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {feature: number for number, feature in enumerate(self.features)}

    def __len__(self) -> int:
        return len(self.idf)

    def lookup(self, bag: Mapping[str, int]) -> tuple[Ids, Floats]:
        """The ids of a text's features, each once, and how often each occurs."""
        found: dict[int, int] = {}
        numbers = self._numbers
        for feature, count in bag.items():
            number = numbers.get(feature)
            if number is None:
                if not _worth_a_bucket(feature):
                    continue
                number = len(self.features) + zlib.crc32(feature.encode()) % BUCKETS
            found[number] = found.get(number, 0) + count
        return np.array(list(found), np.int64), np.array(list(found.values()), np.float32)


def _worth_a_bucket(feature: str) -> bool:
    """Words, Han characters and pairs, Lao syllables in threes: what a name is made of."""
    if feature[0] >= "\u3400":
        return len(feature) <= 2
    if "\u0e80" <= feature[0] <= "\u0eff":
        return len(feature) >= 6
    return " " not in feature
