"""The training pairs as numbers: vocabulary, feature ids of every text, weights of every pair."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge_base.feature_table import BUCKETS, Vocabulary
from knowledge_base.features import features
from knowledge_base.text import fold
from knowledge_base.training.data import OWN, Pair

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

_TECHNICAL = frozenset({"python-docs", "d2l", "iot"})
_LEAST = {"word": 2.0, "pair": 6.0, "han1": 1.0, "han2": 5.0, "han": 2.0, "lao": 3.0}
"""In how many texts a feature must occur to have a row; an own text counts thrice, a technical one a fifth."""
_OWN_COUNTS, _TECHNICAL_COUNTS = 3.0, 0.2
_UNKNOWN_IDF = 0.9
_LONGEST_FOLDED = 300
_TEXT_LIMIT = 256
"""Features of one text; the rest of a longer one is not trained on."""


@dataclass(frozen=True)
class Texts:
    """Bags of features, one after the other: text ``n`` has ``ids[starts[n]:starts[n + 1]]``."""

    ids: npt.NDArray[np.int32]
    weights: Floats
    starts: Ints

    def bags(self, numbers: Ints) -> tuple[Ints, Floats, Ints]:
        """The features of the texts ``numbers``, their weights, and which of the texts each belongs to."""
        lengths = self.starts[numbers + 1] - self.starts[numbers]
        owners = np.repeat(np.arange(len(numbers)), lengths)
        places = np.arange(len(owners)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        places += np.repeat(self.starts[numbers], lengths)
        return self.ids[places].astype(np.int64), self.weights[places], owners


@dataclass(frozen=True)
class Corpus:
    """``folded[n]`` is the text number of text ``n`` without its Vietnamese diacritics, or ``n`` itself."""

    vocabulary: Vocabulary
    idf: Floats
    texts: Texts
    folded: Ints
    left: Ints
    right: Ints
    group: Ints
    weight: Floats
    own: npt.NDArray[np.bool_]
    numbers: Mapping[str, int]

    def sentences(self, length: int) -> Floats:
        """For each pair how near its shorter text comes to ``length`` features: 1 from there on, 0.05 at least."""
        lengths = np.diff(self.texts.starts)
        shorter = np.minimum(lengths[self.left], lengths[self.right])
        return np.clip(shorter / length, 0.05, 1).astype(np.float32)


def build_corpus(pairs: Sequence[Pair]) -> Corpus:
    """Choose the vocabulary, and turn every text into the numbers of its features."""
    counts: dict[str, float] = {}
    vietnamese: set[str] = set()
    for pair in pairs:
        count = _OWN_COUNTS if pair.source == OWN else _TECHNICAL_COUNTS if pair.source in _TECHNICAL else 1.0
        for language, text in zip(pair.languages, (pair.left, pair.right), strict=True):
            counts[text] = max(count, counts.get(text, 0.0))
            if language == "vi" and len(text) <= _LONGEST_FOLDED and count != _TECHNICAL_COUNTS:
                vietnamese.add(text)
    plain = {text: fold(text.lower()) for text in vietnamese}
    for text, bare in plain.items():
        counts.setdefault(bare, counts[text] / 2)
    numbers = {text: number for number, text in enumerate(counts)}
    bags = [features(text) for text in counts]
    vocabulary, idf = _vocabulary(bags, list(counts.values()), _han_words(pairs))
    return Corpus(
        vocabulary,
        idf,
        _texts(bags, vocabulary),
        np.array([numbers[plain.get(text, text)] for text in counts], np.int64),
        np.array([numbers[pair.left] for pair in pairs], np.int64),
        np.array([numbers[pair.right] for pair in pairs], np.int64),
        _groups(pairs),
        np.array([pair.weight for pair in pairs], np.float32),
        np.array([pair.source == OWN for pair in pairs]),
        numbers,
    )


def _groups(pairs: Iterable[Pair]) -> Ints:
    names: dict[str, int] = {}
    return np.array([names.setdefault(pair.group or f"#{n}", len(names)) for n, pair in enumerate(pairs)], np.int64)


def _han_words(pairs: Iterable[Pair]) -> set[str]:
    """Three or four Han characters that stand alone in a dictionary, or are our own."""
    whole = re.compile("[\u4e00-\u9fff]{3,4}")
    texts = {text for pair in pairs for text in (pair.left, pair.right) if len(text) <= 4}
    return {text for text in texts if whole.fullmatch(text)}


def _kind(feature: str) -> str:
    if "\u3400" <= feature[0] <= "\u9fff":
        return {1: "han1", 2: "han2"}.get(len(feature), "han")
    if "\u0e80" <= feature[0] <= "\u0eff":
        return "lao"
    return "pair" if " " in feature else "word"


def _vocabulary(
    bags: Sequence[Counter[str]], counts: Sequence[float], han_words: set[str]
) -> tuple[Vocabulary, Floats]:
    seen: Counter[str] = Counter()
    weighted: dict[str, float] = {}
    for bag, count in zip(bags, counts, strict=True):
        for feature in bag:
            seen[feature] += 1
            weighted[feature] = weighted.get(feature, 0.0) + count
    kept = [
        feature
        for feature, count in weighted.items()
        if count >= _LEAST[kind := _kind(feature)] and (kind != "han" or feature in han_words or count >= 30)
    ]
    kept.sort()
    idf = np.log(1 + len(bags) / np.array([seen[feature] for feature in kept], np.float32))
    unknown = np.full(BUCKETS, idf.max() * _UNKNOWN_IDF, np.float32)
    return Vocabulary(kept), np.concatenate([idf.astype(np.float32), unknown])


def _texts(bags: Sequence[Counter[str]], vocabulary: Vocabulary) -> Texts:
    ids: list[Ints] = []
    weights: list[Floats] = []
    starts = np.zeros(len(bags) + 1, np.int64)
    for number, bag in enumerate(bags):
        known, counts = vocabulary.lookup(bag)
        ids.append(known[:_TEXT_LIMIT].astype(np.int32))
        weights.append(np.sqrt(counts[:_TEXT_LIMIT]))
        starts[number + 1] = starts[number] + len(ids[-1])
    return Texts(np.concatenate(ids), np.concatenate(weights).astype(np.float32), starts)
