"""Durations of one thing done many times."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

_WARM_UP = 5

T = TypeVar("T")


@dataclass(frozen=True)
class Timing:
    """Durations of one thing, in milliseconds."""

    name: str
    milliseconds: Sequence[float]

    @property
    def median(self) -> float:
        return statistics.median(self.milliseconds)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.milliseconds, n=20)[-1]


def timed(name: str, act: Callable[[T], object], items: Sequence[T], watched: Iterable[T] | None = None) -> Timing:
    """Time ``act`` on each item (as ``watched`` gives them, if that shows progress), after a few that do not count."""
    for item in items[:_WARM_UP]:
        act(item)
    return Timing(name, [duration_ms(lambda item=item: act(item)) for item in watched or items])  # type: ignore[misc]


def duration_ms(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000
