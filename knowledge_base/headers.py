"""The YAML of the documents: read with line numbers, checked field by field."""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

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


_Named = BeforeValidator(lambda value: {"name": value} if isinstance(value, str) else value)
"""``contact: Provincial Police`` is short for ``contact: {name: Provincial Police}``."""


class EntryHeader(_Model):
    """``entry.yml``: what is the same in every language."""

    audience: tuple[Text, ...] = ()
    as_of: PartialDate | None = None
    review_by: FullDate | None = None
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    superseded_by: EntryId | None = None
    sources: tuple[Source, ...] = ()
    location: Annotated[Location | None, _Named] = None
    contact: Annotated[Contact | None, _Named] = None
    related: tuple[EntryId, ...] = ()
    facts: tuple[Text, ...] = ()
    figures: dict[str, Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$")]] = {}


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

_PARTS = {
    name: tuple(field.name for field in fields(part))
    for name, part in {"sources": Source, "location": Location, "contact": Contact}.items()
}
"""The fields of the fields that have some."""

_LIBYAML_LIMIT = 16_000
"""Characters that libyaml gets to read: its C stack overflows on some ten thousand nested brackets."""

Header = TypeVar("Header", bound=_Model)


class _Unusable(Exception):
    """YAML that parses but that no document may contain."""

    def __init__(self, line: int, what: str, fix: str) -> None:
        super().__init__(what)
        self.finding = line, what, fix


def read_yaml(text: str, path: Path, first_line: int) -> tuple[dict[str, Any], dict[Place, int], list[Fault]]:
    """The mapping that ``text`` is, the line of each of its values, and the fault if it cannot be read as one."""
    lines: dict[Place, int] = {}
    try:
        return _parse(text, first_line, lines), lines, []
    except _Unusable as err:
        return {}, {}, [Fault(path, *err.finding, Severity.UNREADABLE)]


def read_header(
    model: type[Header], text: str, path: Path, first_line: int
) -> tuple[Header | None, dict[Place, int], list[Fault]]:
    """Read YAML ``text`` that begins on ``first_line`` of ``path`` as a ``model``.

    Returns the header (None where it cannot be understood), the line of each value, and the
    faults. A missing or unknown field or audience is a fault; a value that makes no sense (a date
    that is not one) makes the document unreadable.
    """
    value, lines, unreadable = read_yaml(text, path, first_line)
    if unreadable:
        return None, {}, unreadable
    faults = [*_unknown_fields(model, lines, path), *_left_out(value, lines, path)]
    try:
        return model.model_validate(value), lines, faults
    except ValidationError as err:
        return None, lines, faults + [unusable(dict(error), lines, path, _ADVICE) for error in err.errors()]


def missing(header: EntryHeader, path: Path) -> list[Fault]:
    """The required fields that ``entry.yml`` leaves out."""
    absent = [name for name in REQUIRED if not getattr(header, name)]
    return [Fault(path, 1, f"the field `{name}` is missing", _ADVICE[name]) for name in absent]


def _parse(text: str, first_line: int, lines: dict[Place, int]) -> dict[str, Any]:
    """Parse a mapping, noting each value's line; every scalar stays a string, an empty field is none.

    Strings only, because YAML's own guesses are wrong here: 2025-13-40 would raise a bare
    ValueError, and a figure written 1.10 would become 1.1.
    """
    try:
        node = _compose(text)
        value = {} if node is None else _plain(node, (), lines, first_line, set())
    except yaml.MarkedYAMLError as err:
        mark = err.problem_mark or err.context_mark
        line = first_line + (mark.line if mark else 0)
        raise _Unusable(
            line, f"not valid YAML ({err.problem})", "check the indentation, the colons and the quotes"
        ) from err
    except yaml.reader.ReaderError as err:
        line = first_line + text[: err.position].count("\n")
        raise _Unusable(line, "a character that YAML does not allow", "remove it") from err
    except RecursionError as err:
        raise _Unusable(first_line, "hundreds of brackets within one another", "write one field per line") from err
    if not isinstance(value, dict):
        raise _Unusable(first_line, "not a list of `field: value` lines", "write one field per line")
    return value


def _compose(text: str) -> yaml.Node | None:
    """libyaml reads five times as fast as Python; Python says better what is wrong."""
    if yaml.__with_libyaml__ and len(text) <= _LIBYAML_LIMIT:
        with contextlib.suppress(yaml.YAMLError):
            return yaml.compose(text, Loader=yaml.CBaseLoader)
    return yaml.compose(text, Loader=yaml.BaseLoader)


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
        return {name: item for name, item in mapping.items() if item is not None}
    return node.value or None


def _unknown_fields(model: type[BaseModel], lines: dict[Place, int], path: Path) -> Iterator[Fault]:
    """The fields, and the fields of sources, location and contact, that nobody would read."""
    for place, line in lines.items():
        names = [part for part in place if isinstance(part, str)]
        known = tuple(model.model_fields) if len(names) == 1 else _PARTS.get(names[0], ()) if len(names) == 2 else ()
        if known and isinstance(place[-1], str) and names[-1] not in known:
            near = difflib.get_close_matches(names[-1], known, n=1)
            fix = f"did you mean `{near[0]}`?" if near else "remove it or check its spelling"
            yield Fault(path, line, f"unknown field `{names[-1]}`", fix)


def _left_out(value: dict[str, Any], lines: dict[Place, int], path: Path) -> Iterator[Fault]:
    """Report what hinders nobody from reading the rest; an unknown audience is taken out."""
    named = value.get("audience")
    if isinstance(named, list):
        for i, audience in enumerate(named):
            if isinstance(audience, str) and audience not in AUDIENCES:
                yield Fault(path, lines["audience", i], f"`audience` cannot be `{audience[:60]}`", _ADVICE["audience"])
        value["audience"] = [item for item in named if not isinstance(item, str) or item in AUDIENCES]
    sources = value.get("sources")
    for i, source in enumerate(sources if isinstance(sources, list) else ()):
        if isinstance(source, dict) and "url" not in source:
            yield Fault(path, lines["sources", i], "a source without `url`", _ADVICE["url"])


def unusable(error: dict[str, Any], lines: dict[Place, int], path: Path, advice: Mapping[str, str]) -> Fault:
    """Say in one sentence what pydantic found, on the line where it stands, with the advice for the field."""
    place: Place = error["loc"]
    line = next((lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in lines), 1)
    names = [part for part in place if isinstance(part, str)]
    fix = next((advice[str(part)] for part in reversed(place) if part in advice), "correct it")
    if error["type"] in ("missing", "missing_argument"):
        return Fault(path, line, f"the field `{names[-1]}` is missing", fix, Severity.UNREADABLE)
    if error["type"] == "extra_forbidden":
        return Fault(path, line, f"unknown field `{names[-1]}`", "remove it or check its spelling", Severity.UNREADABLE)
    value = error["input"]
    shown = f"`{value[:60]}`" if isinstance(value, str) else "empty" if value is None else "a list of fields"
    return Fault(path, line, f"`{names[-1]}` cannot be {shown}", fix, Severity.UNREADABLE)
