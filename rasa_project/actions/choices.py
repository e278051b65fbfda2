"""Which of a field's choices somebody named in their own words (``choices.yml``)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from knowledge_base.asking import is_question
from knowledge_base.names import Names
from rasa_project.actions.fields import Message, Unreadable

FILE = Path(__file__).with_suffix(".yml")

YES, NO = "yes", "no"


def named_choice(slot: str, text: str) -> str:
    """The choice that ``text`` names; a question may name one and still be no answer."""
    names = _names().get(slot, Names({}))
    return _known(names.exact(text) or (None if is_question(text) else names.within(text)))


def yes_or_no(message: Message, words: str = "yes_or_no") -> str:
    """A plain yes or no: "I do not agree to that" has "agree" in it, so words within the text tell nothing."""
    meant = {"affirm": YES, "deny": NO}.get(message.intent) if message.is_wholly("affirm", "deny") else None
    return _known(_names()[words].exact(message.text) or meant)


def is_choice(slot: str, text: str) -> bool:
    """Whether ``text`` is one of the words for a choice, and nothing else."""
    return _names()[slot].exact(text) is not None


def _known(choice: str | None) -> str:
    if choice is None:
        raise Unreadable("problem_choice")
    return choice


@lru_cache(maxsize=1)
def _names() -> dict[str, Names]:
    words = yaml.safe_load(FILE.read_text("utf-8"))
    return {slot: Names(choices) for slot, choices in words.items()}
