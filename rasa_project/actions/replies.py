"""The replies of the interface between Rasa and the bot: data only, worded by the bot."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from knowledge_base.entries import LANGUAGES, TOPICS, Entry
from rasa_project.actions.knowledge import Searchable

PAGE_SIZE = 8

Reply = dict[str, Any]


def say(key: str) -> Reply:
    return {"type": "say", "key": key, "values": {}}


@dataclass(frozen=True)
class Answer:
    """An entry to show: its short answer and, unless 0, the section that fits best."""

    entry: Entry
    section: int
    text_language: str
    confidence: float

    def reply(self, kb: Searchable, language: str) -> Reply:
        return {
            "type": "answer",
            "language": language,
            "entry": entry_data(kb, self.entry, self.text_language),
            "section": self.section,
            "confidence": self.confidence,
        }


def clarify(entries: Iterable[Entry], language: str) -> Reply:
    choices = [choice(entry, language) | {"topic": entry.topic} for entry in entries]
    return {"type": "clarify", "language": language, "choices": choices}


def nothing_found(near: Iterable[Entry], language: str) -> Reply:
    near_choices = [choice(entry, language) for entry in near]
    return {"type": "nothing_found", "language": language, "near": near_choices}


def topics(kb: Searchable, language: str) -> Reply:
    counts = {topic: len(entries_of(kb, topic)) for topic in TOPICS}
    listed = [{"topic": topic, "count": count} for topic, count in counts.items() if count]
    return {"type": "topics", "language": language, "topics": listed}


def topic_page(kb: Searchable, topic: str, page: int, language: str) -> Reply:
    """One page of a topic's entries, numbered from 1; beyond the last comes the last."""
    entries = entries_of(kb, topic)
    pages = max(1, -(-len(entries) // PAGE_SIZE))
    page = min(page, pages)
    shown = entries[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return {
        "type": "topic",
        "language": language,
        "topic": topic,
        "page": page,
        "pages": pages,
        "entries": [choice(entry, language) for entry in shown],
    }


def person(kb: Searchable, entry: Entry | None, language: str) -> Reply:
    data = entry_data(kb, entry, language) if entry else None
    return {"type": "person", "language": language, "entry": data}


def choice(entry: Entry, language: str) -> Reply:
    """An entry as a button."""
    return {"entry": entry.id, "title": entry.text(language).title}


def entries_of(kb: Searchable, topic: str) -> list[Entry]:
    """A topic's entries in the order of their ids, which keeps kindred ones together."""
    return sorted((e for e in kb.entries.values() if e.topic == topic), key=lambda e: e.id)


def entry_data(kb: Searchable, entry: Entry, language: str) -> Reply:
    """All the bot shows of an entry, in ``language`` or the first that has a text."""
    text = entry.text(language)
    return {
        "id": entry.id,
        "topic": entry.topic,
        "language": text.language,
        "title": text.title,
        "status": text.status,
        "short_answer": text.short_answer,
        "sections": [asdict(section) for section in text.sections],
        "as_of": entry.as_of,
        "review_by": entry.review_by,
        "valid_from": entry.valid_from,
        "valid_to": entry.valid_to,
        "superseded_by": entry.superseded_by,
        "expired": entry.expired(datetime.date.today()),
        "sources": [asdict(source) for source in entry.sources],
        "location": asdict(entry.location) if entry.location else None,
        "contact": asdict(entry.contact) if entry.contact else None,
        "languages": [code for code in LANGUAGES if code in entry.texts],
        "related": [choice(kb.entries[id_], language) for id_ in entry.related if id_ in kb.entries],
    }
