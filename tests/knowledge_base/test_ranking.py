"""The highest scores, without sorting all of them."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge_base.ranking import _highest


@pytest.mark.parametrize("levels", [2, 5, 1000], ids=["mostly equal", "often equal", "seldom equal"])
@pytest.mark.parametrize("length", [0, 1, 31, 400, 5000])
def test_the_highest_come_first_and_equal_ones_in_their_order(levels: int, length: int) -> None:
    scores = np.random.default_rng(length).integers(0, levels, length).astype(np.float32)
    in_order = np.argsort(-scores, kind="stable")
    for count in (0, 1, 5, 50, 6000):
        assert _highest(scores, count).tolist() == in_order[:count].tolist()


def test_a_few_scores_among_zeros_are_found() -> None:
    scores = np.zeros(100_000, np.float32)
    scores[[7, 70_000, 99_999]] = 1, 3, 2
    assert _highest(scores, 4).tolist() == [70_000, 99_999, 7, 0]
