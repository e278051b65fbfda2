"""The replies of the interface between Rasa and the bot: data only, worded by the bot."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from knowledge_base.entries import LANGUAGES, TOPICS, Entry
from knowledge_base.guide import Guide, Line
from rasa_project.actions.knowledge import Searchable

PAGE_SIZE = 8

Reply = dict[str, Any]


def say(key: str, language: str | None = None, **values: str) -> Reply:
    """A fixed sentence; without ``language`` in that of the person."""
    return {"type": "say", "key": key, "values": values} | ({"language": language} if language else {})


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


def nothing_found(near: Iterable[Entry], language: str, *, offer_enquiry: bool = False) -> Reply:
    """``offer_enquiry``: after several of these the staff may know more."""
    near_choices = [choice(entry, language) for entry in near]
    return {"type": "nothing_found", "language": language, "near": near_choices, "offer_enquiry": offer_enquiry}


def all_shown(kb: Searchable, entry: Entry, language: str) -> Reply:
    """There is no more of this entry; others are related to it."""
    related = [choice(kb.entries[id_], language) for id_ in entry.related if id_ in kb.entries]
    return {"type": "all_shown", "language": language, "entry": choice(entry, language), "related": related}


def source(kb: Searchable, entry: Entry, language: str) -> Reply:
    """Where the entry's answer comes from."""
    return {"type": "source", "language": language, "entry": entry_data(kb, entry, language)}


def offer_language(language: str) -> Reply:
    """Go on in the language that was answered in?"""
    return {"type": "offer_language", "language": language}


def other_language() -> Reply:
    """The languages that are ours, to somebody who wrote in none of them."""
    return {"type": "other_language", "languages": list(LANGUAGES)}


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


def ask(
    form: str, field: str, choices: Sequence[str], limit: int | None, language: str, *, step: int, steps: int
) -> Reply:
    """A field of a form, to be asked: the ``step``-th of ``steps``, with at most ``limit`` characters."""
    return {
        "type": "ask",
        "language": language,
        "form": form,
        "field": field,
        "choices": list(choices),
        "limit": limit,
        "step": step,
        "steps": steps,
    }


def offer_to_stop(form: str, language: str) -> Reply:
    """Shall the form go on, after so much that it could not take?"""
    return {"type": "offer_to_stop", "language": language, "form": form}


def enquiry_summary(enquiry: Reply, language: str, *, has_attach: bool) -> Reply:
    """An enquiry, whole, before it is sent."""
    return {"type": "enquiry_summary", "language": language, "enquiry": enquiry, "has_attach": has_attach}


def enquiry(enquiry: Reply, language: str) -> Reply:
    """An enquiry that was confirmed; the bot stores it once for each ``key``."""
    return {"type": "enquiry", "language": language, "enquiry": enquiry}


def guide_result(kb: Searchable, guide: Guide, facets: Mapping[str, str], language: str) -> Reply:
    """The lines of the border-area guide that apply, those of a kind together; and that it decides nothing."""
    return {
        "type": "guide_result",
        "language": language,
        "facets": dict(facets),
        "lines": [_guide_line(kb.entries[line.entry], line, language) for line in guide.lines(facets)],
        "caution": guide.caution(language),
    }


def _guide_line(entry: Entry, line: Line, language: str) -> Reply:
    return choice(entry, language) | {
        "kind": line.kind,
        "text": line.wording(language),
        "sources": [asdict(source) for source in entry.sources],
        "as_of": entry.as_of,
    }


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
