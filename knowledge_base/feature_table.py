"""The table of our own model: which features it knows, and a vector and a weight for each of them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save_file
from scipy import sparse

from knowledge_base.checksums import verify, write_checksums
from knowledge_base.features import features

BUCKETS = 8192
"""Rows for what the vocabulary lacks. Names unknown at training still find themselves by them."""

Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Packed = npt.NDArray[np.uint8]

_STEP = 0.335
"""The distance of the sixteen levels, in standard deviations, that loses least of a normal distribution (Max 1960)."""
_LEVELS = np.array([(byte >> 4, byte & 15) for byte in range(256)], np.float32) - 7.5
_SHARD = 45_000_000
"""Bytes of a file at most: code hosting refuses large ones."""
_VOCABULARY = "vocabulary.txt"
_MODULES = "modules.json"
_MODULE = "knowledge_base.static_model.StaticModel"
"""The class by which sentence-transformers loads the model."""


class Vocabulary:
    """The known features, numbered from 0; the buckets follow them."""

    def __init__(self, known: Sequence[str]) -> None:
        self.features = known

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {feature: number for number, feature in enumerate(self.features)}

    def __len__(self) -> int:
        return len(self.features) + BUCKETS

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
    """Words, Han characters and pairs, Lao runs of some length: what a name is made of."""
    if "\u3400" <= feature[0] <= "\u9fff":
        return len(feature) <= 2
    if "\u0e80" <= feature[0] <= "\u0eff":
        return len(feature) >= 5
    return " " not in feature


class FeatureTable:
    """A vector of four bits a number and a weight for every feature of the vocabulary."""

    def __init__(self, vocabulary: Vocabulary, packed: Packed, scales: Floats, weights: Floats) -> None:
        self.vocabulary = vocabulary
        self.weights = weights
        self._packed = packed
        self._scales = scales

    @classmethod
    def from_rows(cls, known: Sequence[str], rows: Floats, weights: Floats) -> FeatureTable:
        """Quantise ``rows``: those of the features in ``known``, then the buckets'."""
        scales = np.maximum(np.sqrt((rows**2).mean(axis=1)) * _STEP, 1e-9).astype(np.float32)
        packed = np.empty((len(rows), rows.shape[1] // 2), np.uint8)
        for start in range(0, len(rows), 10_000):
            part = slice(start, start + 10_000)
            levels = np.clip(np.floor(rows[part] / scales[part, None] + 8), 0, 15).astype(np.uint8)
            packed[part] = levels[:, 0::2] << 4 | levels[:, 1::2]
        return cls(Vocabulary(known), packed, scales, weights.astype(np.float32))

    @classmethod
    def load(cls, folder: Path) -> FeatureTable:
        """Read the model in ``folder``; raises ``WrongChecksum`` if a file is not as it was published."""
        verify(folder)
        known = (folder / _VOCABULARY).read_text("utf-8").split("\n")[:-1]
        shards = [load_file(path) for path in sorted(folder.glob("*.safetensors"))]
        parts = (np.concatenate([shard[name] for shard in shards]) for name in ("rows", "scales", "weights"))
        return cls(Vocabulary(known), *parts)

    @staticmethod
    def lies_in(folder: Path) -> bool:
        """Whether ``folder`` holds a model of this kind, damaged or not."""
        modules = folder / _MODULES
        return modules.is_file() and _MODULE in modules.read_text("utf-8", errors="replace")

    def save(self, folder: Path) -> None:
        """Write the model as sentence-transformers loads it, with the checksum of every file."""
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.safetensors"):
            old.unlink()
        (folder / _VOCABULARY).write_text("".join(f"{feature}\n" for feature in self.vocabulary.features), "utf-8")
        size = _SHARD // (self._packed.shape[1] + 8)
        for number, start in enumerate(range(0, len(self._packed), size), 1):
            part = slice(start, start + size)
            shard: dict[str, npt.NDArray[Any]] = {
                "rows": np.ascontiguousarray(self._packed[part]),
                "scales": np.ascontiguousarray(self._scales[part]),
                "weights": np.ascontiguousarray(self.weights[part]),
            }
            save_file(shard, folder / f"table-{number}.safetensors")
        modules = [{"idx": 0, "name": "0", "path": "", "type": _MODULE}]
        (folder / _MODULES).write_text(json.dumps(modules, indent=1) + "\n", "utf-8")
        write_checksums(folder)

    @property
    def dimensions(self) -> int:
        return int(self._packed.shape[1]) * 2

    def lookup(self, text: str) -> tuple[Ids, Floats]:
        """The ids of the text's features, each once, and how often each occurs."""
        return self.vocabulary.lookup(features(text))

    def rows(self, ids: Ids) -> Floats:
        """The vectors of the features ``ids``; the longer, the more a feature says."""
        rows: Floats = _LEVELS[self._packed[ids]].reshape(len(ids), self.dimensions) * self._scales[ids, None]
        return rows

    def pool(self, text: str) -> Floats:
        """One vector of unit length for the text; zeros if it has no feature."""
        ids, counts = self.lookup(text)
        vector = np.sqrt(counts) @ self.rows(ids)
        length = float(np.linalg.norm(vector))
        return vector / length if length else vector

    def pool_all(self, texts: Sequence[str]) -> Floats:
        """One row per text, as ``pool`` gives it; what several texts have in common is unpacked once."""
        bags = [self.lookup(text) for text in texts]
        ids, places = np.unique(np.concatenate([bag for bag, _ in bags]), return_inverse=True)
        weights = np.sqrt(np.concatenate([counts for _, counts in bags]))
        starts = np.cumsum([0, *(len(bag) for bag, _ in bags)])
        vectors: Floats = sparse.csr_matrix((weights, places, starts), (len(bags), len(ids))) @ self.rows(ids)
        unit: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return unit
