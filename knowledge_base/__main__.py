"""The knowledge base's commands: check, build, search, evaluate, calibrate."""

from __future__ import annotations

import argparse
import datetime
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from knowledge_base.batch import BadQuestions, Question, as_json, read_questions
from knowledge_base.check import check
from knowledge_base.documents import UnreadableDocuments, documents_hash, read_documents
from knowledge_base.encoder import ModelProblem, SentenceTransformerEncoder, model_identity
from knowledge_base.entries import LANGUAGES, STATUSES, TOPICS, Entry
from knowledge_base.faults import Severity
from knowledge_base.index import IndexProblem, build_index, is_current, units_of
from knowledge_base.settings import Settings

_OUT = Console(soft_wrap=True, highlight=False, markup=False)
_ERR = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status is 0, 1 (found wanting) or 2 (could not be done)."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace, Settings], int] = options.command
    try:
        return command(options, Settings())
    except (IndexProblem, ModelProblem, BadQuestions) as err:
        _ERR.print(str(err))
    except UnreadableDocuments as err:
        for fault in err.faults:
            _ERR.print(str(fault))
        _ERR.print("nothing was built: mend these files first")
    except BrokenPipeError:
        # `| head` has seen enough; what Python still holds back at the end must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as err:
        _ERR.print(f"{err.filename}: cannot be read or written ({err.strerror})")
    except KeyboardInterrupt:
        return 130
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge_base", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[..., int], text: str, *shared: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(command=command)
        if "documents" in shared:
            sub.add_argument("--documents", type=Path, metavar="DIR", help="the documents (default: DOCUMENTS_DIR)")
        if "index" in shared:
            sub.add_argument("--index", type=Path, metavar="DIR", help="the index (default: INDEX_DIR)")
        return sub

    sub = add("check", _check, "every fault of the documents, and what there is", "documents")
    sub.add_argument("--strict", action="store_true", help="fail on what is merely incomplete, too")
    add("build", _build, "documents → index; does nothing if up to date", "documents", "index")
    sub = add("search", _search, "what the bot would answer", "index")
    sub.add_argument("question", nargs="?")
    sub.add_argument("--lang", choices=LANGUAGES, help="the question's language (default: detected)")
    sub.add_argument("--json", action="store_true", help="as one line of JSON")
    sub.add_argument("--batch", type=Path, metavar="FILE.jsonl", help="many questions, one JSON object a line")
    sub = add("evaluate", _evaluate, "recall, rank and refusals per language", "index")
    sub.add_argument("file", type=Path, metavar="FILE.jsonl")
    sub.add_argument("--details", type=Path, metavar="FILE.jsonl", help="write every question's result there")
    sub = add("calibrate", _calibrate, "fit the confidence to questions whose answers are known", "index")
    sub.add_argument("file", type=Path, metavar="FILE.jsonl")
    return parser


def _check(options: argparse.Namespace, settings: Settings) -> int:
    with _ERR.status("reading the documents …"):
        documents = read_documents(options.documents or settings.documents_dir)
        faults = check(documents, datetime.date.today())
    for fault in faults:
        _OUT.print(str(fault))
    _OUT.print(_coverage(documents.entries))
    wrong = [fault for fault in faults if fault.severity > Severity.INCOMPLETE or options.strict]
    _OUT.print(f"{len(documents.entries)} entries, {len(wrong)} faults, {len(faults) - len(wrong)} incomplete")
    return 1 if wrong else 0


def _coverage(entries: dict[str, Entry]) -> Table:
    """How many entries there are per topic and language, and how far their texts are reviewed."""
    table = Table(
        "topic", "entries", *LANGUAGES, *STATUSES, "questions", box=box.SIMPLE, collapse_padding=True, pad_edge=False
    )
    for topic in (*TOPICS, "all"):
        ours = [entry for entry in entries.values() if topic in (entry.topic, "all")]
        texts = [text for entry in ours for text in entry.texts.values()]
        row = [len(ours), *(sum(text.language == code for text in texts) for code in LANGUAGES)]
        row += [sum(text.status == status for text in texts) for status in STATUSES]
        table.add_row(topic, *map(str, [*row, sum(len(text.questions) for text in texts)]))
    return table


