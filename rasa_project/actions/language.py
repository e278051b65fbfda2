"""Pass on which language somebody wants to be answered in."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from rasa_project.actions.base import Events
from rasa_project.actions.turn import Turn


class ActionSetLanguage(Action):  # type: ignore[misc] # rasa-sdk comes without types
    """Tell the bot the language that was named, or to offer the four."""

    def name(self) -> str:
        return "action_set_language"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        language = Turn.from_tracker(tracker).entity("language")
        reply = {"type": "set_language", "language": language} if language else None
        dispatcher.utter_message(json_message=reply or {"type": "choose_language"})
        return []
