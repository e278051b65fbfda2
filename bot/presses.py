"""What a button can ask for, its short form in callback data, and its payload for Rasa.

Callback data comes back from people's clients, so it is parsed as strictly as any input.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypedDict

from knowledge_base.entries import LANGUAGES, TOPICS

ENTRY_ID = re.compile(r"(?=.{1,50}$)[a-z]+/[a-z0-9-]+")
NUMBER = re.compile(r"[0-9]{1,3}", re.ASCII)
FIELD = re.compile(r"[a-z][a-z0-9_]{0,29}")
VALUE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,29}")
FORMS = {"e": "enquiry", "g": "guide"}
"""By the letters that stand for them in callback data."""
BEGINNINGS = ("start_guide", "start_enquiry")
ABOUT_ANSWERS = ("more", "repeat", "ask_source")
ACTS = (*BEGINNINGS, "cancel", "go_back", "why_ask", "affirm", "deny", *ABOUT_ANSWERS)


class UnknownButton(ValueError):
    """Callback data that no button of ours carries."""


@dataclass(frozen=True)
class ShowEntry:
    """Show an entry; ``apart`` in a message of its own, so that the present one stays."""

    entry: str
    section: int = 0
    language: str | None = None
    apart: bool = False


@dataclass(frozen=True)
class ShowTopic:
    """Show one page of a topic's entries."""

    topic: str
    page: int = 1


@dataclass(frozen=True)
class ShowTopics:
    """Show all topics."""


@dataclass(frozen=True)
class AskPerson:
    """Ask for a person, about a topic where one is known."""

    topic: str | None = None


@dataclass(frozen=True)
class ChooseLanguage:
    """Go on in ``language``; None shows the four to choose from."""

    language: str | None = None


@dataclass(frozen=True)
class Help:
    """Say what the assistant can do."""


@dataclass(frozen=True)
class Greet:
    """Begin the conversation."""


@dataclass(frozen=True)
class Act:
    """One of ``ACTS``: something that a person could also say."""

    intent: str


@dataclass(frozen=True)
class Choose:
    """Answer a form's field with one of its choices."""

    form: str
    field: str
    value: str


@dataclass(frozen=True)
class Edit:
    """Change a field of a form that was answered before."""

    form: str
    field: str


class Payload(TypedDict):
    """What Rasa's channel takes for a button."""

    intent: str
    entities: dict[str, str | int]


Press = ShowEntry | ShowTopic | ShowTopics | AskPerson | ChooseLanguage | Help | Greet | Act | Choose | Edit


def to_data(press: Press) -> str:
    """The callback data of a button: at most 64 bytes, whatever the entry."""
    match press:
        case ShowEntry(entry, section, language, apart):
            return f"{'r' if apart else 'e'}|{entry}|{section}|{language or ''}"
        case ShowTopic(topic, page):
            return f"t|{topic}|{page}"
        case ShowTopics():
            return "T"
        case AskPerson(topic):
            return f"p|{topic or ''}"
        case ChooseLanguage(language):
            return f"l|{language or ''}"
        case Help():
            return "h"
        case Greet():
            return "g"
        case Act(intent):
            return f"a|{intent}"
        case Choose(form, field, value):
            return f"c{_letter(form)}|{field}|{value}"
        case Edit(form, field):
            return f"d{_letter(form)}|{field}"


def from_data(data: str) -> Press:
    """Read callback data; raise `UnknownButton` for anything `to_data` does not write."""
    match data.split("|"):
        case ["e" | "r" as kind, entry, section, language]:
            _check(ENTRY_ID.fullmatch(entry) and _optional(language, LANGUAGES), data)
            return ShowEntry(entry, _number(section, data), language or None, apart=kind == "r")
        case ["t", topic, page]:
            _check(topic in TOPICS, data)
            return ShowTopic(topic, _number(page, data))
        case ["T"]:
            return ShowTopics()
        case ["p", topic]:
            _check(_optional(topic, TOPICS), data)
            return AskPerson(topic or None)
        case ["l", language]:
            _check(_optional(language, LANGUAGES), data)
            return ChooseLanguage(language or None)
        case ["h"]:
            return Help()
        case ["g"]:
            return Greet()
        case ["a", intent]:
            _check(intent in ACTS, data)
            return Act(intent)
        case ["ce" | "cg" as kind, field, value]:
            _check(FIELD.fullmatch(field) and VALUE.fullmatch(value), data)
            return Choose(FORMS[kind[1]], field, value)
        case ["de" | "dg" as kind, field]:
            _check(FIELD.fullmatch(field), data)
            return Edit(FORMS[kind[1]], field)
    raise UnknownButton(data)


def keeps_message(press: Press) -> bool:
    """Whether the message with the button is still wanted once this is shown."""
    match press:
        case AskPerson() | ShowEntry(apart=True) | Choose(field="confirm"):
            return True
        case Act(intent):
            return intent in (*BEGINNINGS, *ABOUT_ANSWERS)
    return False


def to_payload(press: Press) -> Payload:
    """The payload that tells Rasa of this press. To offer the four languages is the bot's own affair."""
    match press:
        case ShowEntry(entry, section, language):
            return _payload("show_entry", entry=entry, section=section, language=language)
        case ShowTopic(topic, page):
            return _payload("show_topic", topic=topic, page=page)
        case ShowTopics():
            return _payload("show_topics")
        case AskPerson(topic):
            return _payload("ask_person", topic=topic)
        case Help():
            return _payload("help")
        case Greet():
            return _payload("greet")
        case ChooseLanguage(None):
            raise TypeError("Rasa has no payload for the offer of languages")
        case ChooseLanguage(language):
            return _payload("change_language", language=language)
        case Act(intent):
            return _payload(intent)
        case Choose(form, field, value):
            return _payload("inform", field=f"{form}_{field}", value=value)
        case Edit(form, field):
            return _payload("edit", field=f"{form}_{field}")


def _payload(intent: str, **entities: str | int | None) -> Payload:
    given = {name: value for name, value in entities.items() if value is not None}
    return {"intent": intent, "entities": given}


def _letter(form: str) -> str:
    return next(letter for letter, name in FORMS.items() if name == form)


def _check(good: object, data: str) -> None:
    if not good:
        raise UnknownButton(data)


def _optional(value: str, allowed: tuple[str, ...]) -> bool:
    return not value or value in allowed


def _number(value: str, data: str) -> int:
    _check(NUMBER.fullmatch(value), data)
    return int(value)
