"""Show what one can ask about: the topics, and the entries of one topic."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from rasa_project.actions import replies
from rasa_project.actions.base import Events, KnowledgeAction
from rasa_project.actions.turn import Turn


class ActionShowTopics(KnowledgeAction):
    """List the topics that have entries."""

    def name(self) -> str:
        return "action_show_topics"

    async def reply(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        kb = await self.knowledge.current()
        dispatcher.utter_message(json_message=replies.topics(kb, turn.language))
        return []


class ActionShowTopic(KnowledgeAction):
    """List one page of the entries of the topic that a button names."""

    def name(self) -> str:
        return "action_show_topic"

    async def reply(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        kb = await self.knowledge.current()
        topic, page = turn.entity("topic"), turn.entity("page") or 1
        dispatcher.utter_message(json_message=replies.topic_page(kb, topic, page, turn.language))
        return []
