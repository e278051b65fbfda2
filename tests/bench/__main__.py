"""Speed and memory: ``python -m tests.bench [--sizes PASSAGES …]`` (``make bench``).

Times are given as they were measured and as ratios: of a search to the bare encoder's forward pass, of
a turn with an answer to a turn of Rasa without a search.
"""

from __future__ import annotations

import argparse

from rich.console import Console

from knowledge_base.batch import read_questions
from tests.bench.assistant import assistant_table, bench_assistant
from tests.bench.dialogue import bench_dialogue, dialogue_table
from tests.bench.one_process import QUESTIONS
from tests.bench.search import bench_search, search_table

COUNT = 100
"""Questions asked of the whole assistant; the search alone gets all."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="speed and memory")
    sizes = "passages of the knowledge bases that are searched (default: 1000 10000; none: the assistant alone)"
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000, 10000], metavar="PASSAGES", help=sizes)
    parser.add_argument("--search-only", action="store_true", help="leave out the whole assistant and Rasa")
    options = parser.parse_args()
    out, err = Console(), Console(stderr=True)
    if options.sizes:
        out.print(search_table(list(bench_search(options.sizes, err))))
    if not options.search_only:
        questions = read_questions(QUESTIONS)
        questions = questions[:: max(1, len(questions) // COUNT)][:COUNT]
        out.print(assistant_table(bench_assistant(questions, err)))
        out.print(dialogue_table(bench_dialogue(err)))


if __name__ == "__main__":
    main()
