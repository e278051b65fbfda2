"""The knowledge base's commands: check, build, search, evaluate, calibrate."""

from __future__ import annotations

import argparse
import datetime
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import astuple, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn, track
from rich.table import Table

from knowledge_base.batch import BadQuestions, Question, as_json, read_questions
from knowledge_base.check import check
from knowledge_base.documents import UnreadableDocuments, documents_hash, read_documents
from knowledge_base.encoder import ModelProblem, load_encoder, model_identity
from knowledge_base.entries import LANGUAGES, STATUSES, TOPICS, Entry
from knowledge_base.faults import Severity
from knowledge_base.index import IndexProblem, build_index, is_current
from knowledge_base.settings import Settings
from knowledge_base.units import Units

if TYPE_CHECKING:
    from knowledge_base.search import KnowledgeBase, SearchResult

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
    sub.add_argument("--explain", action="store_true", help="show why: parts of the scores, matched words, the outcome")
    sub = add("evaluate", _evaluate, "how good the answers are, per language and topic", "index")
    sub.add_argument("file", type=Path, metavar="FILE.jsonl")
    failures = "list the failures: N of each kind here, or all in a file"
    sub.add_argument("--failures", type=_count_or_path, metavar="N|FILE", help=failures)
    sub.add_argument("--json", type=Path, metavar="FILE", help="write all figures and each question's result there")
    sub.add_argument(
        "--conversation", type=Path, metavar="FILE.jsonl", help="messages that go on, or hold two questions"
    )
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
    encoder = load_encoder(settings.embedding_model)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=_ERR) as bar:
        task = bar.add_task("indexing", total=len(Units(documents.entries)))
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
        language = question.lang or options.lang
        as_data = options.json or options.batch is not None
        if options.explain:
            _explain(question, language, base, as_data)
        elif as_data:
            print(as_json(question.id, base.search(question.question, language)), flush=True)
        else:
            _show(base.search(question.question, language))
    return 0


def _show(result: SearchResult) -> None:
    _OUT.print(f"{result.outcome} ({result.language}, confidence {result.confidence:.2f}, {result.ms:.0f} ms)")
    for hit in result.hits:
        heading = f" — {hit.passage.heading}" if hit.passage.heading else ""
        _OUT.print(f"\n{hit.score:.3f}  {hit.passage.entry}  {hit.passage.title}{heading}\n{hit.passage.text}")


def _explain(question: Question, language: str | None, base: KnowledgeBase, as_data: bool) -> None:
    from knowledge_base import explain_report as report
    from knowledge_base.explain import explain

    explanation = explain(base, question.question, language)
    if as_data:
        answer = json.loads(as_json(question.id, explanation.result))
        print(json.dumps(answer | {"explanation": explanation.as_data()}, ensure_ascii=False), flush=True)
    else:
        for line in report.lines(explanation):
            _wide(report.WIDTH).print(line)


def _wide(columns: int) -> Console:
    """Where to print what needs so many columns: a pipe has eighty unless told otherwise."""
    return Console(width=max(_OUT.width, columns), highlight=False, markup=False)


def _evaluate(options: argparse.Namespace, settings: Settings) -> int:
    from knowledge_base import evaluation_conversation
    from knowledge_base import evaluation_report as report
    from knowledge_base.evaluation import Evaluation, ask
    from knowledge_base.evaluation_conversation import read_messages
    from knowledge_base.search import KnowledgeBase

    questions = read_questions(options.file)
    if not questions:
        raise BadQuestions(f"{options.file}: there are no questions in it")
    base = KnowledgeBase.load(options.index or settings.index_path, settings.embedding_model)
    _warn_of_unknown_entries(questions, base.entries)
    judged = list(track(ask(questions, base), "asking", len(questions), console=_ERR, transient=True))
    evaluation = Evaluation.of(judged)
    wide = _wide(report.WIDTH)
    wide.print(f"{options.file}: {len(judged)} questions")
    for table in report.tables(evaluation):
        wide.print(table)
    wide.print(report.LEGEND)
    if options.conversation:
        for table in evaluation_conversation.tables(read_messages(options.conversation), base):
            wide.print(table)
    _OUT.print(f"\nfailures: {report.failure_counts(judged)}")
    if isinstance(options.failures, Path):
        options.failures.write_text("\n".join(report.failure_blocks(judged)), "utf-8")
        _OUT.print(f"they stand in {options.failures}")
    elif options.failures:
        _OUT.print("\n" + "\n".join(report.failure_blocks(judged, options.failures)))
    if options.json:
        data = report.as_data(evaluation, str(options.file), base)
        options.json.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


def _warn_of_unknown_entries(questions: list[Question], entries: Mapping[str, Entry]) -> None:
    unknown = sorted({entry for question in questions for entry in question.entries} - set(entries))
    if unknown:
        more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
        _ERR.print(f"the index has no entry {', '.join(unknown[:3])}{more}: questions for them count as not found")


def _count_or_path(value: str) -> int | Path:
    return int(value) if value.isdecimal() else Path(value)


_TRIED = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85)
"""Thresholds that `calibrate` compares."""


def _calibrate(options: argparse.Namespace, settings: Settings) -> int:
    from knowledge_base.calibration import cross_validated, examples, fit
    from knowledge_base.decision import Thresholds, save_calibration
    from knowledge_base.search import KnowledgeBase

    questions = read_questions(options.file)
    base = KnowledgeBase.load(options.index or settings.index_path, settings.embedding_model)
    found = examples(track(questions, "searching", console=_ERR), base)
    save_calibration(fit(found), soft=base.index.soft is not None)
    _OUT.print(f"fitted to {len(found)} questions; what other thresholds would do, cross-validated:")
    usual = Thresholds()
    others = [replace(usual, answer=share) for share in _TRIED] + [replace(usual, none=share) for share in _TRIED]
    tried = [usual, *(limits for limits in others if limits != usual)]
    table = Table(
        "answer", "none", "answered", "wrong", "refused", "near answered", "unrelated refused", box=box.SIMPLE
    )
    for limits, rates in zip(tried, cross_validated(found, tried), strict=True):
        table.add_row(f"{limits.answer}", f"{limits.none}", *(f"{share:.3f}" for share in astuple(rates)))
    _OUT.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
