"""How well messages are understood that are no single whole question: those that go on from an answer, two in one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from rich import box
from rich.table import Table

from knowledge_base.batch import BadQuestions
from knowledge_base.conversation import Found, find
from knowledge_base.entries import LANGUAGES
from knowledge_base.follow_up import Searchable

_RIGHT, _ASKED, _WRONG, _UNKNOWN = "right", "asked back", "wrong", "not known"


class Message(BaseModel):
    """A message, and for each question in it the entries that answer it; none: it must not be answered.

    Messages to ``choose`` by have served their purpose, those to ``report`` are measured. ``last``: the entry of the
    answer before. ``kind``: a *facet* ("how long?") names nothing of its own, a *case* ("and for trucks?") does;
    *complete* and *unrelated* questions, and those of *elsewhere*, do not go on from the answer before.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    use: Literal["choose", "report"]
    kind: str
    lang: Literal[LANGUAGES]  # type: ignore[valid-type]
    last: str | None = None
    question: str
    entries: tuple[tuple[str, ...], ...]


def read_messages(path: Path) -> list[Message]:
    """The messages to report on. Raises BadQuestions if a line is none."""
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)
    return [message for number, line in lines if (message := _parse(f"{path}:{number}", line)).use == "report"]


def _parse(place: str, line: str) -> Message:
    try:
        return TypeAdapter(Message).validate_json(line)
    except ValidationError as err:
        raise BadQuestions(f"{place}: {err.errors()[0]['msg']}") from err


def tables(messages: Iterable[Message], base: Searchable) -> Iterator[Table]:
    """What became of the messages, by kind and by language."""
    by_kind: dict[str, Counter[str]] = {}
    by_language: dict[str, Counter[str]] = {}
    for message in messages:
        outcome = _outcome(message, find(base, message.question, message.lang, message.last))
        by_kind.setdefault(message.kind, Counter())[outcome] += 1
        by_language.setdefault(message.lang, Counter())[outcome] += 1
    yield _table("messages that go on, or hold two questions", by_kind)
    yield _table("the same by language", by_language)


def _outcome(message: Message, found: tuple[Found, ...]) -> str:
    """The worst of what the questions of the message got."""
    if not message.entries:
        return _WRONG if any(one.result.outcome == "answer" for one in found) else _RIGHT
    if len(found) != len(message.entries):
        return "one of two" if len(found) < len(message.entries) else _WRONG
    each = {_of(one, entries) for one, entries in zip(found, message.entries, strict=True)}
    return next(outcome for outcome in (_WRONG, _UNKNOWN, _ASKED, _RIGHT) if outcome in each)


def _of(found: Found, entries: tuple[str, ...]) -> str:
    match found.result.outcome:
        case "answer":
            return _RIGHT if found.entry in entries else _WRONG
        case "clarify":
            return _ASKED
        case _:
            return _UNKNOWN


def _table(title: str, counts: Mapping[str, Counter[str]]) -> Table:
    outcomes = (_RIGHT, _ASKED, "one of two", _UNKNOWN, _WRONG)
    table = Table("", "messages", *outcomes, title=title, box=box.SIMPLE, title_justify="left", pad_edge=False)
    for name, count in counts.items():
        table.add_row(name, str(count.total()), *(str(count[outcome]) for outcome in outcomes))
    return table
