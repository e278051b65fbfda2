"""What the model is trained on: pairs of texts that mean the same, with their source."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.entries import LANGUAGES, Entry, EntryText
from knowledge_base.glossary import Term
from knowledge_base.text import fold

COPYLEFT = frozenset(
    {"odoo", "vietanh", "erpnext", "gweather", "mediawiki", "odm-theme", "iso-codes", "iso-codes-lang"}
)
"""Sources under the GPL or LGPL: never used (shared/parallel/README.md names each licence)."""
FILES = ("en-vi", "en-zh", "en-lo", "vi-zh", "more-en-vi", "more-en-zh", "more-en-lo", "more-vi-zh", "more-vi-lo")
OWN = "own"

WEIGHTS = {
    "python-docs": 0.15,
    "d2l": 0.3,
    "iot": 0.6,
    "cc-cedict": 0.7,
    "laodict": 1.0,
    "ntrex": 6.0,
    "tatoeba": 2.0,
    "tatoeba-vi": 4.0,
    "vote-gov": 3.0,
    "bloom-housing": 2.0,
    "cldr-keywords": 0.7,
}
"""How often a row is drawn, beside rows of other sources (1): less technical text, more of everyday life."""
_DIRECT = 0.6
"""The same for pairs without English, which come from rows that stand in the others, too."""


@dataclass(frozen=True)
class Pair:
    """Two texts of one meaning. ``group``: pairs of one group are never each other's negatives."""

    left: str
    right: str
    languages: tuple[str, str]
    source: str
    group: str = ""
    weight: float = 1.0


def kept_out(entry_id: str) -> bool:
    """Whether an entry belongs to the fifth that is kept out of training, to measure new entries by."""
    return int.from_bytes(hashlib.sha256(entry_id.encode()).digest()[:4], "big") % 5 == 0


def parallel_pairs(folder: Path) -> Iterator[Pair]:
    """The rows of the parallel files in ``folder``, without the copyleft sources."""
    for name in FILES:
        first, second = name.removeprefix("more-").split("-")
        with gzip.open(folder / f"{name}.tsv.gz", "rt", encoding="utf-8", newline="\n") as file:
            next(file)
            for line in file:
                source, left, right = line.rstrip("\n").split("\t")
                if source not in COPYLEFT:
                    weight = WEIGHTS.get(source, 1.0) * (1.0 if first == "en" else _DIRECT)
                    yield Pair(left, right, (first, second), source, weight=weight)


def term_pairs(path: Path) -> Iterator[Pair]:
    """All pairs of languages of the terms in a file with columns en, vi, zh, lo, kind, source."""
    with path.open(encoding="utf-8", newline="\n") as file:
        next(file)
        for line in file:
            *names, _, source = line.rstrip("\n").split("\t")
            if COPYLEFT.isdisjoint(source.split("+")):
                terms = [(lang, name) for lang, name in zip(("en", "vi", "zh", "lo"), names, strict=True) if name]
                for (a, left), (b, right) in itertools.combinations(terms, 2):
                    yield Pair(left, right, (a, b), source, weight=0.5)


def lexicon_pairs(path: Path) -> Iterator[Pair]:
    """Our own words: a line per meaning, columns en, vi, zh, lo, synonyms divided by ``|``."""
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        if line.strip() and not line.startswith("#"):
            columns = zip(("en", "vi", "zh", "lo"), line.split("\t"), strict=True)
            names = {language: tuple(filter(None, map(str.strip, cell.split("|")))) for language, cell in columns}
            yield from _synonyms(names, f"lexicon/{number}")


def glossary_pairs(terms: Iterable[Term]) -> Iterator[Pair]:
    for number, term in enumerate(terms):
        names = {code: (getattr(term, code), *term.also.get(code, ())) for code in LANGUAGES}
        yield from _synonyms(names, f"glossary/{number}")


def _synonyms(names: dict[str, tuple[str, ...]], group: str) -> Iterator[Pair]:
    """Every two names of one meaning; Vietnamese ones without diacritics, too."""
    flat = [(language, name) for language in names for name in names[language]]
    flat += [("vi", fold(name)) for name in names.get("vi", ()) if fold(name) != name.lower()]
    for (a, left), (b, right) in itertools.combinations(flat, 2):
        if left.lower() != right.lower():
            yield Pair(left, right, (a, b), OWN, group, weight=1.5)


def entry_pairs(entries: Iterable[Entry]) -> Iterator[Pair]:
    """Texts of one entry that answer each other, within and across languages."""
    for entry in entries:
        for first, second in itertools.combinations_with_replacement(entry.texts.values(), 2):
            languages = first.language, second.language
            if first is not second:
                for left, right, weight in _translations(first, second):
                    yield Pair(left, right, languages, OWN, entry.id, weight)
            for left, right, weight in _asked(first, second):
                yield Pair(left, right, languages, OWN, entry.id, weight)


def _translations(first: EntryText, second: EntryText) -> Iterator[tuple[str, str, float]]:
    """What stands at the same place in two languages, sentence by sentence where they agree in number."""
    yield first.title, second.title, 4.0
    yield first.short_answer, second.short_answer, 1.0
    places = [(first.short_answer, second.short_answer)]
    if len(first.sections) == len(second.sections):
        for left, right in zip(first.sections, second.sections, strict=True):
            yield left.heading, right.heading, 2.0
            yield left.text, right.text, 1.0
            places.append((left.text, right.text))
    for left_text, right_text in places:
        lefts, rights = _sentences(left_text), _sentences(right_text)
        if len(lefts) == len(rights) > 1:
            for a, b in zip(lefts, rights, strict=True):
                yield a, b, 2.0


def _asked(first: EntryText, second: EntryText) -> Iterator[tuple[str, str, float]]:
    """Questions of each with what answers them in the other, and with the other's questions."""
    directions = [(first, second)] if first is second else [(first, second), (second, first)]
    for asked, answering in directions:
        for question in asked.questions:
            yield question, answering.title, 1.0
            yield question, f"{answering.title}\n{answering.short_answer}", 1.0
            for section in answering.sections:
                yield question, f"{answering.title}\n{section.heading}\n{section.text}", 0.3
    if first is second:
        pairs = list(itertools.combinations(first.questions, 2))
    else:
        pairs = list(itertools.product(first.questions, second.questions))
    for left, right in pairs:
        yield left, right, 0.25


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?;])\s+|(?<=[。！？；])|\n+", text) if part.strip()]
