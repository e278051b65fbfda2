"""The YAML of the documents: read with line numbers, checked field by field."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge_base.entries import (
    AUDIENCES,
    STATUSES,
    Contact,
    EntryId,
    FullDate,
    Location,
    PartialDate,
    Source,
    Text,
)
from knowledge_base.faults import Fault, Severity

Place = tuple[str | int, ...]
"""Where in a YAML document a value stands, as pydantic's ``loc`` has it."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class EntryHeader(_Model):
    """``entry.yml``: what is the same in every language."""

    audience: tuple[Literal[AUDIENCES], ...] = ()  # type: ignore[valid-type]
    as_of: PartialDate | None = None
    review_by: FullDate | None = None
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    superseded_by: EntryId | None = None
    sources: tuple[Source, ...] = ()
    location: Location | None = None
    contact: Contact | None = None
    related: tuple[EntryId, ...] = ()
    facts: tuple[Text, ...] = ()
    figures: dict[str, Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$")]] = {}


class TextHeader(_Model):
    """The header of a language file."""

    status: Literal[STATUSES] = "draft"  # type: ignore[valid-type]
    questions: tuple[Text, ...] = ()


REQUIRED = ("audience", "as_of", "review_by", "sources")
"""What every ``entry.yml`` must say, so that an answer can show where it comes from."""

_PARTIAL_DATE = "write a date such as 2025-11-17, 2025-11 or 2025"
_ENTRY_IDS = "write entry names such as border/evisa-basics"
_ADVICE = {
    "as_of": _PARTIAL_DATE,
    "date": _PARTIAL_DATE,
    "valid_from": _PARTIAL_DATE,
    "valid_to": _PARTIAL_DATE,
    "review_by": "write a full date such as 2027-02-22",
    "url": "write a whole address that begins with https:// or http://",
    "audience": "name one or more of " + ", ".join(AUDIENCES),
    "status": "write one of " + ", ".join(STATUSES),
    "related": _ENTRY_IDS,
    "superseded_by": _ENTRY_IDS,
    "sources": "give at least one source with title, publisher and url",
    "questions": 'write one question per line, such as - "Do I need a permit?"',
    "figures": "write a plain number such as 265.165 (no thousands marks, no unit)",
    "lat": "write degrees such as 22.39",
    "lon": "write degrees such as 103.46",
}

Header = TypeVar("Header", EntryHeader, TextHeader)


class _Unusable(Exception):
    """YAML that parses but that no document may contain."""

    def __init__(self, line: int, what: str, fix: str) -> None:
        super().__init__(what)
        self.finding = line, what, fix


def read_header(
    model: type[Header], text: str, path: Path, first_line: int
) -> tuple[Header | None, dict[Place, int], list[Fault]]:
    """Read YAML ``text`` that begins on ``first_line`` of ``path`` as a ``model``.

    Returns the header (None where it cannot be understood), the line of each value, and the
    faults. A missing or unknown field is a fault; a value that makes no sense (a date that is
    not one) makes the document unreadable.
    """
    lines: dict[Place, int] = {}
    try:
        value = _parse(text, first_line, lines)
    except _Unusable as err:
        return None, {}, [Fault(path, *err.finding, Severity.UNREADABLE)]
    faults = [_unknown(model, str(name), path, lines[(name,)]) for name in value if name not in model.model_fields]
    try:
        return model.model_validate(value), lines, faults
    except ValidationError as err:
        return None, lines, faults + [_unusable(dict(error), lines, path) for error in err.errors()]


def missing(header: EntryHeader, path: Path) -> list[Fault]:
    """The required fields that ``entry.yml`` leaves out."""
    absent = [name for name in REQUIRED if not getattr(header, name)]
    return [Fault(path, 1, f"the field `{name}` is missing", _ADVICE[name]) for name in absent]


def _parse(text: str, first_line: int, lines: dict[Place, int]) -> dict[str, Any]:
    """Parse a mapping, noting each value's line; every scalar stays a string.

    Strings only, because YAML's own guesses are wrong here: 2025-13-40 would raise a bare
    ValueError, and a figure written 1.10 would become 1.1.
    """
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as err:
        mark = err.problem_mark or err.context_mark
        line = first_line + (mark.line if mark else 0)
        raise _Unusable(
            line, f"not valid YAML ({err.problem})", "check the indentation, the colons and the quotes"
        ) from err
    except yaml.YAMLError as err:
        raise _Unusable(first_line, "a character that YAML does not allow", "remove it") from err
    value = {} if node is None else _plain(node, (), lines, first_line, set())
    if not isinstance(value, dict):
        raise _Unusable(first_line, "not a list of `field: value` lines", "write one field per line")
    return value


def _plain(node: yaml.Node, place: Place, lines: dict[Place, int], first_line: int, seen: set[int]) -> Any:
    """Turn a YAML node into dicts, lists and strings."""
    lines[place] = line = first_line + node.start_mark.line
    if id(node) in seen:
        raise _Unusable(line, "a YAML alias (*name)", "write the value out")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*place, i), lines, first_line, seen) for i, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key, item in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in mapping:
                line = first_line + key.start_mark.line
                raise _Unusable(line, "a field that stands twice or has no plain name", "keep one")
            mapping[key.value] = _plain(item, (*place, key.value), lines, first_line, seen)
        return mapping
    return node.value or None


def _unknown(model: type[BaseModel], name: str, path: Path, line: int) -> Fault:
    near = difflib.get_close_matches(name, model.model_fields, n=1)
    fix = f"did you mean `{near[0]}`?" if near else "remove it or check its spelling"
    return Fault(path, line, f"unknown field `{name}`", fix)


def _unusable(error: dict[str, Any], lines: dict[Place, int], path: Path) -> Fault:
    """Say in one sentence what pydantic found, on the line where it stands."""
    place: Place = error["loc"]
    line = next((lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in lines), 1)
    names = [part for part in place if isinstance(part, str)]
    advice = next((_ADVICE[str(part)] for part in reversed(place) if part in _ADVICE), "correct it")
    if error["type"] in ("missing", "missing_argument"):
        return Fault(path, line, f"the field `{names[-1]}` is missing", advice, Severity.UNREADABLE)
    value = error["input"]
    shown = f"`{value[:60]}`" if isinstance(value, str) else "empty" if value is None else "a list of fields"
    return Fault(path, line, f"`{names[-1]}` cannot be {shown}", advice, Severity.UNREADABLE)
