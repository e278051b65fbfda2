"""The border-area guide: which rules apply to whom, where, why, for how long and by what vehicle.

It is a table that staff edit (``guide.yml`` in an entry's folder), not a decision: each line is one rule with the
entry that holds it. A combination has all the lines that match it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, get_args

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge_base.entries import LANGUAGES, EntryId, Text
from knowledge_base.faults import Fault, Severity
from knowledge_base.headers import Place, read_yaml, unusable

FILE_NAME = "guide.yml"
TEXT_LIMIT = 300
"""Characters of a line: a person reads a dozen of them on a phone."""

Kind = Literal["exempt", "permit", "paper", "fee", "notice", "prohibition", "unknown", "authority"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What a line says, in the order in which a person wants to know it."""

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=30)]
"""Of a facet or a value: buttons carry it."""
Texts = Annotated[dict[str, Text], Field(min_length=1)]
"""Language → text."""

_ADVICE = {
    "facets": "write each facet with its values, such as who: [resident, vietnamese]; names have a-z, 0-9 and _",
    "when": "write lists of values, such as who: [resident, vietnamese]",
    "kind": "write one of " + ", ".join(KINDS),
    "entry": "write an entry name such as border/evisa-basics",
    "text": "write one text for each of " + ", ".join(LANGUAGES),
    "disclaimer": "write one text for each of " + ", ".join(LANGUAGES),
    "table": "write one line below another, each beginning with - kind:",
}


