"""An entry as a person reads it: text, section, source, date, status, and what to press."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from bot.dates import show_date
from bot.markup import bold, escape, link, paragraphs
from bot.presses import ShowEntry, ShowTopic
from bot.replies import ShownEntry
from bot.screens import Button, Row, Screen, column
from bot.texts import Texts
from knowledge_base.entries import Contact, Source


class AnswerScreens:
    """Renders entries. ``language`` is always that of the fixed sentences around the text."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def answer(self, entry: ShownEntry, section: int, language: str) -> Screen:
        """The short answer, always; below it the section that was asked for, if any."""
        blocks = (
            *self._warnings(entry, language),
            bold(entry.title),
            *paragraphs(entry.short_answer),
            *_section(entry, section),
            *self._contact(entry.contact, language),
            "\n".join(self._notes(entry, language)),
        )
        rows = self._rows(entry, section, language)
        return Screen(tuple(block for block in blocks if block), rows)

    def section(self, entry: ShownEntry, section: int, language: str) -> Screen:
        """One section of an entry whose short answer was shown before."""
        notes = "\n".join(self._notes(entry, language))
        blocks = (*self._warnings(entry, language), bold(entry.title), *_section(entry, section), notes)
        return Screen(tuple(block for block in blocks if block), self._rows(entry, section, language))

    def source(self, entry: ShownEntry, language: str) -> Screen:
        """Where the entry comes from, how old it is and who has checked it."""
        notes = "\n".join(self._notes(entry, language))
        blocks = (*self._warnings(entry, language), bold(entry.title), notes)
        return Screen(tuple(block for block in blocks if block))

    def _warnings(self, entry: ShownEntry, language: str) -> Iterator[str]:
        if entry.expired and entry.valid_to:
            yield bold(self._dated("expired", entry.valid_to, language))
        elif entry.expired:
            yield bold(self._texts.get(language, "expired_undated"))
        # If it is there, the text is in another language because the person wanted it so.
        if language not in (entry.language, *entry.languages):
            shown = self._texts.get(language, f"name_{entry.language}")
            yield f"<i>{escape(self._texts.get(language, 'other_language', shown=shown))}</i>"

    def _contact(self, contact: Contact | None, language: str) -> Iterator[str]:
        if contact:
            known = (contact.name, contact.phone, contact.email, contact.address, contact.url)
            heading = bold(self._texts.get(language, "contact"))
            yield "\n".join((heading, *(escape(part) for part in known if part)))

    def _notes(self, entry: ShownEntry, language: str) -> Iterator[str]:
        """Source, dates and translation status: what tells how far to trust the text."""
        sources = [source_line(source, language) for source in entry.sources]
        if len(sources) == 1:
            yield f"<i>{escape(self._texts.get(language, 'source'))}</i> {sources[0]}"
        elif sources:
            yield f"<i>{escape(self._texts.get(language, 'sources'))}</i>"
            yield from (f"• {source}" for source in sources)
        for sentence in self._dates(entry, language):
            yield f"<i>{escape(sentence)}</i>"
        if entry.status != "official":
            yield f"<i>{escape(self._texts.get(language, f'status_{entry.status}'))}</i>"

    def _dates(self, entry: ShownEntry, language: str) -> Iterator[str]:
        if entry.as_of:
            yield self._dated("as_of", entry.as_of, language)
        if entry.valid_from:
            today = datetime.date.today().isoformat()[: len(entry.valid_from)]
            key = "in_force_from" if entry.valid_from <= today else "comes_into_force"
            yield self._dated(key, entry.valid_from, language)
        if entry.valid_to and not entry.expired:
            yield self._dated("in_force_until", entry.valid_to, language)

    def _dated(self, key: str, date: str, language: str) -> str:
        return self._texts.get(language, key, date=show_date(date, language))

    def _rows(self, entry: ShownEntry, section: int, language: str) -> tuple[Row, ...]:
        """Newer rule, sections, other languages, related entries, and back to the topic."""
        newer = entry.superseded_by
        sections = (
            Button(part.heading, ShowEntry(entry.id, number, entry.language))
            for number, part in enumerate(entry.sections, start=1)
            if number != section
        )
        others = tuple(
            Button(self._texts.own_name(code), ShowEntry(entry.id, section, code))
            for code in entry.languages
            if code != entry.language
        )
        related = (
            Button(f"→ {other.title}", ShowEntry(other.entry, language=language, apart=True)) for other in entry.related
        )
        topic = Button(f"☰ {self._texts.topic(language, entry.topic)}", ShowTopic(entry.topic))
        label = self._texts.get(language, "button_newer_rule")
        return (
            *(((Button(label, ShowEntry(newer, language=language)),),) if newer else ()),
            *column(sections),
            *((others,) if others else ()),
            *column(related),
            (topic,),
        )


def _section(entry: ShownEntry, number: int) -> Iterator[str]:
    # A number beyond the sections can only come from a button older than the text.
    if 0 < number <= len(entry.sections):
        section = entry.sections[number - 1]
        heading, first, *rest = (bold(section.heading), *paragraphs(section.text))
        yield f"{heading}\n{first}"
        yield from rest


def source_line(source: Source, language: str) -> str:
    """A source with who published it and when."""
    details = (source.publisher, source.date and show_date(source.date, language))
    return ", ".join((link(source.title, source.url), *(escape(part) for part in details if part)))
