"""What is remembered of the conversation, in Rasa's slots (domain/session.yml)."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from knowledge_base.entries import Entry
from rasa_project.actions.base import Events

RECENT = 5
"""Questions that are kept for the staff, should an enquiry follow."""


@dataclass(frozen=True)
class LastAnswer:
    """The answer given last: the entry, the section shown last, all sections shown, and in which language."""

    entry: str
    section: int
    shown: tuple[int, ...]
    language: str

    @classmethod
    def from_tracker(cls, tracker: Tracker) -> LastAnswer | None:
        entry = tracker.get_slot("entry")
        if not entry:
            return None
        shown = tuple(map(int, tracker.get_slot("shown") or ()))
        return cls(entry, int(tracker.get_slot("section") or 0), shown, tracker.get_slot("answer_language") or "")


def without_answer(tracker: Tracker) -> Tracker:
    """The tracker as if nothing had been answered yet."""
    forgetful = copy(tracker)
    forgetful.slots = {**tracker.slots, "entry": None}
    return forgetful


def answered(tracker: Tracker, question: str, entry: Entry, section: int, language: str) -> Events:
    """Remember an answer, and for whom to ask about it: the topic leads to the right office."""
    last = LastAnswer.from_tracker(tracker)
    before = last.shown if last and last.entry == entry.id else ()
    return _set(
        topic=entry.topic,
        entry=entry.id,
        section=section,
        shown=sorted({*before, section} - {0}),
        answer_language=language,
        question=question,
        misses=0,
    )


def asked(tracker: Tracker, question: str) -> Events:
    """Remember a question that was typed."""
    return _set(recent_questions=[*(tracker.get_slot("recent_questions") or ()), question][-RECENT:])


def missed(tracker: Tracker) -> int:
    """How many questions in a row found nothing, with the present one."""
    return int(tracker.get_slot("misses") or 0) + 1


def misses(count: int) -> Events:
    """Remember how many questions in a row found nothing."""
    return _set(misses=count)


def offered_languages(tracker: Tracker) -> list[str]:
    """The languages that were offered in this conversation."""
    return list(tracker.get_slot("offered_languages") or ())


def offered(tracker: Tracker, language: str) -> Events:
    """Remember that a language was offered: once is enough."""
    return _set(offered_languages=[*offered_languages(tracker), language])


def _set(**slots: Any) -> Events:
    return [SlotSet(name, value) for name, value in slots.items()]
