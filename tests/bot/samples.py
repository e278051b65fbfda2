"""Replies as Rasa sends them, short enough to read in a test."""

from __future__ import annotations

from typing import Any

Reply = dict[str, Any]

PERMIT: Reply = {
    "id": "border/foreigners-border-area-permit",
    "topic": "border",
    "language": "en",
    "title": "Permit for the border area",
    "status": "draft",
    "short_answer": "Foreigners need a permit to enter a border commune of Lai Châu.",
    "sections": [
        {"heading": "Where to ask", "text": "At the Provincial Police:\n\n- in person\n- by post"},
        {"heading": "Documents needed", "text": "A passport & a visa."},
    ],
    "as_of": "2025-11-17",
    "review_by": "2027-02-22",
    "valid_from": "2014-06-15",
    "valid_to": None,
    "superseded_by": None,
    "expired": False,
    "sources": [
        {
            "title": "Nghị định 34/2014/NĐ-CP",
            "publisher": "Chính phủ",
            "url": "https://example.vn/34?a=1&b=2",
            "date": "2014-04-29",
        }
    ],
    "location": None,
    "contact": None,
    "languages": ["vi", "en", "zh"],
    "related": [{"entry": "border/border-communes-2025", "title": "The border communes"}],
}

PERMIT_ZH: Reply = PERMIT | {
    "language": "zh",
    "title": "边境地区通行许可证",
    "short_answer": "外国人进入越南莱州省边境乡须持许可证。",
    "sections": [{"heading": "在哪里办理", "text": "省公安厅。"}, {"heading": "所需材料", "text": "护照和签证。"}],
}


def answer(entry: Reply = PERMIT, *, section: int = 0, language: str = "en", **changes: object) -> Reply:
    """An entry that answers, with ``changes`` to the entry."""
    return {
        "type": "answer",
        "language": language,
        "entry": entry | changes,
        "section": section,
        "confidence": 0.9,
    }


def say(key: str) -> Reply:
    """A fixed sentence, as Rasa asks for it."""
    return {"type": "say", "key": key, "values": {}}


def choice(entry: str, title: str) -> Reply:
    """An entry offered by its title."""
    return {"entry": entry, "title": title}


def topics(language: str = "en") -> Reply:
    """All topics."""
    counts = {"investment": 14, "border": 12}
    listed = [{"topic": topic, "count": count} for topic, count in counts.items()]
    return {"type": "topics", "language": language, "topics": listed}


def topic_page(page: int, pages: int = 3, language: str = "en") -> Reply:
    """One page of the border's entries."""
    return {
        "type": "topic",
        "language": language,
        "topic": "border",
        "page": page,
        "pages": pages,
        "entries": [choice("border/a", f"Entry A of page {page}"), choice("border/b", "Entry B")],
    }
