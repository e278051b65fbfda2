"""One message of the person: what was said, and in which language to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

from knowledge_base.entries import LANGUAGES
from knowledge_base.language import Identified, identify


@dataclass(frozen=True)
class Turn:
    """The latest message, read once from Rasa's tracker.

    ``preferred`` is the person's language, which they chose or are expected to speak; ``language`` the one to
    answer in, and ``written`` what the text is in, each of them one of ours.
    """

    text: str
    intent: str
    entities: tuple[tuple[str, Any], ...]
    preferred: str
    is_chosen: bool
    identified: Identified

    @classmethod
    def from_tracker(cls, tracker: Tracker) -> Turn:
        message = tracker.latest_message
        text = message.get("text") or ""
        metadata = message.get("metadata") or {}
        known = metadata.get("language")
        preferred = known if known in LANGUAGES else LANGUAGES[0]
        return cls(
            text,
            (message.get("intent") or {}).get("name") or "",
            tuple((e["entity"], e["value"]) for e in message.get("entities") or ()),
            preferred,
            bool(metadata.get("language_chosen")),
            Identified(preferred) if text.startswith("/") else identify(text, preferred),
        )

    @property
    def language(self) -> str:
        """The person's own choice rules, but for a text plainly in another language."""
        is_followed = self.identified.is_sure or not self.is_chosen
        return self.identified.language if is_followed else self.preferred

    @property
    def written(self) -> str:
        return self.identified.language

    @property
    def is_foreign(self) -> bool:
        """Whether the text is in none of our languages."""
        return self.identified.foreign

    @property
    def strays(self) -> bool:
        """Whether the person is answered in another language than they chose."""
        return self.is_chosen and self.language != self.preferred

    def entity(self, name: str) -> Any:
        """The entity's value; none if it was not named, or named with more than one value."""
        values = {value for entity, value in self.entities if entity == name}
        return values.pop() if len(values) == 1 else None
