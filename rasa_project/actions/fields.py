"""The fields of a form, how far a form is, and what a message leads to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rasa_sdk import Tracker

from rasa_project.actions.base import Events
from rasa_project.actions.turn import Turn

Answers = Mapping[str, str]
"""Field → what is known of it. Of a field that was skipped it is known that it is empty."""

SURE = 0.8
"""So certain of an act the classifier must be where the text could just as well be what was asked for."""
SHORT = 30
"""Characters that suffice to say "go back please" in any of the languages."""


@dataclass(frozen=True)
class Message:
    """What was typed or pressed, as Rasa understood it."""

    turn: Turn
    intent: str
    confidence: float

    @classmethod
    def from_tracker(cls, tracker: Tracker) -> Message:
        intent = tracker.latest_message.get("intent") or {}
        return cls(Turn.from_tracker(tracker), intent.get("name") or "", intent.get("confidence") or 0.0)

    @property
    def text(self) -> str:
        return self.turn.text

    @property
    def is_press(self) -> bool:
        """Whether a button was pressed: what is typed never begins with a slash (payloads.py)."""
        return self.text.startswith("/")

    def is_wholly(self, *intents: str) -> bool:
        """Whether one of ``intents`` is all that the message says."""
        return self.intent in intents and (self.is_press or (self.confidence >= SURE and len(self.text) <= SHORT))


class Unreadable(ValueError):
    """A message that a field cannot take; ``problem`` names the sentence that says why."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class Field:
    """One thing that a form asks. ``read`` gives the answer in a message, or raises `Unreadable`.

    ``takes`` tells what else a message may be: where only certain *values* will do, anything; where a *name* is asked
    for, few things, and none if ``is_sure`` of the text; where a *text* is, it is that text.
    """

    name: str
    read: Callable[[Message, Answers], str] = field(compare=False)
    choices: tuple[str, ...] = ()
    takes: Literal["value", "name", "text"] = "value"
    limit: int | None = None
    is_sure: Callable[[str], object] = field(default=lambda text: False, compare=False)


@dataclass(frozen=True)
class Progress:
    """How far a form is. ``fields`` are those that matter by what is known, in order, answered or not."""

    form: str
    answers: Answers
    fields: Sequence[Field]
    asked: Field
    language: str
    nonsense: int = 0
    """Messages in a row that were no answer."""

    def field_of(self, slot: str | None) -> Field | None:
        """The field whose answer Rasa keeps in ``slot``."""
        return next((field for field in self.fields if slot_of(self.form, field.name) == slot), None)

    @property
    def open_field(self) -> Field | None:
        """The first field that is still to be answered."""
        return next((field for field in self.fields if field.name not in self.answers), None)

    @property
    def is_change(self) -> bool:
        """Whether the field asked has an answer already: it is to be replaced."""
        return self.asked.name in self.answers

    @property
    def previous(self) -> Field | None:
        """The field that was answered before the one asked."""
        before = self.fields[: self.fields.index(self.asked)]
        return next((field for field in reversed(before) if field.name in self.answers), None)


def slot_of(form: str, field: str) -> str:
    """Where Rasa keeps the answer to a field."""
    return f"{form}_{field}"


@dataclass(frozen=True)
class Step:
    """What a message leads to: what is known by it, and what is asked then."""

    changes: Mapping[str, str | None] = field(default_factory=dict)
    ask: Field | None = None
    """None: the first field that is open."""
    problem: str | None = None
    """The sentence that says why the field is asked again."""
    why: bool = False
    nonsense: int = 0
    is_end: bool = False
    is_silent: bool = False
    """Nothing is asked: the question is still in sight."""
    language: str | None = None
    """The language to go on in, if it changes."""
    remembered: Events = field(default_factory=list)
