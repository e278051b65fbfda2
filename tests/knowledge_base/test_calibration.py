"""The confidence is fitted so that it tells right answers, near misses and unrelated questions apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from knowledge_base.calibration import Example, cross_validated, fit
from knowledge_base.decision import Evidence, Thresholds
from knowledge_base.entries import LANGUAGES

NOTHING = Evidence(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, lead=0.5, length=2.0)


@pytest.fixture
def found() -> list[Example]:
    """Answerable questions with much evidence, near misses with some, unrelated ones with little."""
    random = np.random.default_rng(0)

    def example(language: str, cosine: float, right: bool, known: bool | None, answerable: bool) -> Example:
        evidence = replace(NOTHING, cosine=float(np.clip(random.normal(cosine, 0.05), 0, 1)))
        return Example(language, evidence, right, known, answerable, barred=False)

    kinds = [(0.8, True, True, True), (0.5, False, None, False), (0.2, False, False, False)]
    return [example(language, *kind) for language in LANGUAGES for kind in kinds for _ in range(25)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_more_evidence_means_more_confidence(found: list[Example], language: str) -> None:
    models = fit(found)[language]
    little, some, much = (replace(NOTHING, cosine=cosine) for cosine in (0.2, 0.5, 0.8))
    assert models.right.probability(much) > 0.9 > 0.3 > models.right.probability(some)
    assert models.known.probability(some) > models.known.probability(little)


def test_the_thresholds_are_judged_on_questions_left_out(found: list[Example]) -> None:
    (usual,) = cross_validated(found, [Thresholds(answer=0.65, none=0.5)])
    assert usual.answered > 0.9
    assert (usual.wrong, usual.near_answered, usual.unrelated_refused) == (0.0, 0.0, 1.0)


def test_what_is_barred_is_not_answered(found: list[Example]) -> None:
    barred = [replace(one, barred=True) for one in found]
    (usual,) = cross_validated(barred, [Thresholds(answer=0.65, none=0.5)])
    assert usual.answered == 0.0
