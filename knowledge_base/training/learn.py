"""The learning itself: rows of a table, first by pooled vectors, then by soft matching."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from scipy import sparse
from torch import Tensor
from torch.nn import functional

from knowledge_base.training.corpus import Corpus, Floats, Ints

DIMENSIONS = 384
"""As many as the teacher has, so that its vectors can be compared with ours."""
_POOLED_SCALE = 20.0
_SOFT_SCALE = 20.0
_SOFT_FEATURES = 48
_FLOOR = 0.3
_FLOOR_SHARPNESS = 20.0
_WARM_UP = 30
_LAST_RATE = 0.05

Report = Callable[[int, Mapping[str, float]], None]
"""Called after every step with its number and the losses."""


@dataclass(frozen=True)
class Stage:
    """One part of the training. Shares and rates are per batch.

    Pairs whose shorter text has fewer than ``sentence`` features are drawn the more seldom the shorter they are.
    """

    name: str
    steps: int
    batch: int
    rate: float
    own_share: float
    teacher: float = 0.0
    self_crop: float = 0.0
    soft: bool = False
    dropout: float = 0.5
    folded: float = 0.15
    sentence: int = 1


class Table:
    """The rows that are learned, and the logarithm of each feature's weight, with Adam's memory of both."""

    def __init__(self, rows: Tensor, weights: Tensor) -> None:
        self.rows = rows
        self.weights = weights
        self.reset()

    def reset(self) -> None:
        self._memory = {name: torch.zeros_like(self.rows) for name in ("mean", "square")}
        self._weight_memory = {name: torch.zeros_like(self.weights) for name in ("mean", "square")}
        self._step = 0

    @classmethod
    def untrained(cls, idf: Floats, seed: int) -> Table:
        """Random rows, long where a feature is rare."""
        generator = torch.Generator().manual_seed(seed)
        scale = torch.from_numpy(idf / idf.mean()) / DIMENSIONS**0.5
        rows = torch.randn(len(idf), DIMENSIONS, generator=generator) * scale[:, None]
        return cls(rows, torch.log(torch.from_numpy(idf / idf.mean())))

    def update(self, used: Tensor, rows: Tensor, weights: Tensor | None, rate: float) -> None:
        """One step of Adam on the rows ``used``, whose gradients ``rows`` and ``weights`` hold."""
        self._step += 1
        _adam(self.rows, self._memory, used, rows.grad, rate, self._step)
        if weights is not None:
            _adam(self.weights, self._weight_memory, used, weights.grad, rate, self._step)


def _adam(
    values: Tensor, memory: Mapping[str, Tensor], used: Tensor, gradient: Tensor | None, rate: float, step: int
) -> None:
    """Adam (Kingma & Ba 2015) on some rows only; the others' memory is left as it is."""
    assert gradient is not None
    mean = memory["mean"][used].mul_(0.9).add_(gradient, alpha=0.1)
    square = memory["square"][used].mul_(0.999).addcmul_(gradient, gradient, value=0.001)
    memory["mean"][used], memory["square"][used] = mean, square
    size = rate * (1 - 0.999**step) ** 0.5 / (1 - 0.9**step)
    values.index_add_(0, used, mean / square.sqrt_().add_(1e-8), alpha=-size)


@dataclass(frozen=True)
class Bags:
    """Some texts: their features as places among the batch's distinct ones."""

    places: Tensor
    weights: Tensor
    owners: Tensor
    count: int

    def pool(self, rows: Tensor) -> Tensor:
        """One vector of unit length per text."""
        starts = torch.searchsorted(self.owners, torch.arange(self.count))
        pooled = functional.embedding_bag(self.places, rows, starts, mode="sum", per_sample_weights=self.weights)
        return functional.normalize(pooled, dim=1)

    def padded(self, filler: int) -> Tensor:
        """The places, one row per text, filled up with ``filler``."""
        lengths = torch.bincount(self.owners, minlength=self.count)
        rows = torch.full((self.count, max(1, int(lengths.max()))), filler)
        rows[self.owners, torch.arange(len(self.owners)) - (lengths.cumsum(0) - lengths)[self.owners]] = self.places
        return rows


