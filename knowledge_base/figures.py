"""Figures over a set of questions, with how uncertain they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_RESAMPLES, _SEED = 2000, 1
_BINS, _BIN_SIZE = 10, 10


@dataclass(frozen=True)
class Figure:
    """A value over so many ``questions``, with its 95 % confidence interval.

    The interval is the bootstrap's, by percentiles (Efron & Tibshirani 1993, An Introduction to the
    Bootstrap, ch. 13), always from the same seed.
    """

    value: float
    low: float
    high: float
    questions: int

    @classmethod
    def of(cls, statistic: Callable[..., Floats], *columns: Sequence[float]) -> Figure | None:
        """``statistic`` of columns with a value per question, None if there are none.

        It is given arrays of one or more dimensions, the last of which are the questions.
        """
        values = [np.asarray(column, np.float64) for column in columns]
        count = len(values[0])
        if not count:
            return None
        drawn = np.random.default_rng(_SEED).integers(count, size=(_RESAMPLES, count))
        low, high = np.quantile(statistic(*(column[drawn] for column in values)), (0.025, 0.975))
        return cls(float(statistic(*values)), float(low), float(high), count)

    def __str__(self) -> str:
        return f"{self.value:.2f} [{_short(self.low)} {_short(self.high)}]"


Figures = Mapping[str, Figure | None]


def mean(values: Floats) -> Floats:
    result: Floats = values.mean(axis=-1)
    return result


def calibration_error(confidence: Floats, right: Floats) -> Floats:
    """The expected calibration error (ECE) with bins of equal mass, along the last axis.

    The mean distance between the confidence and the share of right ones in bins of equally many
    neighbours (Naeini, Cooper & Hauskrecht 2015, Obtaining Well Calibrated Probabilities Using Bayesian
    Binning, AAAI, pp. 2901–2907). Bins of equal mass are less biased than those of equal width (Roelofs
    et al. 2022, arXiv:2012.08668); so that few questions do not look badly calibrated by chance, there
    are at least ten in a bin, and at most ten bins. Chance adds to it all the same, and resampling once
    more: its bootstrap interval lies rather high.
    """
    count = confidence.shape[-1]
    order = np.argsort(confidence, axis=-1, kind="stable")
    gaps = np.take_along_axis(confidence - right, order, axis=-1)
    bins = np.array_split(np.arange(count), min(_BINS, max(count // _BIN_SIZE, 1)))
    errors = [np.abs(gaps[..., members].sum(axis=-1)) for members in bins]
    total: Floats = np.sum(errors, axis=0) / count
    return total


def _short(value: float) -> str:
    """A share in three characters: ``.88``, ``1.0``."""
    text = f"{value:.2f}"
    return text.removeprefix("0") if text < "1" else text[:-1]