def _build(options: argparse.Namespace, settings: Settings) -> int:
    folder = options.documents or settings.documents_dir
    index = options.index or settings.index_path
    digest = documents_hash(folder)
    if is_current(index, digest, model_identity(settings.embedding_model)):
        _ERR.print(f"the index in {index} is up to date")
        return 0
    documents = read_documents(folder)
    if documents.unreadable:
        raise UnreadableDocuments(documents.unreadable)
    faults = [fault for fault in check(documents, datetime.date.today()) if fault.severity is Severity.FAULT]
    if faults:
        _ERR.print(f"{len(faults)} faults in the documents (`python -m knowledge_base check` lists them)")
    encoder = SentenceTransformerEncoder.load(settings.embedding_model)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=_ERR) as bar:
        task = bar.add_task("indexing", total=len(units_of(documents.entries)))
        manifest = build_index(documents, digest, index, encoder, lambda done: bar.advance(task, done))
    _ERR.print(f"published {manifest.entries} entries, {manifest.passages} passages in {index}")
    return 0


def _search(options: argparse.Namespace, settings: Settings) -> int:
    from knowledge_base.search import KnowledgeBase

    if (options.question is None) == (options.batch is None):
        _ERR.print('ask one question ("…") or give --batch FILE.jsonl')
        return 2
    if options.batch:
        questions = read_questions(options.batch)
    else:
        # A terminal may send bytes that are no text; Python keeps them as halves of characters.
        question = options.question.encode(errors="replace").decode()
        questions = [Question(id="1", question=question, lang=options.lang)]
    base = KnowledgeBase.load(options.index or settings.index_path, settings.embedding_model)
    for question in questions:
        result = base.search(question.question, question.lang or options.lang)
        if options.json or options.batch:
            print(as_json(question.id, result), flush=True)
        else:
            _OUT.print(f"{result.outcome} ({result.language}, confidence {result.confidence:.2f}, {result.ms:.0f} ms)")
            for hit in result.hits:
                heading = f" — {hit.passage.heading}" if hit.passage.heading else ""
                _OUT.print(f"\n{hit.score:.3f}  {hit.passage.entry}  {hit.passage.title}{heading}\n{hit.passage.text}")
    return 0


def _evaluate(options: argparse.Namespace, settings: Settings) -> int:
    from knowledge_base.evaluation import Judged, scores_by_language
    from knowledge_base.search import KnowledgeBase

    questions = read_questions(options.file)
    base = KnowledgeBase.load(options.index or settings.index_path, settings.embedding_model)
    judged = [Judged(question, base.search(question.question, question.lang)) for question in questions]
    if options.details:
        lines = (
            json.dumps({**q.question.model_dump(), **json.loads(as_json(q.question.id, q.result))}, ensure_ascii=False)
            for q in judged
        )
        options.details.write_text("\n".join(lines) + "\n", "utf-8")
    scores = scores_by_language(judged)
    table = Table("", *scores, box=box.SIMPLE, title=f"{options.file.name}: {len(judged)} questions")
    for name in asdict(scores["all"]):
        values = (getattr(score, name) for score in scores.values())
        table.add_row(name, *("–" if v is None else f"{v:.3f}" if isinstance(v, float) else str(v) for v in values))
    _OUT.print(table)
    return 0


def _calibrate(options: argparse.Namespace, settings: Settings) -> int:
    from knowledge_base.calibration import fit
    from knowledge_base.decision import save_calibration
    from knowledge_base.search import KnowledgeBase

    questions = read_questions(options.file)
    base = KnowledgeBase.load(options.index or settings.index_path, settings.embedding_model)
    calibration = fit(questions, base)
    save_calibration(calibration, soft=base.index.soft is not None)
    _OUT.print(f"fitted {', '.join(calibration)} on {len(questions)} questions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
