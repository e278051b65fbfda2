"""One message of the person: what was said, and in which language to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

from knowledge_base.entries import LANGUAGES
from knowledge_base.language import detect


@dataclass(frozen=True)
class Turn:
    """The latest message, read once from Rasa's tracker."""

    text: str
    language: str
    entities: tuple[tuple[str, Any], ...]

    @classmethod
    def from_tracker(cls, tracker: Tracker) -> Turn:
        message = tracker.latest_message
        text = message.get("text") or ""
        entities = tuple((e["entity"], e["value"]) for e in message.get("entities") or ())
        return cls(text, _language(text, message.get("metadata") or {}), entities)

    def entity(self, name: str) -> Any:
        """The entity's value; none if it was not named, or named with more than one value."""
        values = {value for entity, value in self.entities if entity == name}
        return values.pop() if len(values) == 1 else None


def _language(text: str, metadata: dict[str, Any]) -> str:
    """The person's own choice rules; else a text plainly in another language does."""
    known = metadata.get("language")
    prior = known if known in LANGUAGES else LANGUAGES[0]
    is_typed = not text.startswith("/")
    return detect(text, prior) if is_typed and not metadata.get("language_chosen") else prior
