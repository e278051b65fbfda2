"""A knowledge base of three entries that answers as told, and the tracker of one message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from knowledge_base.decision import Outcome
from knowledge_base.encoder import Encoder, load_encoder
from knowledge_base.entries import Contact, Entry, EntryText, Passage, Section, Source
from knowledge_base.guide import Guide
from knowledge_base.ranking import Hit
from knowledge_base.search import SearchResult
from knowledge_base.settings import OWN_MODEL
from rasa_project.actions.base import KnowledgeAction
from rasa_project.actions.knowledge import Knowledge


def _text(language: str, title: str, *headings: str) -> EntryText:
    sections = tuple(Section(heading, f"{heading}: details") for heading in headings)
    return EntryText(language, title, "reviewed", f"{title}: the answer.", sections)


PERMIT = Entry(
    "border/permit",
    {"en": _text("en", "Border permit", "Fees", "Papers"), "zh": _text("zh", "边境通行证", "费用", "材料")},
    as_of="2026-01-01",
    valid_to="2026-06-30",
    sources=(Source(title="Decree 34", publisher="Government", url="https://example.vn/34", date="2014"),),
    contact=Contact("Border guard", phone="0213 000 000"),
    related=("border/gate", "border/removed"),
)
GATE = Entry("border/gate", {"vi": _text("vi", "Cửa khẩu"), "en": _text("en", "Border gate")})
CONTACTS = Entry("investment/contacts-known", {"en": _text("en", "Contacts for investors")})
GUIDE = Guide.model_validate(
    {
        "facets": {
            "who": ["vietnamese", "foreign_visitor"],
            "where": ["commune", "elsewhere"],
            "vehicle": ["on_foot", "foreign_plate"],
        },
        "disclaimer": {"en": "Not a decision.", "zh": "并非决定。"},
        "table": [
            {"kind": "authority", "entry": "border/gate", "text": {"en": "Ask the police."}},
            {
                "kind": "permit",
                "entry": "border/permit",
                "when": {"who": ["foreign_visitor"], "where": ["commune"]},
                "text": {"en": "You need a permit.", "zh": "您需要许可证。"},
            },
            {
                "kind": "paper",
                "entry": "border/permit",
                "when": {"who": ["foreign_visitor"], "where": ["commune"], "vehicle": ["foreign_plate"]},
                "text": {"en": "Your car needs papers."},
            },
        ],
    }
)


@dataclass
class FakeKnowledgeBase:
    """Finds ``found`` (entry, section), in the language asked, whatever the question."""

    outcome: Outcome = "answer"
    found: tuple[tuple[str, int], ...] = (("border/permit", 0),)
    confidence: float = 0.9
    entries: dict[str, Entry] = field(default_factory=lambda: {e.id: e for e in (PERMIT, GATE, CONTACTS)})
    guide: Guide | None = GUIDE
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    asked_for_newer: int = 0

    @property
    def encoder(self) -> Encoder:
        return load_encoder(OWN_MODEL)

    def search(self, question: str, language: str | None = None, count: int = 5) -> SearchResult:
        self.asked.append((question, language))
        hits = tuple(Hit(self._passage(entry, section, language or "en"), 0.5) for entry, section in self.found)
        return SearchResult(self.outcome, language or "en", self.confidence, hits, 1.0)

    def _passage(self, entry: str, section: int, language: str) -> Passage:
        text = self.entries[entry].text(language)
        return Passage(entry, text.language, section, text.title, None, text.short_answer)

    def refreshed(self) -> Self:
        self.asked_for_newer += 1
        return self


Run = Callable[..., Any]


@pytest.fixture
def kb() -> FakeKnowledgeBase:
    return FakeKnowledgeBase()


@pytest.fixture
def knowledge(kb: FakeKnowledgeBase) -> Knowledge:
    return Knowledge(lambda: kb)


def tracker_of(
    text: str = "", metadata: dict[str, Any] | None = None, slots: dict[str, Any] | None = None, **entities: Any
) -> Tracker:
    """The tracker right after one message; without metadata the message has none at all."""
    message: dict[str, Any] = {
        "text": text or "/button",
        "entities": [{"entity": name, "value": value} for name, value in entities.items()],
    }
    if metadata is not None:
        message["metadata"] = metadata
    return Tracker("someone", slots or {}, message, [], False, None, {}, "action_listen")


async def replies_of(action: KnowledgeAction, tracker: Tracker) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the action sends, and the events it returns."""
    dispatcher = CollectingDispatcher()
    events = await action.run(dispatcher, tracker, {})
    return [message["custom"] for message in dispatcher.messages], events
