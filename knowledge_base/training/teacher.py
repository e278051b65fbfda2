"""MiniLM's vectors of English texts, which the model learns to resemble."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge_base.encoder import SentenceTransformerEncoder
from knowledge_base.settings import PACKAGED_MODEL
from knowledge_base.training.data import OWN, Pair

_LONGEST = 300
_ORDER = (OWN, "ntrex", "tatoeba-vi", "bloom-housing", "vote-gov", "wiktionary-words", "osm-presets", "cldr", "tatoeba")
_TECHNICAL = frozenset({"python-docs", "d2l", "iot"})


def choose(pairs: Sequence[Pair], count: int, seed: int) -> list[str]:
    """The English texts to ask the teacher about: our own first, then everyday ones, then any."""
    generator = np.random.default_rng(seed)
    rank = {source: number for number, source in enumerate(_ORDER)}
    wanted: dict[str, float] = {}
    for pair in pairs:
        for language, text in zip(pair.languages, (pair.left, pair.right), strict=True):
            if language == "en" and len(text) <= _LONGEST and pair.source not in _TECHNICAL:
                place = rank.get(pair.source, len(rank)) + generator.random()
                wanted[text] = min(place, wanted.get(text, place))
    return sorted(wanted, key=lambda text: wanted[text])[:count]


def teach(texts: Sequence[str], path: Path, progress: Callable[[int], None]) -> None:
    """Encode ``texts`` and keep them with their vectors in ``path``."""
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    ordered = [texts[number] for number in order]
    vectors = SentenceTransformerEncoder.load(PACKAGED_MODEL).encode_passages(ordered, progress)
    np.savez(path, texts=np.array(ordered), vectors=vectors.astype(np.float16))


def read(path: Path) -> tuple[list[str], npt.NDArray[np.float16]]:
    with np.load(path, allow_pickle=False) as stored:
        return stored["texts"].tolist(), stored["vectors"]
