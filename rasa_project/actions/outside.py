"""What follows an act outside of a form, so that the same can follow it in the middle of one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from rasa_project.actions.base import Events

RULES = Path(__file__).parent.parent / "data" / "rules"

Run = Callable[[CollectingDispatcher, Tracker, dict[str, Any]], Awaitable[Events]]


def read_rules(folder: Path = RULES) -> dict[str, str]:
    """Intent → what follows it, by the rules that hold outside of forms."""
    files = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(folder.glob("*.yml"))]
    steps = [rule["steps"] for file in files for rule in file["rules"] if "condition" not in rule]
    return {first["intent"]: then["action"] for first, then, *_ in steps}


class Outside:
    """Does what the rules say, while a form is open."""

    def __init__(self, actions: Mapping[str, Run], rules: Mapping[str, str]) -> None:
        self._actions = actions
        self._rules = rules

    def knows(self, intent: str) -> bool:
        """Whether anything follows this intent."""
        follows = self._rules.get(intent, "")
        return follows.startswith("utter_") or follows in self._actions

    async def act(
        self, intent: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Reply as outside; returns what is to be remembered."""
        follows = self._rules[intent]
        if follows.startswith("utter_"):
            # Rasa itself puts the response in the place of its name.
            dispatcher.utter_message(response=follows)
            return []
        return await self._actions[follows](dispatcher, tracker, domain) or []
