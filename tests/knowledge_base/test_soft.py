"""Soft matching over a table that can be worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge_base.feature_table import BUCKETS, FeatureTable
from knowledge_base.soft import SoftIndex, SoftQuery

KNOWN = ["permit", "tea", "茶"]


@pytest.fixture
def table() -> FeatureTable:
    """Tea lies near 茶, and both far from permit, which counts twice as much; buckets are alone."""
    generator = np.random.default_rng(1)
    rows = generator.normal(size=(len(KNOWN) + BUCKETS, 64)).astype(np.float32)
    rows[2] = rows[1] + 0.1 * rows[2]
    weights = np.ones(len(rows), np.float32)
    weights[0] = 2
    return FeatureTable.from_rows(KNOWN, rows, weights)


def scores(table: FeatureTable, question: str, texts: list[str]) -> list[float]:
    query = SoftQuery.of(table, question)
    index = SoftIndex.from_texts(table, texts)
    return [float(score) for score in index.matches(query, np.arange(len(texts))) @ query.weights]


def test_a_text_that_holds_the_whole_question_scores_one(table: FeatureTable) -> None:
    assert scores(table, "tea permit", ["permit, for tea"]) == pytest.approx([1.0], abs=0.02)


def test_a_word_is_matched_in_another_language(table: FeatureTable) -> None:
    tea, permit = scores(table, "茶", ["tea", "permit"])
    assert tea > 0.9
    assert permit == 0


def test_features_count_by_their_weight(table: FeatureTable) -> None:
    assert scores(table, "permit tea", ["permit", "tea"]) == pytest.approx([2 / 3, 1 / 3], abs=0.02)


def test_an_unknown_name_matches_itself(table: FeatureTable) -> None:
    same, other = scores(table, "Zyxwv", ["about zyxwv", "tea"])
    assert same == pytest.approx(1.0, abs=0.02)
    assert other == 0


@pytest.mark.parametrize("question", ["", "?!"])
def test_a_question_without_features_matches_nothing(table: FeatureTable, question: str) -> None:
    assert scores(table, question, ["tea"]) == [0]


def test_a_text_without_features_is_matched_by_nothing(table: FeatureTable) -> None:
    assert scores(table, "tea", ["!", "tea", ""]) == pytest.approx([0, 1, 0], abs=0.02)


def test_an_index_is_the_same_after_saving(table: FeatureTable, tmp_path: Path) -> None:
    index = SoftIndex.from_texts(table, ["tea permit", "茶"])
    index.save(tmp_path / "soft")
    query, texts = SoftQuery.of(table, "tea"), np.arange(2)
    assert np.array_equal(SoftIndex.load(tmp_path / "soft").matches(query, texts), index.matches(query, texts))
