"""What the knowledge base consists of: entries, their texts and the passages searched."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated

import pydantic
from pydantic import AfterValidator, Field

LANGUAGES = ("vi", "en", "zh", "lo")
TOPICS = ("investment", "agriculture", "border", "visiting", "relations")
AUDIENCES = ("visitor", "investor", "trader", "organisation", "press", "diaspora")
STATUSES = ("official", "reviewed", "draft")

SHORT_ANSWER = 0
"""The section number of an entry's short answer; its sections are numbered from 1."""


_DATE = re.compile(r"\d{4}(-\d{2}){0,2}", re.ASCII)


def _date(value: str) -> str:
    """Accept an ISO date that may lack the day, or the month and the day."""
    if not _DATE.fullmatch(value):
        raise ValueError("not a date")  # Python would read 20250105 and 2025-W01-1 as dates, too
    completed = {4: value + "-01-01", 7: value + "-01"}.get(len(value), value)
    datetime.date.fromisoformat(completed)
    return value


_HTTP_URL = pydantic.TypeAdapter(pydantic.HttpUrl)


def _url(value: str) -> str:
    """Check the address and keep it as it was written."""
    _HTTP_URL.validate_python(value)
    return value


Text = Annotated[str, Field(min_length=1)]
PartialDate = Annotated[str, AfterValidator(_date)]
FullDate = Annotated[PartialDate, Field(min_length=10)]
Url = Annotated[str, AfterValidator(_url)]
EntryId = Annotated[str, Field(pattern=r"^[a-z]+/[a-z0-9]+(-[a-z0-9]+)*$", max_length=50)]
"""Short enough to travel in the callback data of a Telegram button (64 bytes)."""


@pydantic.dataclasses.dataclass(frozen=True)
class Source:
    """Where an answer comes from. ``date`` is an ISO date, possibly only a year or a month."""

    title: Text
    url: Url = ""
    publisher: str = ""
    date: PartialDate | None = None


@pydantic.dataclasses.dataclass(frozen=True)
class Location:
    """The place an entry is about; coordinates in degrees (WGS 84), where known."""

    name: Text
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None


@pydantic.dataclasses.dataclass(frozen=True)
class Contact:
    """Whom to ask about an entry; only what a source states."""

    name: Text
    phone: Text | None = None
    email: Text | None = None
    address: Text | None = None
    url: Text | None = None


@dataclass(frozen=True)
class Section:
    """A titled part of an entry that goes beyond its short answer."""

    heading: str
    text: str


@dataclass(frozen=True)
class EntryText:
    """An entry in one language, word for word as its file has it."""

    language: str
    title: str
    status: str
    short_answer: str
    sections: tuple[Section, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passage:
    """What one search hit points at: a short answer (section 0) or one section."""

    entry: str
    language: str
    section: int
    title: str
    heading: str | None
    text: str


@dataclass(frozen=True)
class Entry:
    """One subject of the knowledge base: its facts, and its text in each language."""

    id: str
    texts: Mapping[str, EntryText]
    audience: tuple[str, ...] = ()
    as_of: str | None = None
    review_by: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    superseded_by: str | None = None
    sources: tuple[Source, ...] = ()
    location: Location | None = None
    contact: Contact | None = None
    related: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    figures: Mapping[str, str] = field(default_factory=dict)

    def parts(self) -> Iterator[str]:
        """What is written in any language: titles, short answers, sections."""
        for text in self.texts.values():
            yield from (text.title, text.short_answer)
            yield from (f"{section.heading}\n{section.text}" for section in text.sections)

    def questions(self) -> Iterator[str]:
        """The listed questions of all languages."""
        for text in self.texts.values():
            yield from text.questions

    @property
    def topic(self) -> str:
        return self.id.partition("/")[0]

    def text(self, language: str) -> EntryText:
        """The text in ``language``; where there is none, in the first language that has one."""
        return next(self.texts[code] for code in (language, *LANGUAGES) if code in self.texts)

    def passages(self, language: str) -> tuple[Passage, ...]:
        """The short answer and the sections of the text in ``language``."""
        text = self.texts[language]
        parts = [(None, text.short_answer), *((s.heading, s.text) for s in text.sections)]
        return tuple(
            Passage(self.id, language, number, text.title, heading, body)
            for number, (heading, body) in enumerate(parts)
        )

    def expired(self, today: datetime.date) -> bool:
        """Whether the rule's ``valid_to`` (taken as its last day) lies before ``today``."""
        return self.valid_to is not None and self.valid_to < today.isoformat()[: len(self.valid_to)]
