"""Measure the model: ``python -m knowledge_base.training.evaluate [--parallel DIR] [FILE.jsonl …]``.

Beside it, in the same run, stand MiniLM and plain BM25. Sentences that were held out of training
need ``--parallel``; all else is in this repository.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich import box
from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits

from knowledge_base.batch import Question, read_questions
from knowledge_base.documents import Documents, read_documents
from knowledge_base.encoder import OWN_MODEL_FOLDER, Encoder, Progress, SentenceTransformerEncoder, Vectors
from knowledge_base.entries import LANGUAGES
from knowledge_base.index import build_index, load_index
from knowledge_base.search import KnowledgeBase
from knowledge_base.settings import OWN_MODEL, PACKAGED_MODEL, Settings
from knowledge_base.soft import SoftIndex, SoftQuery
from knowledge_base.training.data import kept_out

DIRECTIONS = (("vi", "en"), ("zh", "en"), ("zh", "vi"), ("en", "vi"), ("lo", "vi"), ("lo", "en"))
_SENTENCE_PAIRS = (("en", "vi"), ("zh", "en"), ("lo", "en"), ("zh", "vi"), ("lo", "vi"))
_CANDIDATES = 50
_LINES = 4
_POOLED = 0.5
"""What the pooled cosine counts beside soft matching."""
_OUT = Console(soft_wrap=True, highlight=False, markup=False)


class NoEncoder:
    """Knows no language: the search is left to BM25."""

    identity = "none"
    languages: frozenset[str] = frozenset()

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return np.zeros((len(texts), 1), np.float32)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        return self.encode_questions(texts)


@dataclass(frozen=True)
class Recall:
    """How many of the questions had a right entry first, and among the first five."""

    first: int
    among_five: int
    questions: int

    def __str__(self) -> str:
        if not self.questions:
            return "–"
        return f"{self.first / self.questions:.3f} {self.among_five / self.questions:.3f}"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m knowledge_base.training.evaluate", description=__doc__)
    parser.add_argument("questions", nargs="*", type=Path, metavar="FILE.jsonl", help="questions with their entries")
    parser.add_argument("--model", default=OWN_MODEL, help="as EMBEDDING_MODEL (default: our own)")
    parser.add_argument("--parallel", type=Path, metavar="DIR", help="the folder that holds heldout/")
    parser.add_argument("--documents", type=Path, metavar="DIR", help="our entries (default: DOCUMENTS_DIR)")
    parser.add_argument("--foreign", type=Path, metavar="DIR", help="other documents/, and questions.jsonl on them")
    options = parser.parse_args(arguments)
    ours = SentenceTransformerEncoder.load(options.model)
    encoders: dict[str, Encoder] = {
        "ours": ours,
        "MiniLM": SentenceTransformerEncoder.load(PACKAGED_MODEL),
        "BM25": NoEncoder(),
    }
    documents = read_documents(options.documents or Settings().documents_dir)

    asked = [question for path in options.questions for question in read_questions(path)]
    asked = [question for question in asked if question.entries and question.lang]
    fresh = [question for question in asked if all(map(kept_out, question.entries))]
    own = list(_own_questions(documents))
    within = tuple((code, code) for code in LANGUAGES)
    bases = {name: one_language_bases(documents, encoder) for name, encoder in encoders.items()}
    for title, questions, directions in (
        ("questions → entries, the index in another language only", asked, DIRECTIONS),
        ("the same, entries kept out of training", fresh, DIRECTIONS),
        ("the kept-out entries' own questions, the index in another language only", own, DIRECTIONS),
        ("questions → entries within a language", asked, within),
        ("the same, entries kept out of training", fresh, within),
    ):
        if questions:
            _OUT.print(_recall_table(f"{title}: recall@1 @5", questions, directions, bases))
    _OUT.print(_newcomer_table(documents, ours, fresh, own))
    if options.foreign:
        others = read_documents(options.foreign / "documents")
        bases_of_others = {name: one_language_bases(others, encoder) for name, encoder in encoders.items()}
        title = f"{len(others.entries)} paragraphs that are not ours, without questions of their own: recall@1 @5"
        on_others = read_questions(options.foreign / "questions.jsonl")
        _OUT.print(_recall_table(title, on_others, (*DIRECTIONS, *within), bases_of_others))
    if options.parallel:
        _OUT.print(_sentence_table(ours, options.parallel / "heldout"))
        _OUT.print(_paragraph_table(ours, options.parallel / "heldout"))
    sample = [question.question for question in asked or own][:400]
    with threadpool_limits(1):
        _OUT.print(_cost_table(ours, bases["ours"]["en"], sample))
    folder = OWN_MODEL_FOLDER if options.model == OWN_MODEL else Path(options.model)
    sizes = [path.stat().st_size for path in folder.iterdir() if path.is_file()]
    _OUT.print(f"the model's files: {sum(sizes) / 1e6:.1f} MB, the largest {max(sizes) / 1e6:.1f} MB")


def one_language_bases(documents: Documents, encoder: Encoder) -> Mapping[str, KnowledgeBase]:
    """For each language a knowledge base whose entries have no text in any other."""
    bases = {}
    for code in LANGUAGES:
        entries = {
            entry.id: replace(entry, texts={code: entry.texts[code]})
            for entry in documents.entries.values()
            if code in entry.texts
        }
        bases[code] = _base(Documents(documents.folder, entries), encoder)
    return bases


def _newcomer_table(
    documents: Documents, encoder: Encoder, fresh: Sequence[Question], own: Sequence[Question]
) -> Table:
    """An entry of this morning: the kept-out ones have one language only, all others all four."""
    title = "the kept-out entries in one language only, all others in four: recall@1 @5"
    table = Table("", "questions", "ours", "their own questions", "ours", box=box.SIMPLE, title=title)
    for only in ("vi", "en"):
        entries = {
            entry.id: replace(entry, texts={only: entry.texts[only]}) if kept_out(entry.id) else entry
            for entry in documents.entries.values()
        }
        base = _base(Documents(documents.folder, entries), encoder)
        for asked in LANGUAGES:
            if asked != only:
                row = [f"{asked} → {only}"]
                for questions in (fresh, own):
                    ours = [question for question in questions if question.lang == asked]
                    row += [str(len(ours)), str(recall(ours, base))]
                table.add_row(*row)
    return table


def _base(documents: Documents, encoder: Encoder) -> KnowledgeBase:
    with tempfile.TemporaryDirectory() as folder:
        build_index(documents, "", Path(folder), encoder)
        return KnowledgeBase(load_index(Path(folder), encoder.identity), encoder)


def _own_questions(documents: Documents) -> Iterable[Question]:
    for entry in documents.entries.values():
        if kept_out(entry.id):
            for code, text in entry.texts.items():
                for number, question in enumerate(text.questions):
                    yield Question(id=f"{entry.id}/{code}/{number}", question=question, lang=code, entries=(entry.id,))


def recall(questions: Iterable[Question], base: KnowledgeBase) -> Recall:
    """Ask ``base`` all ``questions``, each in its language."""
    ranks = []
    for question in questions:
        hits = base.search(question.question, question.lang).hits
        found = (rank for rank, hit in enumerate(hits) if hit.passage.entry in question.entries)
        ranks.append(next(found, len(hits) + 5))
    return Recall(sum(rank == 0 for rank in ranks), sum(rank < 5 for rank in ranks), len(ranks))


def _recall_table(
    title: str,
    questions: Sequence[Question],
    directions: Sequence[tuple[str, str]],
    bases: Mapping[str, Mapping[str, KnowledgeBase]],
) -> Table:
    table = Table("", "questions", *bases, box=box.SIMPLE, title=title)
    for asked, indexed in directions:
        ours = [question for question in questions if question.lang == asked]
        scores = [recall(ours, base[indexed]) for base in bases.values()]
        table.add_row(asked if asked == indexed else f"{asked} → {indexed}", str(len(ours)), *map(str, scores))
    return table


def _sentence_table(encoder: SentenceTransformerEncoder, folder: Path) -> Table:
    """Each held-out sentence must find its translation: mean of both directions."""
    sets = _held_out(folder)
    columns = [f"{name} {how}" for name in sets for how in ("pooled", "soft")]
    table = Table("", *columns, box=box.SIMPLE, title="held-out sentences: recall@1, both directions")
    for pair in _SENTENCE_PAIRS:
        row = []
        for texts in sets.values():
            numbers = np.arange(len(texts["en"]))
            found = [_found(encoder, texts[a], texts[b], numbers) for a, b in itertools.permutations(pair)]
            row += [f"{value:.3f}" for value in np.mean(found, axis=0)]
        table.add_row("–".join(pair), *row)
    return table


def _paragraph_table(encoder: SentenceTransformerEncoder, folder: Path) -> Table:
    """Four lines in a row make a paragraph; the first half of a line in another language must find it."""
    sets = _held_out(folder)
    columns = [f"{name} {how}" for name in sets for how in ("pooled", "soft")]
    table = Table("", *columns, box=box.SIMPLE, title="held-out paragraphs, by half a line: recall@1")
    for asked, indexed in DIRECTIONS:
        row = []
        for texts in sets.values():
            lines = texts[indexed]
            paragraphs = [" ".join(lines[start : start + _LINES]) for start in range(0, len(lines), _LINES)]
            halves = [line[: len(line) // 2] for line in texts[asked]]
            row += [f"{value:.3f}" for value in _found(encoder, halves, paragraphs, np.arange(len(halves)) // _LINES)]
        table.add_row(f"{asked} → {indexed}", *row)
    return table


def _held_out(folder: Path) -> Mapping[str, Mapping[str, list[str]]]:
    """For each set of held-out lines its name, and the lines of each language."""
    sets = {}
    for path in sorted(folder.glob("*.tsv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
            head, *rows = [line.rstrip("\n").split("\t") for line in file]
        columns = {name: [row[at] for row in rows] for at, name in enumerate(head) if name in LANGUAGES}
        sets[path.name.partition("-")[0]] = columns
    return sets


def _found(
    encoder: SentenceTransformerEncoder, asked: Sequence[str], indexed: Sequence[str], right: npt.NDArray[np.int64]
) -> tuple[float, float]:
    """The share of ``asked`` that find their ``right`` text first: by pooled vectors, and by soft matching on top."""
    assert encoder.table is not None
    cosines = encoder.encode_passages(asked) @ encoder.encode_passages(indexed).T
    near = np.argsort(-cosines, axis=1)[:, :_CANDIDATES]
    index = SoftIndex.from_texts(encoder.table, indexed)
    soft = 0
    for number, text in enumerate(asked):
        query = SoftQuery.of(encoder.table, text)
        scores = index.matches(query, near[number]) @ query.weights + _POOLED * cosines[number, near[number]]
        soft += near[number][np.argmax(scores)] == right[number]
    return float((near[:, 0] == right).mean()), soft / len(asked)


def _cost_table(encoder: SentenceTransformerEncoder, base: KnowledgeBase, questions: Sequence[str]) -> Table:
    """What a question costs: its vector, its features, matching fifty texts with it, and all of the search."""
    table, index = encoder.table, base.index.soft
    assert table is not None
    assert index is not None
    texts = np.random.default_rng(1).permutation(len(base.index.units))[:_CANDIDATES].astype(np.int64)
    queries = {question: SoftQuery.of(table, question) for question in questions}
    costs = Table("", "median", "slowest in 20", box=box.SIMPLE, title="cost of a question")
    works: dict[str, Callable[[str], object]] = {
        "its vector": lambda question: encoder.encode_questions([question]),
        "its features": lambda question: SoftQuery.of(table, question),
        f"soft matching, {len(texts)} texts": lambda question: index.matches(queries[question], texts),
        "the whole search": lambda question: base.search(question, "en"),
    }
    for name, work in works.items():
        seconds = []
        for question in questions:
            start = time.perf_counter()
            work(question)
            seconds.append(time.perf_counter() - start)
        costs.add_row(name, *(f"{1e6 * np.quantile(seconds, share):.0f} µs" for share in (0.5, 0.95)))
    return costs


if __name__ == "__main__":
    main()