class FacetError(ValueError):
    """A facet is missing that changes the result, or the guide has no such facet or value."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Line(_Model):
    """One rule. It applies where each facet of ``when`` has one of its values; others do not matter."""

    kind: Kind
    entry: EntryId
    text: Texts
    when: dict[str, tuple[Text, ...]] = {}

    def fits(self, facets: Mapping[str, str]) -> bool:
        """Whether what is known of the facets does not speak against it."""
        return all(facets[facet] in values for facet, values in self.when.items() if facet in facets)

    def wording(self, language: str) -> str:
        """The text in ``language``; where there is none, in the first language that has one."""
        return _in(self.text, language)


class Guide(_Model):
    """The whole guide. ``facets`` stand in the order to ask them in, each with its possible values."""

    facets: dict[Name, Annotated[tuple[Name, ...], Field(min_length=1)]]
    disclaimer: Texts
    table: tuple[Line, ...]

    def lines(self, facets: Mapping[str, str]) -> tuple[Line, ...]:
        """The lines that apply, by kind.

        Raises:
            FacetError: a facet is missing that would change them; nothing is ever assumed.
        """
        lines = self._possible(facets)
        missing = self._undecided(facets, lines)
        if missing:
            raise FacetError(f"not known yet: {', '.join(missing)}")
        return tuple(sorted(lines, key=lambda line: KINDS.index(line.kind)))

    def missing(self, known: Mapping[str, str]) -> tuple[str, ...]:
        """The facets not known yet whose value still changes the result, in order.

        Whatever becomes known, this only shrinks: a facet that cannot matter any more need not be asked.
        """
        return self._undecided(known, self._possible(known))

    def _possible(self, known: Mapping[str, str]) -> list[Line]:
        """The lines that what is known leaves possible."""
        for facet, value in known.items():
            if value not in self.facets.get(facet, ()):
                raise FacetError(f"no such value: {facet}: {value}")
        return [line for line in self.table if line.fits(known)]

    def _undecided(self, known: Mapping[str, str], possible: Iterable[Line]) -> tuple[str, ...]:
        """The unknown facets that some possible line still depends on: with one value it applies, with another not."""
        return tuple(
            facet
            for facet, values in self.facets.items()
            if facet not in known and any(not set(values) <= set(line.when.get(facet, values)) for line in possible)
        )

    def caution(self, language: str) -> str:
        """The disclaimer in ``language``; where there is none, in the first language that has one."""
        return _in(self.disclaimer, language)


@dataclass(frozen=True)
class GuideFile:
    """The guide as its file has it. ``lines`` has the line number of each value."""

    path: Path
    guide: Guide
    lines: Mapping[Place, int]

    def line(self, *place: str | int) -> int:
        """The line number of a value; of what it stands in, where it is not there."""
        return next((self.lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in self.lines), 1)


def read_guide(text: str, path: Path) -> tuple[GuideFile | None, list[Fault]]:
    """Read a guide, or None where it cannot be understood, with the faults that the file alone shows.

    A line that would silently never apply is as bad as one that cannot be read: a person would not
    hear of a rule.
    """
    value, lines, faults = read_yaml(text, path, 1)
    if faults:
        return None, faults
    try:
        file = GuideFile(path, Guide.model_validate(value), lines)
    except ValidationError as err:
        return None, [unusable(dict(error), lines, path, _ADVICE) for error in err.errors()]
    found = list(_condition_faults(file))
    return file, [*found, *_text_faults(file), *([] if found else _coverage_faults(file))]


def _condition_faults(file: GuideFile) -> Iterator[Fault]:
    """Facets and values that the guide does not have, and conditions that nobody meets."""
    facets = file.guide.facets
    for number, line in enumerate(file.guide.table):
        for facet, values in line.when.items():
            here = file.line("table", number, "when", facet)
            if facet not in facets:
                yield _unknown(file, here, f"there is no facet `{facet}`", facet, facets)
            for i, value in enumerate(values):
                if facet in facets and value not in facets[facet]:
                    here = file.line("table", number, "when", facet, i)
                    yield _unknown(file, here, f"`{facet}` has no value `{value}`", value, facets[facet])
    for place, here in file.lines.items():
        if len(place) == 4 and place[2] == "when" and not file.guide.table[int(place[1])].when.get(str(place[3])):
            fix = "name the values that it applies to; leave the facet out if all do"
            yield Fault(file.path, here, f"`{place[3]}` has no values, so the line never applies", fix, _UNREADABLE)


def _unknown(file: GuideFile, line: int, what: str, name: str, known: Iterable[str]) -> Fault:
    near = difflib.get_close_matches(name, list(known), n=1)
    fix = f"did you mean `{near[0]}`?" if near else "use one of " + ", ".join(known)
    return Fault(file.path, line, what, fix, _UNREADABLE)


def _text_faults(file: GuideFile) -> Iterator[Fault]:
    texts: list[tuple[Place, Mapping[str, str]]] = [(("disclaimer",), file.guide.disclaimer)]
    texts += [(("table", number, "text"), line.text) for number, line in enumerate(file.guide.table)]
    for place, text in texts:
        for language in text.keys() - set(LANGUAGES):
            yield _unknown(file, file.line(*place, language), f"unknown language `{language}`", language, LANGUAGES)
        for language in LANGUAGES:
            here = file.line(*place, language)
            length = len(text.get(language, ""))
            if not length:
                yield Fault(file.path, here, f"no text in `{language}` yet", f"add {language}: …", Severity.INCOMPLETE)
            if length > TEXT_LIMIT:
                yield Fault(file.path, here, f"the text has {length} characters, at most {TEXT_LIMIT}", "shorten it")


def _coverage_faults(file: GuideFile) -> Iterator[Fault]:
    """Combinations about which the guide says nothing, or names nobody to ask."""
    table = file.guide.table
    wanted = {"line": table, "authority": [line for line in table if line.kind == "authority"]}
    for what, lines in wanted.items():
        uncovered = _uncovered(file.guide, lines)
        if uncovered:
            such = ", ".join(f"{facet}: {value}" for facet, value in uncovered[0].items())
            fix = "add a line of kind `authority`" if what == "authority" else "say so in a line of kind `unknown`"
            what = f"no {what} for {len(uncovered)} combinations, such as {such}"
            yield Fault(file.path, file.line("table"), what, fix, _UNREADABLE)


def _uncovered(guide: Guide, lines: Iterable[Line]) -> list[dict[str, str]]:
    """The combinations of values that none of ``lines`` matches."""
    covered = np.zeros([len(values) for values in guide.facets.values()], bool)
    for line in lines:
        positions = [
            [values.index(value) for value in line.when.get(facet, values)] for facet, values in guide.facets.items()
        ]
        covered[np.ix_(*positions)] = True
    return [
        {facet: values[i] for (facet, values), i in zip(guide.facets.items(), place, strict=True)}
        for place in np.argwhere(~covered)
    ]


def _in(texts: Mapping[str, str], language: str) -> str:
    return next(texts[code] for code in (language, *LANGUAGES) if code in texts)


_UNREADABLE = Severity.UNREADABLE
