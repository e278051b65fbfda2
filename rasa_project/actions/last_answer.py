"""What can be asked about the last answer: more of it, its source, and to hear it again."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from knowledge_base.entries import Entry
from rasa_project.actions import memory, replies
from rasa_project.actions.answer import existing_section
from rasa_project.actions.base import Events, KnowledgeAction
from rasa_project.actions.knowledge import Searchable
from rasa_project.actions.memory import LastAnswer
from rasa_project.actions.turn import Turn


class LastAnswerAction(KnowledgeAction):
    """An action on the last answer; without one, it says so."""

    async def reply(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        kb = await self.knowledge.current()
        last = LastAnswer.from_tracker(tracker)
        entry = kb.entries.get(last.entry) if last else None
        if last is None or entry is None:
            dispatcher.utter_message(json_message=replies.say("no_last_answer", turn.language))
            return []
        reply, now = self.tell(kb, entry, last, turn.language)
        dispatcher.utter_message(json_message=reply)
        question = tracker.get_slot("question") or entry.text(turn.language).title
        return memory.answered(tracker, question, entry, now.section, now.language) if now != last else []

    @abstractmethod
    def tell(self, kb: Searchable, entry: Entry, last: LastAnswer, language: str) -> tuple[replies.Reply, LastAnswer]:
        """The reply, and what is the last answer after it."""


class ActionTellMore(LastAnswerAction):
    """Show the next section that was not shown yet; if there is none, what is related."""

    def name(self) -> str:
        return "action_tell_more"

    def tell(self, kb: Searchable, entry: Entry, last: LastAnswer, language: str) -> tuple[replies.Reply, LastAnswer]:
        sections = range(1, len(entry.text(language).sections) + 1)
        section = next((number for number in sections if number not in last.shown), None)
        if section is None:
            return replies.all_shown(kb, entry, language), last
        answer = replies.Answer(entry, section, language, confidence=1.0)
        return answer.reply(kb, language) | {"only_section": True}, replace(last, section=section, language=language)


class ActionTellSource(LastAnswerAction):
    """Give sources, dates and status."""

    def name(self) -> str:
        return "action_tell_source"

    def tell(self, kb: Searchable, entry: Entry, last: LastAnswer, language: str) -> tuple[replies.Reply, LastAnswer]:
        return replies.source(kb, entry, language), last


class ActionRepeat(LastAnswerAction):
    """Show the answer again, in the language of the one who asks."""

    def name(self) -> str:
        return "action_repeat"

    def tell(self, kb: Searchable, entry: Entry, last: LastAnswer, language: str) -> tuple[replies.Reply, LastAnswer]:
        section = existing_section(entry, language, last.section)
        answer = replies.Answer(entry, section, language, confidence=1.0)
        return answer.reply(kb, language), replace(last, section=section, language=language)
