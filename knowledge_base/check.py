"""Checking the documents as a whole: what one file alone cannot show to be wrong."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from knowledge_base.documents import Documents, Origin
from knowledge_base.entries import LANGUAGES, SHORT_ANSWER, TOPICS, Entry, EntryText
from knowledge_base.faults import Fault, Severity
from knowledge_base.glossary import forbidden_variants
from knowledge_base.guide import GuideFile
from knowledge_base.numbers import numbers, written
from knowledge_base.text import same_question

SHORT_ANSWER_LIMIT = 700
"""Characters: what a person reads on a phone without scrolling."""
ID_LIMIT = 50
"""Characters of an entry's id; it travels in Telegram's callback data (64 bytes)."""
_NAME = re.compile(r"[a-z0-9-]+")
"""An entry's own name: buttons carry it, and it must be the same on every system."""
QUESTIONS_WANTED = 6
"""Fewer ways of asking than this and people will miss the entry."""

_FIGURE_UNITS = (0, 3, 6, 9, 12)
"""Powers of ten: a figure may be kept in thousands, millions … (its name says which)."""


def check(documents: Documents, today: datetime.date) -> list[Fault]:
    """Every fault of the documents, in the order of their files and lines."""
    faults = list(documents.faults)
    for entry in documents.entries.values():
        faults += _entry_faults(entry, documents, today)
        for language, text in entry.texts.items():
            origin = documents.origins[entry.id, language]
            faults += _text_faults(text, origin)
        faults += _translation_faults(entry, documents)
    faults += _duplicate_questions(documents)
    faults += _conflicting_figures(documents)
    if documents.guide:
        faults += _guide_faults(documents.guide, documents, today)
    return sorted(faults)


def _entry_faults(entry: Entry, documents: Documents, today: datetime.date) -> Iterator[Fault]:
    path = documents.folder / entry.id / "entry.yml"
    lines = documents.header_lines[entry.id]
    if entry.topic not in TOPICS:
        yield Fault(path, 1, f"unknown topic `{entry.topic}`", "use one of " + ", ".join(TOPICS))
    if len(entry.id) > ID_LIMIT:
        what = f"the name `{entry.id}` has {len(entry.id)} characters, at most {ID_LIMIT}"
        yield Fault(path, 1, what, "give the folder a shorter name")
    if not _NAME.fullmatch(entry.id.rpartition("/")[2]):
        what = f"the name `{entry.id}` has other signs than a-z, 0-9 and -"
        yield Fault(path, 1, what, "rename the folder, such as evisa-basics")
    for i, other in enumerate(entry.related):
        if other == entry.id or not (documents.folder / other / "entry.yml").is_file():
            fix = "name another entry that exists, or remove the line"
            yield Fault(path, lines["related", i], f"the related entry `{other}` leads nowhere", fix)
    if entry.superseded_by and not (documents.folder / entry.superseded_by / "entry.yml").is_file():
        line = lines["superseded_by",]
        yield Fault(path, line, f"the successor `{entry.superseded_by}` does not exist", "name an entry that does")
    if entry.valid_from and entry.valid_to and _is_before(entry.valid_to, entry.valid_from):
        yield Fault(path, lines["valid_to",], "the rule ends before it begins", "correct one of the two dates")
    if entry.review_by and entry.review_by < today.isoformat():
        what, fix = f"the review was due on {entry.review_by}", "check the text with its sources, then move the date"
        yield Fault(path, lines["review_by",], what, fix, Severity.INCOMPLETE)
    for language in LANGUAGES:
        if language not in entry.texts and not (path.parent / f"{language}.md").exists():
            what, fix = f"no text in `{language}` yet", f"write {language}.md"
            yield Fault(path, 1, what, fix, Severity.INCOMPLETE)


def _is_before(one: str, other: str) -> bool:
    """Whether a date lies before another, as far as both are known: 2025 is not before 2025-05."""
    known = min(len(one), len(other))
    return one[:known] < other[:known]


def _text_faults(text: EntryText, origin: Origin) -> Iterator[Fault]:
    length = len(text.short_answer)
    if length > SHORT_ANSWER_LIMIT:
        what = f"the short answer has {length} characters, at most {SHORT_ANSWER_LIMIT}"
        yield Fault(origin.path, origin.short_answer, what, "move detail into a section")
    if len(text.questions) < QUESTIONS_WANTED:
        what = f"{len(text.questions)} of at least {QUESTIONS_WANTED} questions"
        fix = "add ways in which people ask for this"
        yield Fault(origin.path, 1, what, fix, Severity.INCOMPLETE)
    for section, found, right in forbidden_variants(text):
        line = origin.title if section < 0 else (origin.short_answer, *origin.sections)[section]
        yield Fault(origin.path, line, f"“{found}” is not how we call it", f"write “{right}” (glossary.yml)")


