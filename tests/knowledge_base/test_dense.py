"""Nearest vectors: exactly, and in eight bits where there are many."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge_base import dense
from knowledge_base.dense import DenseIndex
from knowledge_base.encoder import Vectors


@pytest.fixture
def vectors() -> Vectors:
    rows = np.random.default_rng(1).normal(size=(2000, 64)).astype(np.float32)
    unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


@pytest.fixture(params=["exact", "eight bits"])
def index(vectors: Vectors, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> DenseIndex:
    monkeypatch.setattr(dense, "EXACT", 5000 if request.param == "exact" else 1000)
    return DenseIndex.from_vectors(vectors)


def test_the_nearest_are_found_best_first(index: DenseIndex, vectors: Vectors) -> None:
    for question in vectors[:20]:
        rows, cosines = index.search(question, 10)
        expected = np.argsort(-vectors @ question)[:10]
        assert rows[0] == expected[0]
        assert len(set(rows) & set(expected)) >= 9
        assert cosines == pytest.approx(vectors[rows] @ question, abs=0.01)
        assert list(cosines) == sorted(cosines, reverse=True)


def test_only_what_is_wanted_is_found(index: DenseIndex, vectors: Vectors) -> None:
    among = np.zeros(len(vectors), bool)
    among[[3, 5, 8]] = True
    rows, cosines = index.search(vectors[8], 10, among)
    assert rows[0] == 8
    assert set(rows) == {3, 5, 8}
    assert len(cosines) == 3


def test_an_index_is_the_same_after_saving_and_after_being_built_of_its_own_vectors(
    index: DenseIndex, vectors: Vectors, tmp_path: Path
) -> None:
    index.save(tmp_path / "dense.faiss")
    again = DenseIndex.from_vectors(index.vectors(np.arange(len(vectors))))
    for other in (DenseIndex.load(tmp_path / "dense.faiss"), again):
        for question in vectors[:5]:
            assert np.array_equal(other.search(question, 50)[0], index.search(question, 50)[0])
            assert np.array_equal(other.search(question, 50)[1], index.search(question, 50)[1])
