"""Questions in a file, one JSON object a line, and the answers in the contract's form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge_base.entries import LANGUAGES
from knowledge_base.search import SearchResult


class BadQuestions(Exception):
    """The file of questions cannot be used; says which line and why."""


class Question(BaseModel):
    """A question; ``entries`` are the entries that answer it (none: nothing here does).

    Whatever ``id`` is comes back with the answer unchanged.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str | int | float
    question: str
    lang: Literal[LANGUAGES] | None = None  # type: ignore[valid-type]
    entries: tuple[str, ...] = ()
    kind: str = ""


def read_questions(path: Path) -> list[Question]:
    """Read a file of questions; an empty line is passed over.

    Raises:
        BadQuestions: it cannot be read, or a line is not a question.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as err:
        raise BadQuestions(f"{path}: cannot be read as UTF-8 text ({err})") from err
    return list(_parse(path, lines))


def _parse(path: Path, lines: list[str]) -> Iterator[Question]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield Question.model_validate_json(line)
        except ValidationError as err:
            error = err.errors()[0]
            where = ".".join(map(str, error["loc"])) or "line"
            raise BadQuestions(
                f'{path}:{number}: {where}: {error["msg"]}: write {{"id": "1", "question": "…", "lang": "en"}}'
            ) from err


def as_json(question_id: str | int | float, result: SearchResult) -> str:
    """One line of answer, as DESIGN's contract has it."""
    hits: list[dict[str, Any]] = [
        {
            "entry": hit.passage.entry,
            "section": hit.passage.heading,
            "language": hit.passage.language,
            "title": hit.passage.title,
            "text": hit.passage.text,
            "score": hit.score,
        }
        for hit in result.hits
    ]
    answer = {
        "id": question_id,
        "outcome": result.outcome,
        "language": result.language,
        "confidence": round(result.confidence, 4),
        "ms": round(result.ms, 2),
        "hits": hits,
    }
    return json.dumps(answer, ensure_ascii=False)
