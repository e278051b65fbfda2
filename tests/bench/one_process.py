"""A process of its own loads an index and searches it: ``python -m tests.bench.one_process INDEX``.

Prints ``ProcessFigures`` as one JSON object. Meant to run with one thread for each library.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from knowledge_base.batch import Question, read_questions
from knowledge_base.encoder import load_encoder
from knowledge_base.index import load_index
from knowledge_base.search import KnowledgeBase
from knowledge_base.settings import Settings
from tests.bench.timing import timed

QUESTIONS = Path(__file__).parent.parent / "questions" / "dev.jsonl"


@dataclass(frozen=True)
class ProcessFigures:
    """Seconds to load the index, milliseconds and numbers per second of questions, resident memory in MB.

    ``encoder`` is the median of the bare encoder's forward pass; ``memory`` that of the whole process
    when all questions are answered.
    """

    load: float
    encoder: float
    median: float
    p95: float
    per_second: float
    per_second_2: float
    memory: float


def measure(folder: Path, questions: Sequence[Question]) -> ProcessFigures:
    """Load the index of ``folder`` and answer all ``questions``."""
    encoder = load_encoder(Settings().embedding_model)
    begun = time.perf_counter()
    base = KnowledgeBase(load_index(folder, encoder.identity), encoder)
    load = time.perf_counter() - begun
    bare = timed("encoder alone", lambda question: encoder.encode_questions([question.question]), questions)
    search = timed("search", lambda question: base.search(question.question, question.lang), questions)
    alone, two = (per_second(base, questions, threads) for threads in (1, 2))
    memory = psutil.Process().memory_info().rss / 1e6
    return ProcessFigures(load, bare.median, search.median, search.p95, alone, two, memory)


def per_second(base: KnowledgeBase, questions: Sequence[Question], threads: int) -> float:
    """Questions answered in a second by so many threads together."""
    with ThreadPoolExecutor(threads) as pool:
        begun = time.perf_counter()
        list(pool.map(lambda question: base.search(question.question, question.lang), questions))
        return len(questions) / (time.perf_counter() - begun)


if __name__ == "__main__":
    print(json.dumps(asdict(measure(Path(sys.argv[1]), read_questions(QUESTIONS)))))
