"""What all actions share: the knowledge base, the turn, and a clear word when it fails."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from knowledge_base.encoder import ModelProblem
from knowledge_base.index import IndexProblem
from rasa_project.actions import replies
from rasa_project.actions.knowledge import Knowledge, shared_knowledge
from rasa_project.actions.turn import Turn

logger = logging.getLogger(__name__)

Events = list[dict[str, Any]]


class KnowledgeAction(Action, ABC):  # type: ignore[misc] # rasa-sdk comes without types
    """An action that answers from the knowledge base."""

    def __init__(self, kb: Knowledge | None = None) -> None:
        # rasa-sdk creates actions without arguments: nothing is loaded before the first turn.
        self._kb = kb

    @property
    def knowledge(self) -> Knowledge:
        return self._kb or shared_knowledge()

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Reply; what can be expected to fail is said, the rest the client sees as silence."""
        try:
            return await self.reply(dispatcher, Turn.from_tracker(tracker), tracker)
        except (IndexProblem, ModelProblem):
            logger.exception("no answer without an index and its model")
            dispatcher.utter_message(json_message=replies.say("action_failed"))
            return []

    @abstractmethod
    async def reply(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        """Send the replies for ``turn`` and return what to remember."""
