"""Pass on which language somebody wants to be answered in."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from rasa_project.actions import memory, replies
from rasa_project.actions.answer import existing_section
from rasa_project.actions.base import Events, KnowledgeAction
from rasa_project.actions.memory import LastAnswer
from rasa_project.actions.turn import Turn


class ActionSetLanguage(KnowledgeAction):
    """Tell the bot the language that was named, and say the last answer in it; or offer the four."""

    def name(self) -> str:
        return "action_set_language"

    async def reply(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        language = turn.entity("language")
        if not language:
            dispatcher.utter_message(json_message={"type": "choose_language"})
            return []
        dispatcher.utter_message(json_message={"type": "set_language", "language": language})
        last = LastAnswer.from_tracker(tracker)
        is_unread = last and last.language != language and not tracker.get_slot("misses")
        if last is None or not is_unread or (tracker.active_loop or {}).get("name"):
            return []
        kb = await self.knowledge.current()
        entry = kb.entries.get(last.entry)
        if entry is None or language not in entry.texts:
            return []
        section = existing_section(entry, language, last.section)
        dispatcher.utter_message(json_message=replies.Answer(entry, section, language, 1.0).reply(kb, language))
        return memory.answered(tracker, tracker.get_slot("question") or "", entry, section, language)
