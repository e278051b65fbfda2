"""Words in common, by BM25 (bm25s), and how much of a question an entry covers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt
from scipy import sparse

from knowledge_base.text import tokenize

Scores = npt.NDArray[np.float32]


class LexicalIndex:
    """BM25 over search units of one language.

    Scores are divided by the most that the question could reach (the sum of its terms' IDF), so
    they lie between 0 and 1 and can be compared between questions.
    """

    def __init__(self, bm25: bm25s.BM25, vocabulary: dict[str, int], idf: Scores, coverage: sparse.csr_matrix) -> None:
        self._bm25 = bm25
        self._vocabulary = vocabulary
        self._idf = idf
        self._coverage = coverage

    @classmethod
    def from_texts(cls, texts: Sequence[str], groups: Sequence[int]) -> LexicalIndex:
        """Index ``texts``; ``groups`` gives for each text the number of the entry it belongs to."""
        tokens = [tokenize(text) for text in texts]
        bm25 = bm25s.BM25(method="lucene")
        bm25.index(tokens, create_empty_token=False, show_progress=False)
        vocabulary = dict(bm25.vocab_dict)
        frequency = Counter(token for text in tokens for token in set(text))
        counts = np.zeros(len(vocabulary), np.float32)
        for token, number in vocabulary.items():
            counts[number] = frequency[token]
        pairs = {(group, vocabulary[t]) for group, text in zip(groups, tokens, strict=True) for t in text}
        rows, columns = np.array(sorted(pairs), np.int64).reshape(-1, 2).T
        shape = (max(groups, default=-1) + 1, len(vocabulary))
        coverage = sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape)
        return cls(bm25, vocabulary, _idf(counts, len(texts)), coverage)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        bm25 = bm25s.BM25.load(folder / "bm25", show_progress=False, allow_pickle=False)
        vocabulary = json.loads((folder / "vocabulary.json").read_text("utf-8"))
        idf = np.load(folder / "idf.npy", allow_pickle=False)
        return cls(bm25, vocabulary, idf, sparse.load_npz(folder / "coverage.npz").tocsr())

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._bm25.save(folder / "bm25", show_progress=False)
        (folder / "vocabulary.json").write_text(json.dumps(self._vocabulary, ensure_ascii=False), "utf-8")
        np.save(folder / "idf.npy", self._idf)
        sparse.save_npz(folder / "coverage.npz", self._coverage)

    def search(self, question: str) -> tuple[Scores, Scores]:
        """Score every text and every entry for ``question``.

        Returns the BM25 score of each text, and for each entry the share of the question's terms
        that it holds anywhere, weighted by IDF. Both between 0 and 1; unknown terms count against.
        """
        terms = sorted(set(tokenize(question)))
        known = [self._vocabulary[term] for term in terms if term in self._vocabulary]
        rarest = _idf(np.zeros(1, np.float32), self._bm25.scores["num_docs"])[0]
        most = float(self._idf[known].sum() + rarest * (len(terms) - len(known)))
        if not known or most <= 0:
            return np.zeros(self._bm25.scores["num_docs"], np.float32), np.zeros(self._coverage.shape[0], np.float32)
        scores = self._bm25.get_scores_from_ids(known) / most
        coverage = self._coverage[:, known] @ self._idf[known] / most
        return scores.astype(np.float32), coverage.astype(np.float32)


def _idf(document_frequency: Scores, documents: int) -> Scores:
    """Lucene's IDF, the one bm25s uses for ``method="lucene"``."""
    inverse: Scores = np.log(1 + (documents - document_frequency + 0.5) / (document_frequency + 0.5))
    return inverse