class Learner:
    """Draws batches from ``corpus`` and improves ``table``."""

    def __init__(self, corpus: Corpus, table: Table, taught: tuple[Ints, npt.NDArray[np.float16]], seed: int) -> None:
        self._corpus = corpus
        self._table = table
        self._random = np.random.default_rng(seed)
        self._teacher = taught[1]
        self._teacher_row = np.full(len(corpus.folded), -1, np.int64)
        self._teacher_row[taught[0]] = np.arange(len(taught[0]))
        self._sums: dict[bool, tuple[Ints, npt.NDArray[np.float64]]] = {}

    def run(self, stage: Stage, report: Report) -> None:
        self._table.reset()
        weight = np.where(self._corpus.own, 1, self._corpus.sentences(stage.sentence)) * self._corpus.weight
        for own in (False, True):
            numbers = np.flatnonzero(self._corpus.own == own)
            self._sums[own] = numbers, np.cumsum(weight[numbers], dtype=np.float64)
        step_of = self._soft_step if stage.soft else self._pooled_step
        for step in range(stage.steps):
            left = 1 - step / stage.steps
            rate = stage.rate * min(1.0, (step + 1) / _WARM_UP) * (_LAST_RATE + (1 - _LAST_RATE) * left)
            report(step + 1, step_of(stage, rate))

    def _pooled_step(self, stage: Stage, rate: float) -> Mapping[str, float]:
        pairs, left, right = self._draw(stage)
        used, rows, (a, b, *crops) = self._bags(
            [(left, True), (right, True)] + ([(left[::2], False)] * 2 if stage.self_crop else []), stage.dropout
        )
        first, second = a.pool(rows), b.pool(rows)
        same = torch.from_numpy(self._same(pairs, left, right))
        losses = {"pairs": _contrast(first @ second.T * _POOLED_SCALE, same)}
        if crops:
            one, two = (crop.pool(rows) for crop in crops)
            losses["crops"] = stage.self_crop * _contrast(one @ two.T * _POOLED_SCALE, same[::2, ::2])
        if stage.teacher:
            losses["teacher"] = stage.teacher * self._teach(left, right, first, second)
        torch.stack(list(losses.values())).sum().backward()  # type: ignore[no-untyped-call]
        self._table.update(used, rows, None, rate)
        return {name: float(loss.detach()) for name, loss in losses.items()}

    def _teach(self, left: Ints, right: Ints, first: Tensor, second: Tensor) -> Tensor:
        """How far both sides are from the teacher's vector of the English one, where there is one."""
        rows = np.where(self._teacher_row[left] >= 0, self._teacher_row[left], self._teacher_row[right])
        known = np.flatnonzero(rows >= 0)
        if len(known) == 0:
            return torch.zeros(())
        wanted = torch.from_numpy(self._teacher[rows[known]].astype(np.float32))
        here = torch.from_numpy(known)
        return 1 - ((first[here] * wanted).sum(1).mean() + (second[here] * wanted).sum(1).mean()) / 2

    def _soft_step(self, stage: Stage, rate: float) -> Mapping[str, float]:
        pairs, left, right = self._draw(stage)
        used, rows, (a, b) = self._bags([(left, True), (right, True)], stage.dropout, _SOFT_FEATURES)
        weights = self._table.weights[used].requires_grad_()
        same = torch.from_numpy(self._same(pairs, left, right))
        unit = functional.normalize(rows, dim=1)
        losses = {}
        for name, asked, answering in (("soft", a, b), ("back", b, a)):
            scores = soft_scores(unit, weights.exp(), asked, answering) * _SOFT_SCALE
            losses[name] = functional.cross_entropy(scores.masked_fill(same, -1e4), torch.arange(len(left))) / 2
        first, second = a.pool(rows), b.pool(rows)
        losses["pairs"] = 0.3 * _contrast(first @ second.T * _POOLED_SCALE, same)
        torch.stack(list(losses.values())).sum().backward()  # type: ignore[no-untyped-call]
        self._table.update(used, rows, weights, rate)
        return {name: float(loss.detach()) for name, loss in losses.items()}

    def _draw(self, stage: Stage) -> tuple[Ints, Ints, Ints]:
        """Pairs by weight, their texts; sides swapped and diacritics dropped by chance."""
        own = round(stage.batch * stage.own_share)
        drawn = []
        for among, count in ((True, own), (False, stage.batch - own)):
            numbers, sums = self._sums[among]
            if count and len(numbers):
                drawn.append(numbers[np.searchsorted(sums, self._random.random(count) * sums[-1])])
        pairs = np.concatenate(drawn)
        left, right = self._corpus.left[pairs], self._corpus.right[pairs]
        swap = self._random.random(len(pairs)) < 0.5
        left, right = np.where(swap, right, left), np.where(swap, left, right)
        sides = []
        for side in (left, right):
            bare = self._random.random(len(side)) < stage.folded
            sides.append(np.where(bare, self._corpus.folded[side], side))
        return pairs, sides[0], sides[1]

    def _same(self, pairs: Ints, left: Ints, right: Ints) -> npt.NDArray[np.bool_]:
        """What must not count as a negative: pairs of one group, or with a side in common."""
        group = self._corpus.group[pairs]
        same: npt.NDArray[np.bool_] = group[:, None] == group[None, :]
        same |= (left[:, None] == left[None, :]) | (right[:, None] == right[None, :])
        same |= left[:, None] == right[None, :]
        np.fill_diagonal(same, False)
        return same

    def _bags(
        self, sides: list[tuple[Ints, bool]], dropout: float, longest: int | None = None
    ) -> tuple[Tensor, Tensor, list[Bags]]:
        """The rows in use and the texts of each side, some features dropped.

        Of sides marked True one, chosen by chance for each text, loses up to ``dropout`` of its
        features, as a question does against a passage; of the others every text loses up to 0.8.
        Longer texts are thinned to about ``longest`` features.
        """
        loser = self._random.integers(0, 2, len(sides[0][0]))
        parts = []
        for place, (numbers, alternating) in enumerate(sides):
            ids, weights, owners = self._corpus.texts.bags(numbers)
            lengths = np.bincount(owners, minlength=len(numbers))
            most = np.where(loser == place, dropout, 0.0) if alternating else np.full(len(numbers), 0.8)
            dropped = self._random.random(len(numbers)) * most * (lengths > 8)
            if longest:
                dropped = np.maximum(dropped, 1 - longest / np.maximum(lengths, 1))
            keep = self._random.random(len(ids)) >= dropped[owners]
            parts.append((ids[keep], weights[keep], owners[keep], len(numbers)))
        used, places = np.unique(np.concatenate([part[0] for part in parts]), return_inverse=True)
        at = torch.from_numpy(used)
        bags, start = [], 0
        for ids, weights, owners, count in parts:
            here = torch.from_numpy(places[start : start + len(ids)])
            bags.append(Bags(here, torch.from_numpy(weights), torch.from_numpy(owners), count))
            start += len(ids)
        return at, self._table.rows[at].requires_grad_(), bags


