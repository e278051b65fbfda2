"""The search at several sizes of the knowledge base."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from knowledge_base.documents import Documents, read_documents
from knowledge_base.encoder import Encoder, load_encoder
from knowledge_base.entries import Entry
from knowledge_base.index import Manifest, build_index, published
from knowledge_base.settings import Settings
from tests.bench.corpus import knowledge_base_of
from tests.bench.one_process import ProcessFigures

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""For each library; Python's own threads are counted apart."""


@dataclass(frozen=True)
class SizeFigures:
    """What one size costs: seconds to build all and to build again after one entry was changed, MB on disk."""

    manifest: Manifest
    build: float
    rebuild: float
    disk: float
    process: ProcessFigures


def bench_search(sizes: Sequence[int], console: Console) -> Iterator[SizeFigures]:
    """Build and search knowledge bases of so many passages."""
    settings = Settings()
    real = read_documents(settings.documents_dir).entries
    encoder = load_encoder(settings.embedding_model)
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder, console.status("") as status:
            status.update(f"{size:,} passages: making them up …")
            entries = knowledge_base_of(size, real)
            status.update(f"{size:,} passages: building …")
            manifest, build = _built(entries, Path(folder), encoder)
            status.update(f"{size:,} passages: building again after a change …")
            _, rebuild = _built(_changed(entries), Path(folder), encoder)
            status.update(f"{size:,} passages: searching …")
            yield SizeFigures(manifest, build, rebuild, _size(published(Path(folder))), _in_own_process(Path(folder)))


def _built(entries: Mapping[str, Entry], folder: Path, encoder: Encoder) -> tuple[Manifest, float]:
    begun = time.perf_counter()
    manifest = build_index(Documents(folder, dict(entries)), "", folder, encoder)
    return manifest, time.perf_counter() - begun


def _changed(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """The entries, one of them with another short answer in each language."""
    entry = next(iter(entries.values()))
    texts = {code: replace(text, short_answer=f"{text.short_answer} 2030.") for code, text in entry.texts.items()}
    return {**entries, entry.id: replace(entry, texts=texts)}


def _size(build: Path | None) -> float:
    return sum(path.stat().st_size for path in build.rglob("*") if path.is_file()) / 1e6 if build else 0


def _in_own_process(folder: Path) -> ProcessFigures:
    command = [sys.executable, "-m", "tests.bench.one_process", str(folder)]
    done = subprocess.run(command, env={**os.environ, **_ONE_THREAD}, stdout=subprocess.PIPE, check=True)
    return ProcessFigures(**json.loads(done.stdout))


def search_table(figures: Sequence[SizeFigures]) -> Table:
    """One column per size."""
    title = "the search, one core; model and libraries are part of the memory"
    table = Table("", *(f"{f.manifest.passages:,} passages" for f in figures), box=box.SIMPLE, title=title)
    rows = {
        "entries / texts searched": [f"{f.manifest.entries:,} / {f.manifest.units:,}" for f in figures],
        "a question: median ms": [f"{f.process.median:.1f}" for f in figures],
        "a question: p95 ms": [f"{f.process.p95:.1f}" for f in figures],
        "median × bare encoder": [f"{f.process.median / f.process.encoder:.0f}" for f in figures],
        "questions/s: 1 thread / 2": [f"{f.process.per_second:.0f} / {f.process.per_second_2:.0f}" for f in figures],
        "build s": [f"{f.build:.1f}" for f in figures],
        "build s after a change": [f"{f.rebuild:.2f}" for f in figures],
        "load s": [f"{f.process.load:.2f}" for f in figures],
        "memory MB": [f"{f.process.memory:.0f}" for f in figures],
        "index on disk MB": [f"{f.disk:.0f}" for f in figures],
    }
    for name, cells in rows.items():
        table.add_row(name, *cells)
    return table
