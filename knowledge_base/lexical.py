"""Words in common, by BM25 (bm25s), and how much of a question an entry covers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt
from scipy import sparse

from knowledge_base.glossary import term_tokens
from knowledge_base.reuse import Ints, merged
from knowledge_base.text import tokenize

Scores = npt.NDArray[np.float32]

_TERMS = "terms.txt"
_COUNTS = "counts.npz"
_COVERAGE = "coverage.npz"


class TermCounts:
    """How often each of ``terms`` occurs in each text: ``matrix`` has a row per text, a column per term."""

    def __init__(self, terms: Sequence[str], matrix: sparse.csr_matrix) -> None:
        self.terms = terms
        self.matrix = matrix

    @classmethod
    def of(cls, texts: Sequence[str], known: Sequence[str] = ()) -> TermCounts:
        """Count the terms of ``texts``; those in ``known`` come first."""
        numbers = {term: number for number, term in enumerate(known)}
        bags = [Counter(_terms(text)) for text in texts]
        columns = [numbers.setdefault(term, len(numbers)) for bag in bags for term in bag]
        values = [count for bag in bags for count in bag.values()]
        starts = np.cumsum([0, *map(len, bags)])
        shape = (len(bags), len(numbers))
        arrays = np.array(values, np.int32), np.array(columns, np.int32), starts.astype(np.int64)
        return cls(list(numbers), sparse.csr_matrix(arrays, shape))

    @classmethod
    def load(cls, folder: Path) -> TermCounts:
        return cls(_read_terms(folder), sparse.load_npz(folder / _COUNTS))

    def save(self, folder: Path) -> None:
        (folder / _TERMS).write_text("\n".join(self.terms), "utf-8")
        sparse.save_npz(folder / _COUNTS, self.matrix, compressed=False)

    def updated(self, texts: Sequence[str], before: Ints) -> TermCounts:
        """The counts of ``texts``, of which only those are cut into terms that are new.

        ``before`` says for each text which row of these counts it had; -1 if none.
        """
        fresh = TermCounts.of([texts[number] for number in np.flatnonzero(before < 0).tolist()], self.terms)
        wider = sparse.csr_matrix(
            (self.matrix.data, self.matrix.indices, self.matrix.indptr), (self.matrix.shape[0], len(fresh.terms))
        )
        matrix = merged(wider, fresh.matrix, before)
        used = np.flatnonzero(np.bincount(matrix.indices, minlength=len(fresh.terms))).tolist()
        used.sort(key=fresh.terms.__getitem__)  # so that it does not matter what was known before
        matrix = matrix[:, used]
        matrix.sort_indices()
        return TermCounts([fresh.terms[number] for number in used], matrix)


class LexicalIndex:
    """BM25 over search units of one language.

    Scores are divided by the most that the question could reach (the sum of its terms' IDF), so
    they lie between 0 and 1 and can be compared between questions.
    """

    def __init__(self, bm25: bm25s.BM25, terms: Sequence[str], coverage: sparse.csc_matrix) -> None:
        self._bm25 = bm25
        self._numbers = {term: number for number, term in enumerate(terms)}
        self._coverage = coverage
        self._texts: int = bm25.scores["num_docs"]
        self._idf = _idf(np.diff(bm25.scores["indptr"]).astype(np.float32), self._texts)

    @classmethod
    def from_counts(cls, counts: TermCounts, groups: Ints, group_count: int) -> LexicalIndex:
        """Index the texts that were counted; ``groups`` gives for each the number of the entry it belongs to."""
        by_text = (np.ones(len(groups), bool), (groups, np.arange(len(groups))))
        coverage = sparse.csr_matrix(by_text, (group_count, len(groups))) @ counts.matrix.astype(bool)
        return cls(_bm25(counts.matrix), counts.terms, coverage.tocsc())

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        bm25 = bm25s.BM25.load(folder / "bm25", load_vocab=False, mmap=True, show_progress=False, allow_pickle=False)
        return cls(bm25, _read_terms(folder), sparse.load_npz(folder / _COVERAGE))

    def save(self, folder: Path) -> None:
        self._bm25.save(folder / "bm25", show_progress=False)
        sparse.save_npz(folder / _COVERAGE, self._coverage, compressed=False)

    def search(self, question: str) -> tuple[Scores, Scores]:
        """Score every text and every entry for ``question``.

        Returns the BM25 score of each text, and for each entry the share of the question's terms
        that it holds anywhere, weighted by IDF. Both between 0 and 1; unknown terms count against.
        """
        terms = sorted(set(_terms(question)))
        known = [self._numbers[term] for term in terms if term in self._numbers]
        rarest = _idf(np.zeros(1, np.float32), self._texts)[0]
        most = float(self._idf[known].sum() + rarest * (len(terms) - len(known)))
        if not known or most <= 0:
            return np.zeros(self._texts, np.float32), np.zeros(self._coverage.shape[0], np.float32)
        scores = self._bm25.get_scores_from_ids(known) / most
        coverage = self._coverage[:, known] @ self._idf[known] / most
        return scores.astype(np.float32), coverage.astype(np.float32)


def _terms(text: str) -> list[str]:
    """The tokens of ``text``, and those of the glossary's terms that it names."""
    return tokenize(text) + term_tokens(text)


def _bm25(counts: sparse.csr_matrix) -> bm25s.BM25:
    """What ``bm25s.BM25.index`` computes, of counts: it would take a list of tokens per text, one after the other.

    On 42,000 texts that takes 4 s, this 0.2 s; every publishing of one entry has to do it.
    """
    bm25 = bm25s.BM25(method="lucene")
    texts = counts.shape[0]
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    norms = bm25.k1 * (1 - bm25.b + bm25.b * lengths / (lengths.mean() or 1))
    columns = counts.tocsc()
    columns.sort_indices()
    frequencies = np.diff(columns.indptr)
    idf = np.repeat(_idf(frequencies.astype(np.float64), texts).astype(np.float32), frequencies)
    scores = idf * (columns.data / (norms[columns.indices] + columns.data))
    bm25.scores = {
        "data": scores.astype(np.float32),
        "indices": columns.indices.astype(np.int32),
        "indptr": columns.indptr.astype(np.int64),
        "num_docs": texts,
    }
    bm25.vocab_dict, bm25.nonoccurrence_array = {}, None
    return bm25


def _idf(document_frequency: npt.NDArray[np.floating], documents: int) -> npt.NDArray[np.floating]:
    """Lucene's IDF, the one bm25s uses for ``method="lucene"``."""
    inverse: npt.NDArray[np.floating] = np.log(1 + (documents - document_frequency + 0.5) / (document_frequency + 0.5))
    return inverse


def _read_terms(folder: Path) -> list[str]:
    """One term a line; none has a line end in it."""
    return (folder / _TERMS).read_text("utf-8").split("\n")
