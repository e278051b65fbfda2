"""An evaluation as people read it, and as programs do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich import box
from rich.table import Table

from knowledge_base.evaluation import GAIN, RANKING, Evaluation, Judged, failures
from knowledge_base.figures import Figure, Figures
from knowledge_base.search import KnowledgeBase

WIDTH = 100
"""Columns that the tables need."""
_GROUPS = 5
"""Groups side by side in that width."""
_SHOWN = 3
LEGEND = "\n".join(
    (
        "[ ] holds the 95 % confidence interval (bootstrap over the questions).",
        "Answerable questions: recall@N: a right entry is among the first N. MRR@10: the mean of 1/rank within the "
        "first ten. Right, wrong answer: what was shown as the answer. Asked, right among: the person was asked back "
        "and a right entry is one of the choices. False refusal: “I don't know”.",
        "The others: correct refusal, of all of them; near, not answered, of the near misses; unrelated, refused.",
        "Calibration error (ECE): how far the confidence lies from the share of right first hits.",
        "Gain in percentage points: ours less the equal-weight sum (dense + BM25), question by question.",
    )
)


def tables(evaluation: Evaluation) -> Iterator[Table]:
    """All tables, each readable on ``WIDTH`` columns."""
    counts = {"answerable": "recall@1", "unanswerable": "correct refusal"}
    yield from _tables("by language", evaluation.languages, counts)
    yield from _tables("answerable, by topic of the right entry", evaluation.topics, {"questions": "recall@1"})
    yield from _tables("unanswerable, by kind", evaluation.unanswerable, {"questions": "refused"})
    yield _ranking_table(evaluation.ranking)


def _tables(title: str, groups: Mapping[str, Figures], counts: Mapping[str, str]) -> Iterator[Table]:
    """The groups side by side; ``counts`` names for each count of questions the figure that knows it."""
    names = list(groups)
    for start in range(0, len(names), _GROUPS):
        part = [groups[name] for name in names[start : start + _GROUPS]]
        table = _table(title, names[start : start + _GROUPS])
        for label, measure in counts.items():
            of = (values[measure] for values in part)
            table.add_row(label, *(str(figure.questions if figure else 0) for figure in of))
        for measure in part[0]:
            row = [values[measure] for values in part]
            if any(row):
                table.add_row(measure, *map(_cell, row))
        yield table


def _ranking_table(languages: Mapping[str, Mapping[str, Figures]]) -> Table:
    """Every way of searching beside ours."""
    table = _table("ranking: simpler ways of searching, and ours", list(languages))
    for measure in RANKING:
        table.add_row(measure, style="bold")
        for method in languages["all"]:
            label, cell = (" gain in points", _points) if method == GAIN else (f" {method}", _cell)
            table.add_row(label, *(cell(methods[method][measure]) for methods in languages.values()))
    return table


def _table(title: str, columns: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE, collapse_padding=True, pad_edge=False)
    for name in ("", *columns):
        table.add_column(name, no_wrap=True)
    return table


def _cell(figure: Figure | None) -> str:
    return str(figure) if figure else "–"


def _points(figure: Figure | None) -> str:
    """A difference of shares, in percentage points."""
    if figure is None:
        return "–"
    return f"{100 * figure.value:+.0f} [{100 * figure.low:+.0f} {100 * figure.high:+.0f}]"


def failure_blocks(judged: Sequence[Judged], most: int | None = None) -> Iterator[str]:
    """A block of text for each failure, below a heading for its kind; ``most`` of each kind, or all."""
    for kind, items in failures(judged).items():
        if items:
            shown = items[:most]
            rest = f", the first {len(shown)} of them" if len(shown) < len(items) else ""
            yield f"── {kind}: {len(items)}{rest} ──\n"
            yield from map(_block, shown)


def failure_counts(judged: Sequence[Judged]) -> str:
    """One line: how many there are of each kind."""
    return "; ".join(f"{kind}: {len(items)}" for kind, items in failures(judged).items() if items) or "none"


def _block(item: Judged) -> str:
    question, result = item.question, item.result
    about = ", ".join(filter(None, (item.language, question.kind)))
    place = f", right entry at rank {item.rank()}" if item.rank() else ""
    hits = (f"\n            {hit.score:.3f}  {hit.passage.entry}  {hit.passage.title}" for hit in result.hits[:_SHOWN])
    return (
        f"{question.id} ({about}): {question.question}\n"
        f"  expected  {', '.join(question.entries) or 'nothing'}\n"
        f"  came      {result.outcome} ({result.reason}), confidence {result.confidence:.2f}{place}"
    ) + "".join((*hits, "\n"))


def as_data(evaluation: Evaluation, file: str, base: KnowledgeBase) -> dict[str, Any]:
    """All figures, with what they were measured on and what came of each question."""
    return {
        "file": file,
        "index": {name: value for name, value in asdict(base.index.manifest).items() if name != "files"},
        "thresholds": asdict(base.thresholds),
        "languages": _data(evaluation.languages),
        "topics": _data(evaluation.topics),
        "unanswerable": _data(evaluation.unanswerable),
        "ranking": {name: _data(methods) for name, methods in evaluation.ranking.items()},
        "results": [_result(item) for item in evaluation.judged],
    }


def _result(item: Judged) -> dict[str, Any]:
    result = item.result
    return item.question.model_dump() | {
        "lang": item.language,
        "outcome": result.outcome,
        "reason": result.reason,
        "confidence": result.confidence,
        "scores": [hit.score for hit in result.hits],
        "found": item.found,
    }


def _data(groups: Mapping[str, Figures]) -> dict[str, Any]:
    return {
        name: {measure: asdict(figure) if figure else None for measure, figure in values.items()}
        for name, values in groups.items()
    }