def _duplicate_questions(documents: Documents) -> Iterator[Fault]:
    """The same question twice: people could only ever reach one of the two entries by it."""
    first: dict[tuple[str, str], tuple[str, Path, int]] = {}
    for (entry_id, language), origin in documents.origins.items():
        if entry_id not in documents.entries:
            continue
        questions = documents.entries[entry_id].texts[language].questions
        for question, line in zip(questions, origin.questions, strict=True):
            known = first.setdefault((language, same_question(question)), (entry_id, origin.path, line))
            if known[1:] != (origin.path, line):
                what = f"the question “{question}” stands already in {known[0]}/{language}.md:{known[2]}"
                yield Fault(origin.path, line, what, "keep it where it is answered best")


def _translation_faults(entry: Entry, documents: Documents) -> Iterator[Fault]:
    """Numbers and sections that a translation lost, changed or added."""
    original = next(code for code in LANGUAGES if code in entry.texts)
    for language in entry.texts:
        if language == original:
            continue
        origin = documents.origins[entry.id, language]
        ours, theirs = _parts(entry, language), _parts(entry, original)
        if len(ours) != len(theirs):
            what = f"{len(ours) - 2} sections, but {original}.md has {len(theirs) - 2}"
            yield Fault(origin.path, origin.title, what, "give both languages the same sections")
            continue
        lines = (origin.title, origin.short_answer, *origin.sections)
        for line, here, there in zip(lines, ours, theirs, strict=True):
            yield from _number_faults(
                origin.path, line, numbers(here, language), numbers(there, original), f"{original}.md"
            )


def _parts(entry: Entry, language: str) -> list[str]:
    """Title, short answer, then each section with its heading."""
    passages = entry.passages(language)
    return [entry.texts[language].title] + [
        passage.text if passage.section == SHORT_ANSWER else f"{passage.heading}\n{passage.text}"
        for passage in passages
    ]


def _number_faults(
    path: Path, line: int, here: frozenset[Decimal], there: frozenset[Decimal], original: str
) -> Iterator[Fault]:
    lost, added = (", ".join(map(written, sorted(part))) for part in (there - here, here - there))
    if lost:
        yield Fault(path, line, f"the number {lost} of {original} is missing here", "give every figure in digits")
    if added:
        yield Fault(path, line, f"the number {added} does not stand in {original}", "correct one of the two")


def _conflicting_figures(documents: Documents) -> Iterator[Fault]:
    """A fact with two values, or one that a text does not show."""
    known: dict[str, tuple[str, str]] = {}
    for entry in documents.entries.values():
        lines = documents.header_lines[entry.id]
        path = documents.folder / entry.id / "entry.yml"
        for key, value in entry.figures.items():
            line = lines["figures", key]
            where, expected = known.setdefault(key, (entry.id, value))
            if Decimal(expected) != Decimal(value):
                what = f"`{key}` is {value} here but {expected} in {where}"
                yield Fault(path, line, what, "find out which is right and correct the other")
            for language in entry.texts:
                stated = numbers("\n".join(_parts(entry, language)), language)
                if not any(Decimal(value).scaleb(unit) in stated for unit in _FIGURE_UNITS):
                    what = f"the figure {value} (`{key}`) does not stand in {language}.md"
                    yield Fault(path, line, what, "correct the figure or the text")


def _guide_faults(file: GuideFile, documents: Documents, today: datetime.date) -> Iterator[Fault]:
    """Lines of the guide that no longer say what their entry says, or not in every language the same."""
    for number, line in enumerate(file.guide.table):
        entry = documents.entries.get(line.entry)
        if entry and entry.expired(today):
            what, fix = f"the rule of {entry.id} ended on {entry.valid_to}", "name the entry that took its place"
            yield Fault(file.path, file.line("table", number, "entry"), what, fix)
        original = next(code for code in LANGUAGES if code in line.text)
        for language in sorted(line.text.keys() & set(LANGUAGES)):
            here, text = file.line("table", number, "text", language), line.text[language]
            figures = numbers(text, language)
            yield from _number_faults(file.path, here, figures, numbers(line.text[original], original), original)
            if entry and language in entry.texts:
                stated = numbers("\n".join(_parts(entry, language)), language)
                for figure in sorted(figures - stated):
                    what = f"the number {written(figure)} does not stand in {entry.id}/{language}.md"
                    yield Fault(file.path, here, what, "correct the line or the entry")
            for _, found, right in forbidden_variants(EntryText(language, "", "draft", text)):
                yield Fault(file.path, here, f"“{found}” is not how we call it", f"write “{right}” (glossary.yml)")
