"""Writing what is searched: each text is encoded, its terms and features counted, where that was not done before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge_base.dense import DenseIndex
from knowledge_base.encoder import Encoder, Progress, Vectors
from knowledge_base.entries import LANGUAGES
from knowledge_base.lexical import LexicalIndex, TermCounts
from knowledge_base.reuse import Ints, places_before
from knowledge_base.soft import SoftIndex, table_of
from knowledge_base.units import Units

if TYPE_CHECKING:
    from knowledge_base.index import Index

DENSE = "dense.faiss"
SOFT = "soft"


def write_units(build: Path, units: Units, encoder: Encoder, earlier: Index | None, progress: Progress | None) -> None:
    """Write what is searched to ``build``: a folder for each language, and one for soft matching.

    What ``earlier``, an index by the same model, has of a text is taken over. ``progress`` hears of the
    texts that have a vector.
    """
    texts = units.texts()
    before = places_before(texts, earlier.units.texts() if earlier else [])
    for language in LANGUAGES:
        rows = units.rows[language]
        if len(rows):
            ours, places = [texts[row][1] for row in rows], _places(earlier, before[rows])
            folder = build / language
            folder.mkdir()
            dense = earlier.dense.get(language) if earlier else None
            vectors = _vectors(ours, places, dense, encoder, language in encoder.languages, progress)
            DenseIndex.from_vectors(vectors).save(folder / DENSE)
            known = TermCounts.load(earlier.build / language) if earlier and dense else TermCounts.of([])
            counts = known.updated(ours, places)
            counts.save(folder)
            LexicalIndex.from_counts(counts, units.entry_numbers[rows], units.entry_count).save(folder)
    if table := table_of(encoder):
        soft = earlier.soft if earlier and earlier.soft else SoftIndex.from_texts(table, [])
        soft.updated(table, [text for _, text in texts], before).save(build / SOFT)


def _places(earlier: Index | None, before: Ints) -> Ints:
    """From numbers of units of the earlier index to their positions in their language; -1 stays -1."""
    return np.where(before < 0, -1, earlier.units.places[before]) if earlier else before


def _vectors(
    texts: Sequence[str],
    places: Ints,
    known: DenseIndex | None,
    encoder: Encoder,
    understood: bool,
    progress: Progress | None,
) -> Vectors:
    """One row per text: that of its place in ``known``, else encoded.

    Texts in a language that the model does not know get rows of zeros: cosine 0 to everything.
    """
    vectors = np.zeros((len(texts), encoder.encode_questions([""]).shape[1]), np.float32)
    if known is not None:
        vectors[places >= 0] = known.vectors(places[places >= 0])
    new: list[int] = np.flatnonzero(places < 0).tolist() if understood else []
    fresh = list(dict.fromkeys(texts[number] for number in new))
    if progress:
        progress(len(texts) - len(fresh))
    if fresh:
        encoded = dict(zip(fresh, encoder.encode_passages(fresh, progress), strict=True))
        vectors[new] = [encoded[texts[number]] for number in new]
    return vectors
