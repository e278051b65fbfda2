"""Train the model: ``python -m knowledge_base.training --parallel DIR --out DIR``."""

from __future__ import annotations

import argparse
import json
import platform
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from knowledge_base.documents import read_documents
from knowledge_base.encoder import PACKAGED_SHA256
from knowledge_base.glossary import shipped_glossary
from knowledge_base.settings import Settings
from knowledge_base.training import data, teacher
from knowledge_base.training.corpus import build_corpus
from knowledge_base.training.export import save_model
from knowledge_base.training.learn import Learner, Stage, Table

LEXICON = Path(__file__).with_name("lexicon.tsv")
STAGES = (
    Stage("pairs", 1600, 1024, 0.03, own_share=0.15, teacher=0.5),
    Stage("finer", 1600, 1024, 0.015, own_share=0.15, teacher=0.5),
    Stage("soft", 700, 128, 0.006, own_share=0.4, soft=True, sentence=12),
)
_ERR = Console(stderr=True, soft_wrap=True, highlight=False)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m knowledge_base.training", description=__doc__)
    parser.add_argument("--parallel", type=Path, required=True, metavar="DIR", help="the parallel files")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the model is written")
    parser.add_argument("--work", type=Path, metavar="DIR", help="checkpoints; training resumes from them")
    parser.add_argument("--documents", type=Path, metavar="DIR", help="our entries (default: DOCUMENTS_DIR)")
    parser.add_argument("--all-entries", action="store_true", help="train on the kept-out fifth of them, too")
    parser.add_argument("--teach", type=int, default=45_000, metavar="N", help="English texts the teacher encodes")
    parser.add_argument("--steps", type=float, default=1.0, metavar="FACTOR", help="of the usual number of steps")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    work = options.work or options.out.with_name(options.out.name + "-work")
    work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)

    pairs = _pairs(options.parallel, options.documents or Settings().documents_dir, options.all_entries)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, TimeRemainingColumn(), TextColumn("{task.fields[loss]}"), console=_ERR) as bar:
        if not (work / "teacher.npz").exists():
            chosen = teacher.choose(pairs, options.teach, options.seed)
            task = bar.add_task("teacher", total=len(chosen), loss="")
            teacher.teach(chosen, work / "teacher.npz", lambda done: bar.advance(task, done))
        texts, vectors = teacher.read(work / "teacher.npz")
        _ERR.print(f"{len(pairs)} pairs; counting their features")
        corpus = build_corpus(pairs)
        _ERR.print(f"{len(corpus.folded)} texts, {len(corpus.vocabulary)} rows")
        known = np.array([number for number, text in enumerate(texts) if text in corpus.numbers], np.int64)
        taught = np.array([corpus.numbers[texts[number]] for number in known], np.int64), vectors[known]
        table = Table.untrained(corpus.idf, options.seed)
        for number, planned in enumerate(STAGES):
            checkpoint = work / f"{number}-{planned.name}.pt"
            if checkpoint.exists():
                table = Table(*torch.load(checkpoint, weights_only=True))
                continue
            stage = replace(planned, steps=max(1, round(planned.steps * options.steps)))
            Learner(corpus, table, taught, options.seed + number).run(stage, _Reporter(bar, stage))
            torch.save((table.rows, table.weights), checkpoint)
    rows = Counter(pair.source for pair in pairs)
    made_with = {
        "rows": dict(rows.most_common()),
        "teacher": {"model": "all-MiniLM-L6-v2", "sha256": PACKAGED_SHA256, "texts": len(texts)},
        "stages": [vars(stage) for stage in STAGES],
        "steps_factor": options.steps,
        "seed": options.seed,
        "entries": "all" if options.all_entries else "without the fifth that is kept out",
        "versions": {"python": platform.python_version(), "torch": torch.__version__, "numpy": np.__version__},
    }
    save_model(options.out, corpus.vocabulary, table, json.dumps(made_with, indent=1, ensure_ascii=False))
    _ERR.print(f"saved in {options.out}")


class _Reporter:
    """Shows the steps done and the mean losses of the last ones; in a log a line every hundred steps."""

    def __init__(self, bar: Progress, stage: Stage) -> None:
        self._bar = bar
        self._name = stage.name
        self._task = bar.add_task(stage.name, total=stage.steps, loss="")
        self._recent: deque[Mapping[str, float]] = deque(maxlen=50)

    def __call__(self, step: int, losses: Mapping[str, float]) -> None:
        self._recent.append(losses)
        means = {name: sum(each[name] for each in self._recent) / len(self._recent) for name in losses}
        shown = "  ".join(f"{name} {mean:.3f}" for name, mean in means.items())
        self._bar.update(self._task, completed=step, loss=shown)
        if step % 100 == 0 and not _ERR.is_terminal:
            _ERR.print(f"{self._name} {step}: {shown}")


def _pairs(parallel: Path, documents: Path, all_entries: bool) -> list[data.Pair]:
    entries = read_documents(documents).entries.values()
    pairs = list(data.entry_pairs(entry for entry in entries if all_entries or not data.kept_out(entry.id)))
    pairs += data.glossary_pairs(shipped_glossary())
    if LEXICON.exists():
        pairs += data.lexicon_pairs(LEXICON)
    pairs += data.parallel_pairs(parallel)
    pairs += data.term_pairs(parallel / "terms.tsv")
    return pairs


if __name__ == "__main__":
    main()
