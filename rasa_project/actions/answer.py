"""Answer a question from the knowledge base, and show an entry chosen by button."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from knowledge_base.conversation import Found
from knowledge_base.entries import SHORT_ANSWER, Entry
from knowledge_base.search import SearchResult
from rasa_project.actions import memory, replies
from rasa_project.actions.base import Events, KnowledgeAction
from rasa_project.actions.knowledge import Searchable
from rasa_project.actions.turn import Turn

MAX_CHOICES = 4
MAX_NEAR = 3
NEAR = 0.05
"""Below this probability the best hit has nothing to do with the question: it is not offered."""
SURE = 0.9
"""From this probability on a question in a language that is not ours is answered all the same."""
MISSES = 2
"""After so many questions in a row that found nothing, an enquiry is offered."""

LONGEST_QUESTION = 1000
"""In characters. The longest real questions have some 300; an essay finds no passage."""


class ActionAnswerQuestion(KnowledgeAction):
    """Search for what was typed: an answer to each question in it, a choice of answers, or none."""

    def name(self) -> str:
        return "action_answer_question"

    async def reply(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        if len(turn.text) > LONGEST_QUESTION:
            too_long = replies.say("too_long", turn.language, limit=str(LONGEST_QUESTION))
            dispatcher.utter_message(json_message=too_long)
            return []
        if turn.is_foreign:
            return await self._answer_foreign(dispatcher, turn, tracker)
        kb, found = await self.knowledge.find(turn.text, turn.written, tracker.get_slot("entry"))
        events = memory.asked(tracker, turn.text)
        for one in found:
            events += _answer(dispatcher, kb, one, turn.language, tracker)
        if turn.strays and turn.language not in memory.offered_languages(tracker):
            dispatcher.utter_message(json_message=replies.offer_language(turn.language))
            events += memory.offered(tracker, turn.language)
        return events

    async def _answer_foreign(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        """Say which languages are ours, and answer if the answer is beyond doubt."""
        dispatcher.utter_message(json_message=replies.other_language())
        kb, found = await self.knowledge.find(turn.text, turn.written, None)
        result = found[0].result
        if len(found) > 1 or result.outcome != "answer" or result.confidence < SURE:
            return []
        return _answer(dispatcher, kb, found[0], turn.language, tracker)


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
        section = existing_section(entry, text_language, turn.entity("section"))
        answer = replies.Answer(entry, section, text_language, confidence=1.0)
        dispatcher.utter_message(json_message=answer.reply(kb, turn.language))
        return memory.answered(tracker, entry.text(text_language).title, entry, section, text_language)


def _answer(dispatcher: CollectingDispatcher, kb: Searchable, found: Found, language: str, tracker: Tracker) -> Events:
    """Reply to one question; returns what to remember."""
    result = found.result
    entries = [kb.entries[hit.passage.entry] for hit in result.hits]
    if result.outcome == "clarify":
        dispatcher.utter_message(json_message=replies.clarify(entries[:MAX_CHOICES], language))
        return memory.misses(0)
    if result.outcome == "none":
        count = memory.missed(tracker)
        near = entries[:MAX_NEAR] if result.confidence >= NEAR else []
        nothing = replies.nothing_found(near, language, offer_enquiry=count >= MISSES)
        dispatcher.utter_message(json_message=nothing)
        return memory.misses(count)
    section = _section(result, entries[0], language)
    answer = replies.Answer(entries[0], section, language, result.confidence)
    dispatcher.utter_message(json_message=answer.reply(kb, language))
    return memory.answered(tracker, found.question, entries[0], section, language)


def existing_section(entry: Entry, language: str, section: int | None) -> int:
    """The section, or the short answer where the text has no such section (any more)."""
    return section if section and section <= len(entry.text(language).sections) else SHORT_ANSWER


def _section(result: SearchResult, entry: Entry, language: str) -> int:
    """The section found, if the text in ``language`` is built alike; translations may not be."""
    best = result.hits[0].passage
    found, shown = entry.text(best.language), entry.text(language)
    return best.section if len(found.sections) == len(shown.sections) else SHORT_ANSWER
