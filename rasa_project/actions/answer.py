"""Answer a question from the knowledge base, and show an entry chosen by button."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from knowledge_base.entries import SHORT_ANSWER, Entry
from knowledge_base.search import SearchResult
from rasa_project.actions import replies
from rasa_project.actions.base import Events, KnowledgeAction
from rasa_project.actions.knowledge import Searchable
from rasa_project.actions.turn import Turn

MAX_CHOICES = 4
MAX_NEAR = 3
NEAR = 0.05
"""Below this probability the best hit has nothing to do with the question: it is not offered."""


class ActionAnswerQuestion(KnowledgeAction):
    """Search for what was typed: an answer, a choice of answers, or none."""

    def name(self) -> str:
        return "action_answer_question"

    async def reply(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        kb, result = await self.knowledge.search(turn.text, turn.language)
        dispatcher.utter_message(json_message=_reply_to(result, kb, turn.language))
        return _remember(_entries(result, kb)[0]) if result.outcome == "answer" else []


class ActionShowEntry(KnowledgeAction):
    """Show the entry, and where asked the section, that a button names."""

    def name(self) -> str:
        return "action_show_entry"

    async def reply(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        kb = await self.knowledge.current()
        entry = kb.entries.get(turn.entity("entry"))
        if entry is None:
            # The button is older than the documents: the entry is no longer published.
            dispatcher.utter_message(json_message=replies.nothing_found([], turn.language))
            return []
        text_language = turn.entity("language") or turn.language
        section = _existing_section(entry, text_language, turn.entity("section"))
        answer = replies.Answer(entry, section, text_language, confidence=1.0)
        dispatcher.utter_message(json_message=answer.reply(kb, turn.language))
        return _remember(entry)


def _remember(entry: Entry) -> Events:
    """Keep the topic: whoever then asks for a person gets the right office."""
    return [SlotSet("topic", entry.topic)]


def _entries(result: SearchResult, kb: Searchable) -> list[Entry]:
    return [kb.entries[hit.passage.entry] for hit in result.hits]


def _reply_to(result: SearchResult, kb: Searchable, language: str) -> replies.Reply:
    entries = _entries(result, kb)
    if result.outcome == "clarify":
        return replies.clarify(entries[:MAX_CHOICES], language)
    if result.outcome == "none":
        return replies.nothing_found(entries[:MAX_NEAR] if result.confidence >= NEAR else [], language)
    best = result.hits[0].passage
    section = _same_section(entries[0], best.language, language, best.section)
    return replies.Answer(entries[0], section, language, result.confidence).reply(kb, language)


def _existing_section(entry: Entry, language: str, section: int | None) -> int:
    """The section, or the short answer where the text has no such section (any more)."""
    return section if section and section <= len(entry.text(language).sections) else SHORT_ANSWER


def _same_section(entry: Entry, found_in: str, shown_in: str, section: int) -> int:
    """The section found, if the text shown is built alike; translations may not be."""
    found, shown = entry.text(found_in), entry.text(shown_in)
    return section if len(found.sections) == len(shown.sections) else SHORT_ANSWER
