"""A form as Rasa runs it, without Rasa: the slots, and which action is called when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

import rasa_project

DOMAIN = Path(rasa_project.__file__).parent / "domain"


def read_forms() -> dict[str, Any]:
    """Every form of the domain."""
    files = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(DOMAIN.glob("*.yml"))]
    return {name: form for file in files for name, form in file.get("forms", {}).items()}


class Talk:
    """Somebody's conversation with one form; what is said is understood as the test says."""

    def __init__(self, executor: ActionExecutor, form: str, language: str = "en", **slots: Any) -> None:
        self.slots: dict[str, Any] = slots
        self.form = form
        self.language = language
        self.is_chosen = False
        self.is_open = False
        self.follow_up: str | None = None
        self._actions = executor.actions
        self._domain = {"forms": read_forms()}

    async def begins(self) -> list[dict[str, Any]]:
        """Open the form by its button."""
        self.is_open = True
        return await self._turn(f"/start_{self.form}", f"start_{self.form}", 1.0, {}, opens=True)

    async def says(self, text: str, intent: str = "nlu_fallback", confidence: float = 1.0, **entities: Any) -> Any:
        """Type something, which Rasa takes for ``intent``."""
        return await self._turn(text, intent, confidence, entities)

    async def presses(self, intent: str, **entities: Any) -> list[dict[str, Any]]:
        """Press a button."""
        return await self._turn(f"/{intent}", intent, 1.0, entities)

    async def chooses(self, field: str, value: str) -> list[dict[str, Any]]:
        """Press the button of a choice."""
        return await self.presses("inform", field=f"{self.form}_{field}", value=value)

    def known(self) -> dict[str, Any]:
        """What the form holds."""
        prefix = f"{self.form}_"
        return {slot.removeprefix(prefix): v for slot, v in self.slots.items() if slot.startswith(prefix) and v}

    async def _turn(
        self, text: str, intent: str, confidence: float, entities: dict[str, Any], *, opens: bool = False
    ) -> list[dict[str, Any]]:
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": confidence},
            "entities": [{"entity": name, "value": value} for name, value in entities.items()],
            "metadata": {"language": self.language, "language_chosen": self.is_chosen},
        }
        events = [{"event": "user"}, *([{"event": "active_loop"}] if opens else []), {"event": "slot"}]
        dispatcher = CollectingDispatcher()
        await self._act(f"validate_{self.form}_form", dispatcher, message, events)
        if self.slots["requested_slot"] is None:
            self.is_open = False
            await self._act(f"action_end_{self.form}", dispatcher, message, events)
        return [said["custom"] or {"utter": said["response"]} for said in dispatcher.messages]

    async def _act(
        self, name: str, dispatcher: CollectingDispatcher, message: dict[str, Any], events: list[dict[str, Any]]
    ) -> None:
        loop = {"name": f"{self.form}_form"} if self.is_open else {}
        tracker = Tracker("someone", dict(self.slots), message, events, False, None, loop, "action_listen")
        for event in await self._actions[name](dispatcher, tracker, self._domain):
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            elif event["event"] == "followup":
                self.follow_up = event["name"]
