"""Name the office to turn to when somebody wants a person, and take down what they want of it."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from rasa_project.actions import replies
from rasa_project.actions.base import Events, KnowledgeAction
from rasa_project.actions.turn import Turn

GENERAL_CONTACT = "investment/contacts-known"
TOPIC_CONTACTS = {
    "border": "border/border-guard-organisation",
    "visiting": "visiting/recognised-sites-and-info",
    "relations": "relations/department-foreign-affairs",
}


class ActionAskPerson(KnowledgeAction):
    """Show the contact entry for the topic named, or for that of the last answer.

    Who says so in words goes on to an enquiry; who pressed a button may only want to look, and finds it one tap away.
    """

    def name(self) -> str:
        return "action_ask_person"

    async def reply(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        kb = await self.knowledge.current()
        topic = turn.entity("topic") or tracker.get_slot("topic")
        contacts = (TOPIC_CONTACTS.get(topic, GENERAL_CONTACT), GENERAL_CONTACT)
        entry = next((kb.entries[id_] for id_ in contacts if id_ in kb.entries), None)
        dispatcher.utter_message(json_message=replies.person(kb, entry, turn.language))
        is_free = not (tracker.active_loop or {}).get("name")
        return [FollowupAction("enquiry_form")] if is_free and not turn.text.startswith("/") else []