def soft_scores(unit: Tensor, weights: Tensor, asked: Bags, answering: Bags) -> Tensor:
    """How well each of ``answering`` covers each of ``asked``, between 0 and 1.

    Each feature of the question takes its best squared cosine among the other text's features;
    small cosines are chance and fade out around ``_FLOOR``.
    """
    distinct, place = torch.unique(asked.places, return_inverse=True)
    cosines: Tensor = _BestCosines.apply(unit, distinct, answering.padded(len(unit)))  # type: ignore[no-untyped-call]
    best = cosines.clamp(min=0).square() * torch.sigmoid((cosines - _FLOOR) * _FLOOR_SHARPNESS)
    shares = torch.zeros(asked.count, len(distinct)).index_put(
        (asked.owners, place), weights[asked.places], accumulate=True
    )
    return shares / shares.sum(1, keepdim=True).clamp(min=1e-6) @ best.T


class _BestCosines(torch.autograd.Function):
    """For each text (a row of ``padded``) and each wanted feature the best cosine among the text's features.

    The gradient flows through the best ones only: a sparse product, much cheaper than autograd's dense one.
    """

    @staticmethod
    def forward(ctx: Any, unit: Tensor, wanted: Tensor, padded: Tensor) -> Tensor:
        others = torch.cat([unit, torch.zeros(1, unit.shape[1])])[padded.flatten()]
        cosines = (unit[wanted] @ others.T).view(len(wanted), *padded.shape)
        best, places = cosines.max(dim=2)
        ctx.save_for_backward(unit, wanted, padded.gather(1, places.T))
        return best.T

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:
        unit, wanted, chosen = ctx.saved_tensors
        real = (chosen < len(unit)) & (gradient != 0)
        ours = wanted.expand(chosen.shape)[real].numpy()
        theirs, values = chosen[real].numpy(), gradient[real].numpy()
        size = len(unit), len(unit)
        links = sparse.csr_matrix((np.r_[values, values], (np.r_[ours, theirs], np.r_[theirs, ours])), size)
        return torch.from_numpy((links @ unit.numpy()).astype(np.float32)), None, None


def _contrast(scores: Tensor, same: Tensor) -> Tensor:
    """Each text must find its own partner among the batch, in both directions."""
    scores = scores.masked_fill(same, -1e4)
    wanted = torch.arange(len(scores))
    return (functional.cross_entropy(scores, wanted) + functional.cross_entropy(scores.T, wanted)) / 2
