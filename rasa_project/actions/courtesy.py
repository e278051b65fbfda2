"""Meet an insult: calmly, and only once with more than a word."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from rasa_project.actions import replies
from rasa_project.actions.base import Events


class ActionMeetAbuse(Action):  # type: ignore[misc] # rasa-sdk comes without types
    """Offer other ways to an answer; to whoever goes on insulting, just say that questions are welcome."""

    def name(self) -> str:
        return "action_meet_abuse"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        key = "abuse_again" if tracker.get_slot("insulted") else "abuse"
        dispatcher.utter_message(json_message=replies.say(key))
        return [SlotSet("insulted", True)]
